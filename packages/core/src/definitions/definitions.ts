import { type Campaign, DEFAULT_PRIORITY, type WorkspaceRules } from "../campaign/campaign.ts";
import type { Definitions } from "../decide/decide.types.ts";
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
 * @param campaigns newest launched version of each campaign
 * @param older     versions that still have people inside
 * @param published segments and computed attributes; none where it is left out
 */
export function compileDefinitions(
  workspace: WorkspaceRules,
  campaigns: readonly Campaign[],
  older: readonly Campaign[] = [],
  published: PublishedSegments = {},
): Definitions {
  const listeners = new Map<string, Campaign[]>();
  const dateTriggers = new Map<string, Campaign[]>();
  const sessionEvents = new Set<string>();
  for (const campaign of [...campaigns].filter(takesEntries).sort(byPriority)) {
    const { trigger } = campaign.document;
    const kind = triggerKindOf(trigger);
    for (const key of kind.listens(trigger, campaign.id)) put(listeners, key, campaign);
    for (const name of kind.remembers?.(trigger) ?? []) sessionEvents.add(name);
    if (kind.nextTimer) for (const name of [ZONE, ...(kind.attributes?.(trigger) ?? [])]) put(dateTriggers, name, campaign);
  }
  return {
    workspace,
    campaigns: new Map(campaigns.map((campaign) => [campaign.id, campaign])),
    versions: new Map(older.map((campaign) => [versionKey(campaign.id, campaign.version), campaign])),
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

/** The version of the document that an enrollment runs by; the newest where its own is gone. */
export function campaignOf(definitions: Definitions, campaignId: string, version: number): Campaign | undefined {
  const newest = definitions.campaigns.get(campaignId);
  if (!newest || newest.version === version) return newest;
  const older = definitions.versions.get(versionKey(campaignId, version));
  return older ? { ...older, status: newest.status } : newest;
}

/** Paused campaigns listen too, so that the decision log can say why nobody entered. */
function takesEntries(campaign: Campaign): boolean {
  return campaign.status === "live" || campaign.status === "paused";
}

/** Highest first: where one slot is left under a cap, it takes it. Ties go by id, so that every run decides alike. */
export function byPriority(a: Campaign, b: Campaign): number {
  return priorityOf(b) - priorityOf(a) || (a.id < b.id ? -1 : 1);
}

export function priorityOf(campaign: Campaign): number {
  return campaign.document.priority ?? DEFAULT_PRIORITY;
}

function put<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
