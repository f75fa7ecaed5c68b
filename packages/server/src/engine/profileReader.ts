import { INTERNAL, type Instant, type JsonObject, type Profile, zoneOf } from "@beckon/core";
import type { Db, Query } from "../store/db.ts";
import { type IdentityRow, identitiesOf } from "../store/identities.ts";
import { type MergeRow, mergesOf } from "../store/merges.ts";
import { idsOfPerson, profileNames } from "../store/profileSearch.ts";
import { addressesOf, readPeople } from "../store/profiles.ts";
import {
  type CampaignName,
  campaignNames,
  type DecisionRow,
  decisionsOfPerson,
  type EventRow,
  eventsOfPerson,
  type HistoryPlace,
  OUTCOME_RANK,
  subjectsOf,
} from "../store/timeline.ts";
import { readWorkspace } from "../store/workspaces.ts";
import { Refusal } from "./refusal.ts";

/** A name for people: what the profile calls itself, put together from its parts where it must be. */
export function nameOf(attributes: JsonObject): string | null {
  const { name, firstName, first_name, lastName, last_name } = attributes;
  const parts = [name, ...(name ? [] : [firstName ?? first_name, lastName ?? last_name])].filter(
    (part): part is string => typeof part === "string" && part.trim() !== "",
  );
  return parts.length === 0 ? null : parts.join(" ").trim();
}

/** The mail address that a message would go to. */
export function emailOf(attributes: JsonObject, emails: readonly string[]): string | null {
  return addressesOf(attributes, emails).email ?? null;
}

