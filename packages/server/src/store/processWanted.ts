import { causedBy, type Definitions, type Event, INTERNAL, journeysStartedBy, type Timer } from "@beckon/core";
import type { WantedEnrollments } from "./enrollments.ts";
import type { WorkRow } from "./processWork.ts";

/**
 * Which enrollments `decide` may ask for beside the live ones: those that a message event or a trigger's timer names, and
 * the past ones of campaigns that an input may start and that let nobody in twice.
 *
 * @param startedBy what a profile's segments and computed attributes may start beside its inputs themselves
 * @param together the profiles that a merge in this batch makes one, with each of them; others are alone
 */
export function wantedEnrollments(
  rows: readonly WorkRow[],
  timers: readonly (Timer & { readonly workspaceId: number })[],
  definitionsOf: (workspaceId: number) => Definitions | undefined,
  startedBy: (profileId: string) => readonly string[],
  together: (profileId: string) => readonly string[],
): WantedEnrollments {
  const named: { profileId: string; enrollmentId: string }[] = [];
  const past = new Map<string, { profileId: string; campaignId: string }>();
  const want = (profileId: string, campaignId: string) => {
    for (const each of together(profileId)) past.set(`${each}|${campaignId}`, { profileId: each, campaignId });
  };
  for (const row of rows) {
    const definitions = definitionsOf(row.workspaceId);
    if (!definitions) continue;
    const limits = entryLimits(definitions);
    for (const id of limits.byStep) want(row.profileId, id);
    if (!MAY_START.has(row.kind)) continue;
    const event = row.kind === "event" ? (row.body as Event) : null;
    if (event?.message) for (const profileId of together(row.profileId)) named.push({ profileId, enrollmentId: event.message.enrollmentId });
    if (limits.byKey.size === 0) continue;
    const keys = event ? keysOfEvent(event) : row.kind === "outcome" ? OUTCOME_KEYS : [];
    for (const key of [...keys, ...startedBy(row.profileId)]) for (const campaignId of limits.byKey.get(key) ?? []) want(row.profileId, campaignId);
  }
  for (const { profileId, workspaceId, subject, kind, payload } of timers) {
    const definitions = definitionsOf(workspaceId);
    if (!definitions || kind === "goal") continue;
    const limits = entryLimits(definitions);
    for (const id of limits.byStep) want(profileId, id);
    if (kind === "enrollment") continue;
    const { enrollmentId } = payload;
    if (typeof enrollmentId === "string") named.push({ profileId, enrollmentId });
    const campaignId = subject.split(":")[0] ?? "";
    if (limits.campaigns.has(campaignId)) want(profileId, campaignId);
    for (const key of [...(kind === "session" ? ["session_ended"] : []), ...startedBy(profileId)])
      for (const limited of limits.byKey.get(key) ?? []) want(profileId, limited);
  }
  return { named, past: [...past.values()] };
}

/** Inputs after which a campaign may let somebody in. */
const MAY_START: ReadonlySet<string> = new Set(["event", "outcome", "list", "merge"]);

/** An event may also begin or end a session, and change the attributes that it carries. */
function keysOfEvent(event: Event): string[] {
  return [`event:${event.name}`, "session_started", "session_ended", ...Object.keys(event.attributes ?? {}).map((name) => `attribute:${name}`)];
}

/** The outcome of a send becomes one of these events. */
const OUTCOME_KEYS = [
  INTERNAL.messageSent,
  INTERNAL.messageWouldHaveBeenSent,
  INTERNAL.messageFailed,
  INTERNAL.messageSkipped,
  INTERNAL.messageUnknown,
  INTERNAL.messageBounced,
].map((name) => `event:${name}`);

interface EntryLimits {
  /** Campaigns that do not let everyone in every time. */
  readonly campaigns: ReadonlySet<string>;
  /** The same by what they listen to. */
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  /** Those that a journey starts, by a step or by what its steps cause: whatever leads somebody on may lead them there. */
  readonly byStep: readonly string[];
}

const known = new WeakMap<Definitions, EntryLimits>();

function entryLimits(definitions: Definitions): EntryLimits {
  const limits = known.get(definitions) ?? findLimits(definitions);
  known.set(definitions, limits);
  return limits;
}

function findLimits(definitions: Definitions): EntryLimits {
  const campaigns = new Set(
    [...definitions.campaigns.values(), ...definitions.journeys.values()]
      .filter(({ document }) => (document.reentry?.kind ?? "every_time") !== "every_time")
      .map(({ id }) => id),
  );
  const byKey = new Map<string, string[]>();
  for (const [key, listening] of definitions.listeners) {
    const limited = listening.filter(({ id }) => campaigns.has(id)).map(({ id }) => id);
    if (limited.length > 0) byKey.set(key, limited);
  }
  return { campaigns, byKey, byStep: startedByJourneys(definitions).filter((id) => campaigns.has(id)) };
}

function startedByJourneys({ journeys, journeysByKey, listeners }: Definitions): string[] {
  const documents = [...journeys.values()].map(({ document }) => document);
  const started = documents.flatMap(journeysStartedBy).flatMap((key) => journeysByKey.get(key)?.id ?? []);
  const listening = documents.flatMap(causedBy).flatMap((key) => (listeners.get(key) ?? []).map(({ id }) => id));
  return [...new Set([...started, ...listening])];
}
