import type { Subject } from "../condition/condition.ts";
import type { JsonObject } from "../json.ts";
import { zoneOf } from "../profile/zone.ts";
import { type Membership, membershipKey } from "../segment/segment.ts";
import type { SegmentIndex } from "../segment/segmentIndex.ts";
import { LIFE_CYCLE } from "../stage/stage.ts";
import type { Instant } from "../time/instant.ts";
import type { Definitions, ProfileState } from "./decide.types.ts";
import type { PastOfTurn } from "./pastOfTurn.ts";
import type { Turn } from "./turn.ts";

/** What conditions may look at: the profile as it stands now, the event judged, and the entry event. */
export function subjectOf(turn: Turn, properties: JsonObject, entry: JsonObject | null): Subject {
  const { past, definitions } = turn;
  return { ...profileSubject(turn), properties, entry, ...standingIn(past, definitions.segments) };
}

/** Where the profile stands, as the segments of an index see it. */
export function standingIn(past: PastOfTurn, index: SegmentIndex): Pick<Subject, "segments" | "stage"> {
  return { segments: (key) => past.isIn(index, key), stage: () => past.stageIn(index) };
}

/** The profile alone, as segments see it. */
export function profileSubject({ profile, past, now, timeZone, definitions }: Turn): Subject {
  const { attributes, consent, lastCountry, lastLocale, lastDevice, lastLocation } = profile;
  return {
    attributes,
    consent,
    properties: {},
    entry: null,
    country: lastCountry,
    locale: lastLocale,
    device: lastDevice,
    location: lastLocation,
    places: definitions.workspace.places,
    now,
    timeZone,
    aggregates: past.aggregates,
  };
}

/** The same for whoever asks from outside of `decide`, with as much of the past and the memberships as the state holds. */
export function subjectOfState(
  { profile, aggregates, memberships }: Pick<ProfileState, "profile" | "aggregates" | "memberships">,
  { workspace, segments }: Pick<Definitions, "workspace" | "segments">,
  now: Instant,
  { properties = {}, entry = null }: { readonly properties?: JsonObject; readonly entry?: JsonObject | null } = {},
): Subject {
  const { attributes, consent, lastTimeZone, lastCountry, lastLocale, lastDevice, lastLocation } = profile;
  const membershipOf = (key: string): Membership | undefined => {
    const segment = segments.byKey.get(key);
    return segment && memberships?.get(membershipKey({ segmentId: segment.id, version: segment.version }));
  };
  return {
    attributes,
    consent,
    properties,
    entry,
    country: lastCountry,
    locale: lastLocale,
    device: lastDevice,
    location: lastLocation,
    places: workspace.places,
    now,
    timeZone: zoneOf(attributes, lastTimeZone, lastCountry, workspace.timeZone),
    aggregates,
    segments: (key) => membershipOf(key)?.member === true,
    stage: () => membershipOf(LIFE_CYCLE)?.stage ?? null,
  };
}
