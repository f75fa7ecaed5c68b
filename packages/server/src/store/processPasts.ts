import { type Definitions, type Input, type Wanted, wantedOf } from "@beckon/core";
import type { Query } from "./db.ts";
import { readPasts, type StoredPast, type WantedPast } from "./pastRows.ts";
import type { Merges } from "./processMerges.ts";
import { inputOf } from "./processTurns.ts";
import type { WorkRow } from "./processWork.ts";
import type { StoredPerson } from "./profiles.ts";
import type { TimerRow } from "./timers.ts";

/** What a batch may need of the pasts of its people: what segments count, who is in them, and what campaigns that may start. */
export type WantedPasts = ReadonlyMap<string, Wanted>;

/** Asks core what each input may look at. In a workspace without segments it costs a look at two numbers a row. */
export function wantedPasts(
  rows: readonly WorkRow[],
  timers: readonly TimerRow[],
  people: ReadonlyMap<string, StoredPerson>,
  merges: Merges,
  definitionsOf: (workspaceId: number) => Definitions | undefined,
): WantedPasts {
  const byProfile = new Map<string, Wanted>();
  const want = (profileId: string, workspaceId: number, input: Input) => {
    const definitions = definitionsOf(workspaceId);
    if (!definitions || !asksForAny(definitions)) return;
    const person = people.get(profileId);
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
      if (definitions && asksForAny(definitions)) byProfile.set(profileId, { ...(byProfile.get(profileId) ?? EMPTY), everything: true });
    }
  return byProfile;
}

const EMPTY: Wanted = { aggregates: new Set(), memberships: new Set(), campaigns: new Set(), everything: false };

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
    campaigns: new Set([...a.campaigns, ...b.campaigns]),
    everything: a.everything || b.everything,
  };
}

/** Reads what is wanted; nothing where nothing is. */
export async function readWantedPasts(tx: Query, byProfile: WantedPasts): Promise<ReadonlyMap<string, StoredPast>> {
  if (byProfile.size === 0) return new Map();
  return readPasts(
    tx,
    [...byProfile].map(([profileId, wanted]): WantedPast => ({ profileId, ...wanted })),
  );
}
