import { type Campaign, type Course, DEFAULT_PRIORITY, type WorkspaceRules } from "../campaign/campaign.ts";
import type { Definitions } from "../decide/decide.types.ts";
import { isJourney, type Journey } from "../journey/journey.ts";
import { messagesOf } from "../journey/journeyMessages.ts";
import type { Segment } from "../segment/segment.ts";
import { compileSegments, type PublishedSegments } from "../segment/segmentIndex.ts";
import { triggerKindOf } from "../trigger/kinds.ts";

/** The key of an older version in `Definitions.versions`. */
export function versionKey(campaignId: string, version: number): string {
  return `${campaignId}@${version}`;
}

/**
 * Makes the index that lets an event cost what it touches, not what exists.
 *
 * @param courses   newest launched version of each campaign and journey; the messages of journeys follow from them
 * @param older     versions that still have people inside
 * @param published segments and computed attributes; none where it is left out
 */
export function compileDefinitions(
  workspace: WorkspaceRules,
  courses: readonly Course[],
  older: readonly Course[] = [],
  published: PublishedSegments = {},
): Definitions {
  const listeners = new Map<string, Course[]>();
  const dateTriggers = new Map<string, Course[]>();
  const sessionEvents = new Set<string>();
  for (const course of [...courses].filter(takesEntries).sort(byPriority)) {
    const { trigger } = course.document;
    const kind = triggerKindOf(trigger);
    for (const key of kind.listens(trigger, course.id)) put(listeners, key, course);
    for (const name of kind.remembers?.(trigger) ?? []) sessionEvents.add(name);
    if (kind.nextTimer) for (const name of [ZONE, ...(kind.attributes?.(trigger) ?? [])]) put(dateTriggers, name, course);
  }
  const journeys = courses.filter(isJourney);
  const campaigns = courses.flatMap((course): readonly Campaign[] => (isJourney(course) ? messagesOf(course) : [course as Campaign]));
  return {
    workspace,
    campaigns: new Map(campaigns.map((campaign) => [campaign.id, campaign])),
    journeys: new Map(journeys.map((journey) => [journey.id, journey])),
    journeysByKey: new Map(journeys.map((journey) => [journey.document.key, journey])),
    versions: new Map(older.flatMap(versionsOf)),
    listeners,
    dateTriggers,
    sessionEvents,
    segments: compileSegments(published.live ?? [], published.attributes),
    building: (published.building ?? []).map(({ segments, attributes, built }) => ({
      segments: compileSegments(withNewer(published.live ?? [], segments), attributes, segments, [...(published.attributes ?? []), ...(attributes ?? [])]),
      built,
    })),
  };
}

/** The segments as they will be once the newer versions are live. */
function withNewer(live: readonly Segment[], newer: readonly Segment[]): readonly Segment[] {
  const replaced = new Set(newer.map(({ id }) => id));
  return [...live.filter(({ id }) => !replaced.has(id)), ...newer];
}

/** Under this name a date trigger listens to a change of the person's zone. */
export const ZONE = "$zone";

/** An older version as `Definitions.versions` holds it; of a journey with its messages. */
export function versionsOf(course: Course): [key: string, course: Course][] {
  const parts: readonly Course[] = isJourney(course) ? [course, ...messagesOf(course)] : [course];
  return parts.map((part) => [versionKey(part.id, part.version), part]);
}

/** The version of the document that an enrollment runs by; the newest where its own is gone. */
export function campaignOf(definitions: Definitions, campaignId: string, version: number): Campaign | undefined {
  const newest = definitions.campaigns.get(campaignId);
  if (newest?.version === version) return newest;
  const older = definitions.versions.get(versionKey(campaignId, version)) as Campaign | undefined;
  if (older === undefined) return newest;
  // A step that is gone from the newest version has no newest campaign: its journey says how things stand.
  const today = newest ?? (older.partOf && definitions.journeys.get(older.partOf.journeyId));
  return today && { ...older, status: today.status };
}

/** The same for a journey. */
export function journeyOf(definitions: Definitions, journeyId: string, version: number): Journey | undefined {
  const newest = definitions.journeys.get(journeyId);
  if (!newest || newest.version === version) return newest;
  const older = definitions.versions.get(versionKey(journeyId, version)) as Journey | undefined;
  return older ? { ...older, status: newest.status } : newest;
}

/** The newest version of a campaign or a journey. */
export function courseOf({ campaigns, journeys }: Definitions, id: string): Course | undefined {
  return campaigns.get(id) ?? journeys.get(id);
}

/** Paused campaigns listen too, so that the decision log can say why nobody entered. */
function takesEntries({ status }: Course): boolean {
  return status === "live" || status === "paused";
}

/** Highest first: where one slot is left under a cap, it takes it. Ties go by id, so that every run decides alike. */
export function byPriority(a: Course, b: Course): number {
  return priorityOf(b) - priorityOf(a) || (a.id < b.id ? -1 : 1);
}

export function priorityOf({ document }: Course): number {
  return document.priority ?? DEFAULT_PRIORITY;
}

function put<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
