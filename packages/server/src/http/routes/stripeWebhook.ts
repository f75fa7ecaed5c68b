import type { JsonObject } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import type { Clock } from "../../clock.ts";
import type { Acceptance, IncomingEvent } from "../../engine/incoming.ts";
import { type IngestService, incomingLetter } from "../../engine/ingest.ts";
import { incomingStripeEvent, readStripeEvent, type StripeSourceSettings } from "../../sources/stripe/incomingStripeEvent.ts";
import type { Reading } from "../../sources/stripe/kind.ts";
import { type StripeSignature, stripeSignature } from "../../sources/stripe/signature.ts";
import { readStripeEnvelope, type StripeEvent } from "../../sources/stripe/stripeEvent.ts";
import type { StripeObjectSeen } from "../../store/stripeObjects.ts";
import { ApiError } from "../errors.ts";

const STRIPE_WEBHOOK_PATH = "/webhooks/stripe";

/** Stripe's largest events (invoices with many lines) have some hundred kilobytes. */
const BODY_LIMIT = 1_048_576;

/** Stripe promises ids of at most 255 characters; a longer one is none, and would not fit the index. */
const ID_MAX = 255;

export interface StripeWebhookDeps {
  readonly ingest: Pick<IngestService, "accept" | "refuse">;
  readonly clock: Clock;
  /** Signing secrets of the endpoint as they stand now, any of which may fit; none: the route says how to set one. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly settings: StripeSourceSettings;
  /** `noteStripeObject` of the store. */
  readonly noteObject: (seen: StripeObjectSeen) => Promise<{ readonly overtaken: boolean }>;
}

/**
 * The door where Stripe posts its events. Bad requests get a 4xx that says what to mend; every genuine event gets a 2xx, and
 * only after it is durable. A 503 asks Stripe to send it again, and is given only when we could not store it.
 */
export function stripeWebhook(deps: StripeWebhookDeps): FastifyPluginAsync {
  return async (app) => {
    // The signature is over the bytes: within this plugin nothing parses them.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    app.post(STRIPE_WEBHOOK_PATH, { bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const secrets = await deps.secrets();
      if (secrets.length === 0) throw notConfigured();
      const signature = await stripeSignature(secrets);
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const event = openEvent(signature, raw, request.headers["stripe-signature"], deps.clock);
      return reply.send(
        answerOf(
          await take(event, deps).catch((error: unknown) => {
            request.log.error({ err: error, stripeEvent: event.id }, "a Stripe event could not be stored");
            throw new ApiError("unavailable", { problem: "The event could not be stored just now; send it again." });
          }),
        ),
      );
    });
  };
}

function openEvent(signature: StripeSignature, raw: Buffer, header: string | string[] | undefined, clock: Clock): StripeEvent {
  const opened = signature.open(raw, Array.isArray(header) ? header[0] : header, clock.now());
  if (!opened.ok) throw new ApiError(opened.code, { problem: opened.problem });
  const event = readStripeEnvelope(opened.body);
  if ("problem" in event) throw new ApiError("event_invalid", { problem: event.problem });
  return event;
}

async function take(event: StripeEvent, deps: StripeWebhookDeps): Promise<Acceptance> {
  const reading = readStripeEvent(event);
  const overtaken = await isOvertaken(event, reading, deps);
  const incoming = incomingStripeEvent(event, reading, overtaken, deps.settings);
  if (incoming.identifiers.length === 0) return refuseNobodys(event, incoming, deps);
  const [acceptance] = await deps.ingest.accept([incoming]);
  if (acceptance === undefined) throw new Error("ingest answered nothing for a Stripe event");
  return acceptance;
}

/** A guest's charge without an address, a payout, a price: it is about nobody, and an empty profile would help nobody. */
async function refuseNobodys(event: StripeEvent, incoming: IncomingEvent, deps: StripeWebhookDeps): Promise<Acceptance> {
  const message = `The ${event.type} names no customer and no mail address, so it belongs to no profile.`;
  const problem = { code: "no_identifier", path: "data.object.customer", message } as const;
  await deps.ingest.refuse([
    { workspaceId: incoming.workspaceId, source: incoming.source, messageId: incoming.messageId, problem, body: incomingLetter(incoming) },
  ]);
  return { status: "rejected", code: problem.code, message };
}

async function isOvertaken(event: StripeEvent, reading: Reading, deps: StripeWebhookDeps): Promise<boolean> {
  if (reading.state === undefined || reading.state.objectId.length > ID_MAX) return false;
  const { workspaceId } = deps.settings;
  const { overtaken } = await deps.noteObject({ workspaceId, ...reading.state, at: event.created, eventId: event.id });
  return overtaken;
}

/** A rejected event lies among the dead letters with its reason: sending it again would not help, so it gets a 2xx too. */
function answerOf(acceptance: Acceptance): JsonObject {
  const body = { received: true, status: acceptance.status };
  return acceptance.status === "rejected" ? { ...body, code: acceptance.code, message: acceptance.message } : body;
}

function notConfigured(): ApiError {
  return new ApiError("source_not_configured", {
    problem: "Enter the signing secret (whsec_...) of this endpoint in Beckon under Integrations, Stripe; or give it as BECKON_STRIPE_WEBHOOK_SECRET.",
  });
}
