import { type DueMessage, routes } from "@beckon/contract";
import { type Enrollment, formatInstant, type JsonObject, REASONS } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { foresee } from "../../engine/foresight.ts";
import type { Identifier } from "../../engine/incoming.ts";
import { cancelByHand, changeAttributesByHand, consentHistory, createByHand, dueMessages, recordByHand } from "../../engine/personDesk.ts";
import type { HttpDeps } from "../deps.ts";
import { instantOrNull } from "../instants.ts";
import { serve } from "../serve.ts";

/** What a person in the app does for one profile: make it, change it, let something happen, call a message back. */
export async function personRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const by = ({ workspaceId, name }: { readonly workspaceId: number; readonly name: string }) => ({ workspaceId, by: name });
  serve(app, deps, routes.createProfile, async ({ principal, body }) => ({
    id: await createByHand(deps, by(principal), identifiersOf(body), { ...body.attributes, ...addressesIn(body) }),
  }));
  serve(app, deps, routes.changeAttributes, async ({ principal, params, body }) => ({
    eventId: await changeAttributesByHand(deps, by(principal), params.id, body.attributes),
  }));
  serve(app, deps, routes.recordEvent, async ({ principal, params, body }) => ({
    eventId: await recordByHand(deps, by(principal), params.id, body.name, body.properties ?? {}),
  }));
  serve(app, deps, routes.listDueMessages, async ({ principal, params }) => {
    const { passages, campaigns } = await dueMessages(deps.db, principal.workspaceId, params.id);
    return { items: passages.map((passage) => presentDue(passage, campaigns.get(passage.campaignId)?.name ?? "A deleted campaign")) };
  });
  serve(app, deps, routes.listUpcomingMessages, async ({ principal, params }) => ({
    items: (await foresee(deps.db, principal.workspaceId, params.id, deps.clock.now())).map((message) => ({ ...message, at: formatInstant(message.at) })),
  }));
  serve(app, deps, routes.cancelDueMessage, async ({ principal, params }) => ({
    eventId: await cancelByHand(deps, by(principal), params.id, params.enrollmentId),
  }));
  serve(app, deps, routes.getConsentHistory, async ({ principal, params }) => ({
    items: (await consentHistory(deps.db, principal.workspaceId, params.id)).map((said) => ({ ...said, at: formatInstant(said.at) })),
  }));
}

interface Named {
  readonly email?: string;
  readonly phone?: string;
  readonly userId?: string;
}

function identifiersOf({ email, phone, userId }: Named): Identifier[] {
  return [
    ...(userId ? [{ kind: "user_id", value: userId.trim() }] : []),
    ...(email ? [{ kind: "email", value: email.trim().toLowerCase() }] : []),
    ...(phone ? [{ kind: "phone", value: phone.trim() }] : []),
  ];
}

/** An address is also an attribute, where messages look for it. */
function addressesIn({ email, phone }: Named): JsonObject {
  return { ...(email ? { email: email.trim() } : {}), ...(phone ? { phone: phone.trim() } : {}) };
}

function presentDue(passage: Enrollment, campaignName: string): DueMessage {
  return {
    enrollmentId: passage.id,
    campaign: { id: passage.campaignId, name: campaignName },
    isJourney: passage.walk !== undefined,
    state: passage.status === "ended" ? "sending" : passage.status,
    dueAt: instantOrNull(passage.dueAt),
    enteredAt: formatInstant(passage.enteredAt),
    sentence: whyItWaits(passage),
  };
}

function whyItWaits({ status, hold, entry, calledBack }: Enrollment): string {
  if (calledBack !== null) return "Called back; it may have left already.";
  if (status === "sending") return "With the mail server right now.";
  if (hold !== null) return `Held: ${REASONS[hold.reason].title.toLowerCase()}.`;
  return `Waits since ${entry.name}.`;
}