export interface NamedProfile {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** Names of profiles for things that speak of them. One that is not there (any more) has its id alone. */
export async function nameProfiles(q: Query, ids: readonly string[]): Promise<(id: string) => NamedProfile> {
  const known = await profileNames(q, [...new Set(ids)]);
  return (id) => {
    const row = known.get(id);
    return row ? { id, name: nameOf(row.attributes), email: emailOf(row.attributes, row.emails) } : { id, name: null, email: null };
  };
}

export interface ProfileView {
  readonly profile: Profile;
  readonly name: string | null;
  readonly email: string | null;
  readonly identifiers: readonly IdentityRow[];
  readonly timeZone: { readonly name: string; readonly from: "attribute" | "activity" | "country" | "workspace" };
  readonly mergedFrom: readonly MergeRow[];
  readonly mergedInto: string | null;
}

/** @throws Refusal `not_found` */
export async function viewProfile(db: Db, workspaceId: number, id: string): Promise<ProfileView> {
  const person = (await readPeople(db, [id])).get(id);
  if (!person?.profile || person.profile.workspaceId !== workspaceId) throw new Refusal("not_found", { what: "profile", id });
  const { profile, mergedInto, emails } = person;
  const workspace = await readWorkspace(db, workspaceId);
  const merges = await mergesOf(db, workspaceId, id);
  return {
    profile,
    mergedInto,
    name: nameOf(profile.attributes),
    email: emailOf(profile.attributes, emails),
    identifiers: await identitiesOf(db, [id]),
    timeZone: zoneWithSource(profile, workspace?.settings.timeZone ?? "UTC"),
    mergedFrom: merges.filter((merge) => merge.survivor === id),
  };
}

/** Which of its sources gave the zone: each is left out in turn to see whether it changes. */
function zoneWithSource({ attributes, lastTimeZone, lastCountry }: Profile, workspaceZone: string): ProfileView["timeZone"] {
  const none = "Etc/Unknown";
  const name = zoneOf(attributes, lastTimeZone, lastCountry, workspaceZone);
  if (name === zoneOf({}, lastTimeZone, null, none) && name === lastTimeZone && !ownZone(attributes, name)) return { name, from: "activity" };
  if (ownZone(attributes, name)) return { name, from: "attribute" };
  return { name, from: lastCountry !== null && zoneOf({}, null, lastCountry, none) === name ? "country" : "workspace" };
}

function ownZone(attributes: JsonObject, zone: string): boolean {
  return [attributes.timezone, attributes.time_zone, attributes.timeZone].includes(zone);
}

/** All ids that are one person. @throws Refusal `not_found` */
export async function personIds(db: Db, workspaceId: number, id: string): Promise<string[]> {
  const person = (await readPeople(db, [id])).get(id);
  if (!person?.profile || person.profile.workspaceId !== workspaceId) throw new Refusal("not_found", { what: "profile", id });
  return idsOfPerson(db, workspaceId, id);
}

export type TimelineKind = "event" | "attribute" | "message" | "decision" | "consent" | "session" | "merge";

/** One line of a person's story: an event, or a line of the decision log that no event tells. */
export type TimelineLine =
  | {
      readonly of: "event";
      readonly kind: Exclude<TimelineKind, "decision">;
      readonly at: Instant;
      readonly rank: 0;
      readonly id: string;
      readonly event: EventRow;
      readonly subject: string | null;
    }
  | { readonly of: "decision"; readonly kind: "decision"; readonly at: Instant; readonly rank: number; readonly id: string; readonly decision: DecisionRow };

export interface Timeline {
  readonly lines: readonly TimelineLine[];
  readonly campaigns: ReadonlyMap<string, CampaignName>;
  readonly timeZone: string;
}

/** Internal events by the kind of line they are; every other event is an `event`. */
const KIND_OF_EVENT: { readonly [name: string]: Exclude<TimelineKind, "decision" | "event"> } = {
  [INTERNAL.sessionStarted]: "session",
  [INTERNAL.sessionEnded]: "session",
  [INTERNAL.profileMerged]: "merge",
  [INTERNAL.consentChanged]: "consent",
  [INTERNAL.attributesChanged]: "attribute",
  "Profile Identified": "attribute",
  ...Object.fromEntries(
    Object.values(INTERNAL)
      .filter((name) => name.startsWith("Message "))
      .map((name) => [name, "message"]),
  ),
};

/** Decisions that an event beside them does not tell already: a sent message is its own line. */
const TOLD_OUTCOMES = ["entered", "not_entered", "restarted", "moved", "held", "skipped", "exited", "converted", "late_event"] as const;

/** A person's story, newest first, those merged into them included. One line more than asked where there are more. */
export async function readTimeline(
  db: Db,
  workspaceId: number,
  id: string,
  kinds: ReadonlySet<TimelineKind>,
  before: HistoryPlace | null,
  limit: number,
): Promise<Timeline> {
  const ids = await personIds(db, workspaceId, id);
  const known = Object.keys(KIND_OF_EVENT);
  const names = known.filter((name) => kinds.has(KIND_OF_EVENT[name] ?? "event"));
  const events = names.length > 0 || kinds.has("event") ? await eventsOfPerson(db, ids, { names, others: kinds.has("event"), known }, before, limit) : [];
  const decisions = kinds.has("decision") ? await decisionsOfPerson(db, ids, { outcomes: TOLD_OUTCOMES, before, limit }) : [];
  const subjects = await subjectsOf(
    db,
    ids,
    events.flatMap((event) => event.extra?.message?.sendId ?? []),
  );
  const lines: TimelineLine[] = [
    ...events.map(
      (event): TimelineLine => ({
        of: "event",
        kind: KIND_OF_EVENT[event.name] ?? "event",
        at: event.at,
        rank: 0,
        id: event.id,
        event,
        subject: subjects.get(event.extra?.message?.sendId ?? "") ?? null,
      }),
    ),
    ...decisions.map(
      (decision): TimelineLine => ({ of: "decision", kind: "decision", at: decision.at, rank: OUTCOME_RANK[decision.outcome], id: decision.id, decision }),
    ),
  ];
  lines.sort((a, b) => b.at - a.at || b.rank - a.rank || (a.id < b.id ? 1 : -1));
  const shown = lines.slice(0, limit);
  const campaignIds = shown.flatMap((line) => (line.of === "decision" ? [line.decision.campaignId] : (line.event.extra?.message?.campaignId ?? [])));
  const workspace = await readWorkspace(db, workspaceId);
  return { lines: shown, campaigns: await campaignNames(db, [...new Set(campaignIds)]), timeZone: workspace?.settings.timeZone ?? "UTC" };
}
