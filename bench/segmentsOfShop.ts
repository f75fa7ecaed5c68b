import { BUCKETS, type ConditionNode, DAY, decide, formatInstant, type Instant, LIFE_CYCLE, STAGE_SETS } from "@beckon/core";
import type { Clock } from "../packages/server/src/clock.ts";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import { buildSegments } from "../packages/server/src/engine/jobs/buildSegments.ts";
import type { JobTools } from "../packages/server/src/engine/jobs/job.ts";
import { JobRunner } from "../packages/server/src/engine/jobs/jobRunner.ts";
import { sweepSegments } from "../packages/server/src/engine/jobs/sweepSegments.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import { processBatch } from "../packages/server/src/store/process.ts";
import { cpuTime, perEvent } from "./cpuTime.ts";
import { FILL_API_KEY } from "./fill.ts";
import { progress, report } from "./harness.ts";

export interface Shop {
  readonly dataDir: string;
  readonly url: string;
  readonly db: Db;
  readonly clock: Clock;
}

const BOUGHT = "Order Completed";

/** What a shop of that size has: one by an attribute, one by what people did and have stopped doing, one by values of events. */
export const SEGMENTS: readonly { readonly key: string; readonly name: string; readonly condition: ConditionNode; readonly counts: readonly string[] }[] = [
  { key: "gold-plan", name: "Gold plan", condition: { kind: "attribute", name: "plan", op: "equals", value: "gold" } as ConditionNode, counts: [] },
  {
    key: "lapsed-buyers",
    name: "Lapsed buyers",
    condition: {
      kind: "all",
      conditions: [
        { kind: "did", event: BOUGHT },
        { kind: "not", condition: { kind: "did", event: BOUGHT, within: "P30D" } },
      ],
    } as ConditionNode,
    counts: [BOUGHT],
  },
  {
    key: "big-baskets",
    name: "Big baskets",
    condition: { kind: "did", event: BOUGHT, within: "P90D", where: { kind: "property", name: "total", op: "at_least", value: 100 } } as ConditionNode,
    counts: [BOUGHT],
  },
];

export const SHOP_STAGES = STAGE_SETS.find(({ key }) => key === "shop")?.stages ?? [];

export const LIST = { key: "panel", name: "Panel of testers" };
const LIST_MEMBERS = 20_000;
const MEMBERS_AT_ONCE = 1_000;

/**
 * Publishes segments, a list and the life cycle in a filled folder, once: by the API, as people do, and waits for their builds. Says how
 * long each took, beside the bare count of the same events by person.
 */
export async function publishSegments(shop: Shop): Promise<void> {
  const known = await keysOf(shop.db);
  for (const { key, name, condition, counts } of SEGMENTS.filter((segment) => !known.has(segment.key))) {
    const { id } = await told<{ id: string }>(shop, "POST", "/api/segments", { document: { key, name, condition } });
    await told(shop, "POST", `/api/segments/${id}/publish`);
    await build(shop, key.replaceAll("-", "_"), counts);
  }
  if (!known.has(LIFE_CYCLE)) {
    await told(shop, "PUT", "/api/stages", { stages: SHOP_STAGES });
    await told(shop, "POST", "/api/stages/publish");
    await build(shop, "stages", [BOUGHT, "Product Added", "Checkout Started"]);
  }
  if (!known.has(LIST.key)) await fillList(shop);
  // What an earlier run was ended in.
  await jobsDone(shop);
  if (SEGMENTS.some(({ key }) => !known.has(key))) await shop.db.query("vacuum (analyze) memberships, aggregates, timers, stage_counts");
}

async function keysOf(db: Db): Promise<Set<string>> {
  const { rows } = await db.query<{ key: string }>("select key from segments");
  return new Set(rows.map((row) => row.key));
}

async function build(shop: Shop, name: string, events: readonly string[]): Promise<void> {
  const bare = events.length === 0 ? null : await bareCount(shop.db, events, shop.clock.now() - 30 * DAY);
  const before = cpuTime(shop.dataDir);
  const began = performance.now();
  await jobsDone(shop);
  report({ bench: "lists", figure: `build_${name}_s`, value: (performance.now() - began) / 1_000, unit: "s", limit: bare });
  const { rows } = await shop.db.query<{ people: number }>("select count(*) as people from profiles where merged_into is null");
  progress(`The build of ${name}: ${perEvent(before, cpuTime(shop.dataDir), rows[0]?.people ?? 1).replace("an event", "a person")}.`);
}

/** @returns seconds */
async function bareCount(db: Db, names: readonly string[], since: Instant): Promise<number> {
  let took = 0;
  // The first finds the pages cold.
  for (let round = 0; round < 2; round += 1) {
    const began = performance.now();
    await db.query(
      `select count(*) from (
         select bucket, profile_id, count(*), min(at), max(at), count(*) filter (where at > $2::timestamptz) from events
         where workspace_id = 1 and name = any($1::text[]) group by bucket, profile_id) as counted`,
      [names, formatInstant(since)],
    );
    took = (performance.now() - began) / 1_000;
  }
  return took;
}

/** Does the builds that wait, with what follows them, as the process with the role of jobs would. */
async function jobsDone({ db, clock }: Shop): Promise<void> {
  const runner = new JobRunner({
    tools: { db, clock } as unknown as JobTools,
    kinds: new Map([buildSegments, sweepSegments].map((kind) => [kind.kind, kind])),
    owner: "bench",
    isDead: () => true,
    onError: (error) => progress(String(error)),
  });
  while (await runner.runOnce());
}

async function fillList(shop: Shop): Promise<void> {
  const { id } = await told<{ id: string }>(shop, "POST", "/api/segments", { kind: "list", document: LIST });
  const { rows } = await shop.db.query<{ profileId: string }>(`select id as "profileId" from profiles tablesample system (3) limit $1`, [LIST_MEMBERS]);
  for (let place = 0; place < rows.length; place += MEMBERS_AT_ONCE)
    await told(shop, "POST", `/api/segments/${id}/members`, { members: rows.slice(place, place + MEMBERS_AT_ONCE) });
  await inboxDone(shop);
}

async function inboxDone({ db, clock }: Shop): Promise<void> {
  await db.query("update buckets set owner = 'bench'");
  const work = { owner: "bench", buckets: Array.from({ length: BUCKETS }, (_, bucket) => bucket), limit: 500, definitions: new DefinitionsCache(), decide };
  while ((await processBatch(db, { ...work, now: clock.now() })).inputs > 0);
  await db.query("update buckets set owner = null");
}

async function told<Answer>({ url }: Shop, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${FILL_API_KEY}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as Answer;
}
