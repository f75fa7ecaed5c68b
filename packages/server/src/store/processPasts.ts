import { type Definitions, type Input, startedBy, type Wanted, wantedOf } from "@beckon/core";
import type { Query } from "./db.ts";
import { readPasts, type StoredPast, type WantedPast } from "./pastRows.ts";
import type { Merges } from "./processMerges.ts";
import { inputOf } from "./processTurns.ts";
import type { WorkRow } from "./processWork.ts";
import type { StoredPerson } from "./profiles.ts";
import type { TimerRow } from "./timers.ts";

/** What a batch may need of the pasts of its people: what segments count and who is in them. */
export interface WantedPasts {
  readonly byProfile: ReadonlyMap<string, Wanted>;
  /** Names under which campaigns may be started by what a person's inputs do to their segments and computed attributes. */
  readonly keysOf: (profileId: string) => readonly string[];
}

const NOTHING: WantedPasts = { byProfile: new Map(), keysOf: () => [] };

/** Asks core what each input may look at. In a workspace without segments it costs a look at two numbers a row. */
export function wantedPasts(
  rows: readonly WorkRow[],
  timers: readonly TimerRow[],
  people: ReadonlyMap<string, StoredPerson>,
  merges: Merges,
  definitionsOf: (workspaceId: number) => Definitions | undefined,
): WantedPasts {
  const byProfile = new Map<string, Wanted>();
  const definitionsBy = new Map<string, Definitions>();
  const want = (profileId: string, workspaceId: number, input: Input) => {
    const definitions = definitionsOf(workspaceId);
    if (!definitions || !asksForAny(definitions)) return;
    const person = people.get(profileId);
    definitionsBy.set(profileId, definitions);
    const wanted = wantedOf(definitions, input, { profileId, profile: person?.profile ?? null, enrollments: person?.live ?? [] });
    byProfile.set(profileId, together(byProfile.get(profileId), wanted));
  };
  for (const row of rows) {
    const input = readable(row);
    if (input !== null) want(row.profileId, row.workspaceId, input);
  }
  for (const timer of timers) want(timer.profileId, timer.workspaceId, { kind: "timers", id: "", timers: [timer] });
  for (const { row, from, to } of merges.pairs)
    for (const profileId of [from, to]) {
      const definitions = definitionsOf(row.workspaceId);
      if (!definitions || !asksForAny(definitions)) continue;
      definitionsBy.set(profileId, definitions);
      byProfile.set(profileId, { ...(byProfile.get(profileId) ?? EMPTY), everything: true });
    }
  if (byProfile.size === 0) return NOTHING;
  return {
    byProfile,
    keysOf: (profileId) => {
      const wanted = byProfile.get(profileId);
      const definitions = definitionsBy.get(profileId);
      return wanted && definitions ? keysStartedBy(wanted, definitions) : [];
    },
  };
}

const EMPTY: Wanted = { aggregates: new Set(), memberships: new Set(), everything: false };

function asksForAny({ segments, building }: Definitions): boolean {
  return segments.segments.length > 0 || segments.aggregates.size > 0 || building.length > 0;
}

/** A row that cannot be read wants nothing; `decide` will refuse it by name. */
function readable(row: WorkRow): Input | null {
  try {
    return inputOf(row);
  } catch {
    return null;
  }
}

function together(a: Wanted | undefined, b: Wanted): Wanted {
  if (!a) return b;
  return {
    aggregates: new Set([...a.aggregates, ...b.aggregates]),
    memberships: new Set([...a.memberships, ...b.memberships]),
    everything: a.everything || b.everything,
  };
}

/** Coming into a segment or a stage and leaving it may start campaigns, and so may a computed attribute. */
function keysStartedBy({ aggregates, memberships, everything }: Wanted, { segments }: Definitions): string[] {
  const touched = everything ? segments.segments : [...memberships].flatMap((key) => segments.byMembership.get(key) ?? []);
  const counted = everything ? [...segments.attributesFrom.keys()] : aggregates;
  const moved = new Set(touched.flatMap(startedBy));
  const computed = [...counted].flatMap((id) => (segments.attributesFrom.get(id) ?? []).map(({ name }) => `attribute:${name}`));
  return [...moved, ...computed];
}

/** Reads what is wanted; nothing where nothing is. */
export async function readWantedPasts(tx: Query, { byProfile }: WantedPasts): Promise<ReadonlyMap<string, StoredPast>> {
  if (byProfile.size === 0) return new Map();
  return readPasts(
    tx,
    [...byProfile].map(([profileId, wanted]): WantedPast => ({ profileId, ...wanted })),
  );
}
