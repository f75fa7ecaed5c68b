import { type Enrollment, type Event, INTERNAL, type Instant, isDeeperThan, isRfmAttribute, type JsonObject, RFM_ATTRIBUTES } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { computedNames } from "../store/computedAttributes.ts";
import type { Db } from "../store/db.ts";
import { readRules } from "../store/definitions.ts";
import { waitingOf } from "../store/personWaiting.ts";
import { type CampaignName, campaignNames, type EventRow, eventsOfPerson } from "../store/timeline.ts";
import type { Identifier, IncomingEvent, Ingest } from "./incoming.ts";
import { personIds, viewProfile } from "./profileReader.ts";
import { Refusal } from "./refusal.ts";

export interface PersonDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
}

/** What was changed by hand goes the way of every event, so that order, history and campaigns stay right. */
export interface ByHand {
  readonly workspaceId: number;
  /** The name of who did it. */
  readonly by: string;
}

/** Makes a profile that has done nothing yet, or tells the one that is known by these names the attributes. @returns its id */
export async function createByHand(deps: PersonDeskDeps, who: ByHand, identifiers: readonly Identifier[], attributes: JsonObject): Promise<string> {
  if (identifiers.length === 0) throw new Refusal("profile_nameless");
  await refuseComputed(deps.db, who.workspaceId, attributes);
  const { profileId } = await accept(deps, who, {
    kind: "internal",
    name: INTERNAL.attributesChanged,
    properties: { by: who.by, created: true },
    attributes,
    identifiers,
  });
  return profileId;
}

/** @throws Refusal `not_found`, `attribute_computed` */
export async function changeAttributesByHand(deps: PersonDeskDeps, who: ByHand, profileId: string, attributes: JsonObject): Promise<string> {
  await refuseComputed(deps.db, who.workspaceId, attributes);
  return happenTo(deps, who, profileId, { kind: "internal", name: INTERNAL.attributesChanged, properties: { by: who.by }, attributes });
}

/** Whoever writes by hand is told; what sources send of such names is left out when the event is applied. */
async function refuseComputed(db: Db, workspaceId: number, attributes: JsonObject): Promise<void> {
  const ranked = Object.keys(attributes).some(isRfmAttribute) && (await readRules(db, workspaceId))?.rfm ? RFM_ATTRIBUTES : [];
  const name = [...ranked, ...(await computedNames(db, workspaceId))].find((computed) => Object.hasOwn(attributes, computed));
  if (name !== undefined) throw new Refusal("attribute_computed", { name }, `body.attributes.${name}`);
}

/** @throws Refusal `not_found` */
export async function recordByHand(deps: PersonDeskDeps, who: ByHand, profileId: string, name: string, properties: JsonObject): Promise<string> {
  return happenTo(deps, who, profileId, { kind: "track", name, properties });
}

/** @throws Refusal `not_found`, `message_gone` */
export async function cancelByHand(deps: PersonDeskDeps, who: ByHand, profileId: string, enrollmentId: string): Promise<string> {
  const waiting = await waitingOf(deps.db, profileId);
  const passage = waiting.find(({ id }) => id === enrollmentId);
  if (!passage) throw new Refusal("message_gone");
  const names = await campaignNames(deps.db, [passage.campaignId]);
  const properties = { by: who.by, enrollment_id: enrollmentId, campaign: names.get(passage.campaignId)?.key ?? passage.campaignId };
  return happenTo(deps, who, profileId, { kind: "internal", name: INTERNAL.messageCancelled, properties });
}

/** As for events that are tracked. */
const MAX_DEPTH = 32;

type Happening = Pick<IncomingEvent, "kind" | "name" | "properties" | "attributes">;

async function happenTo(deps: PersonDeskDeps, who: ByHand, id: string, happening: Happening): Promise<string> {
  const { profile, mergedInto } = await viewProfile(deps.db, who.workspaceId, id);
  return (await accept(deps, who, { ...happening, identifiers: [], profileId: mergedInto ?? profile.id })).id;
}

async function accept({ clock, ingest }: PersonDeskDeps, who: ByHand, event: Happening & Pick<IncomingEvent, "identifiers" | "profileId">) {
  if (isDeeperThan([event.properties, event.attributes], MAX_DEPTH + 1))
    throw new Refusal("event_invalid", { problem: `It is nested more than ${MAX_DEPTH} levels deep.` });
  const now = clock.now();
  const source = event.kind === "internal" ? "beckon" : "app";
  const [acceptance] = await ingest.accept([{ workspaceId: who.workspaceId, source, messageId: newId(now), at: now, context: {}, ...event }]);
  if (acceptance?.status === "accepted") return acceptance;
  throw new Refusal("event_invalid", { problem: acceptance?.status === "rejected" ? acceptance.message : "The change was not taken." });
}

export interface DueMessages {
  readonly passages: readonly Enrollment[];
  readonly campaigns: ReadonlyMap<string, CampaignName>;
}

/** What is still to come for a person. @throws Refusal `not_found` */
export async function dueMessages(db: Db, workspaceId: number, id: string): Promise<DueMessages> {
  await viewProfile(db, workspaceId, id);
  const passages = await waitingOf(db, id);
  return { passages, campaigns: await campaignNames(db, [...new Set(passages.map(({ campaignId }) => campaignId))]) };
}

/** One word on consent, as it was said. */
export interface SaidOnConsent {
  readonly at: Instant;
  readonly part: "channel" | "topic";
  readonly name: string;
  readonly state: string;
  readonly by: string | null;
  readonly source: string;
}

const EVENTS_LOOKED_AT = 200;
/** Events that carry consent: changes of it, and identify calls and imports that bring it along. */
const MAY_CARRY_CONSENT: readonly string[] = [INTERNAL.consentChanged, INTERNAL.messageUnsubscribed, "Profile Identified"];

/** Every word on consent, newest first. @throws Refusal `not_found` */
export async function consentHistory(db: Db, workspaceId: number, id: string): Promise<SaidOnConsent[]> {
  const ids = await personIds(db, workspaceId, id);
  const events = await eventsOfPerson(db, ids, { names: MAY_CARRY_CONSENT, others: false, known: [] }, null, EVENTS_LOOKED_AT);
  return events.flatMap(saidIn);
}

function saidIn({ at, source, properties, extra }: EventRow): SaidOnConsent[] {
  const { channels = {}, topics = {}, by = null } = (extra?.consent ?? {}) as NonNullable<Event["consent"]>;
  const person = typeof properties["by"] === "string" ? properties["by"] : by;
  const words = (part: SaidOnConsent["part"], said: { readonly [name: string]: string }) =>
    Object.entries(said).map(([name, state]) => ({ at, part, name, state, by: person, source }));
  return [...words("channel", channels), ...words("topic", topics)];
}
