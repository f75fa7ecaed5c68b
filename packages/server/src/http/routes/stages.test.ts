import { DAY, formatInstant, STAGE_SETS } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { identifierHash } from "../../engine/privacy/identifierHash.ts";
import { TallyKeeper } from "../../engine/tallyKeeper.ts";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const TABLES = ["campaign_changes", "campaign_versions", "campaigns", "segments", "segment_builds", "memberships", "aggregates", "jobs"];
const OF_STAGES = ["stage_counts", "stage_changes", "stage_flows"];

beforeEach(async () => {
  for (const table of [...TABLES, ...OF_STAGES, "profiles"]) await server.database.db.query(`delete from ${table}`);
  await server.database.db.query("update workspaces set definitions_version = definitions_version + 1");
});

const times = (value: number, within?: string) => ({ kind: "did", event: "Order Completed", count: { op: "at_least", value }, ...(within ? { within } : {}) });
const LAPSED = { kind: "all", conditions: [times(1), { kind: "not", condition: times(1, "P30D") }] };
/** Regulars bought twice in 10 days and stay for 20; who bought and stopped for 30 days lapsed. */
const STAGES = [
  { key: "regular", name: "Regular", enter: times(2, "P10D"), stay: times(1, "P20D") },
  { key: "lapsed", name: "Lapsed", enter: LAPSED },
  { key: "buyer", name: "Buyer", enter: times(1) },
  { key: "visitor", name: "Visitor" },
];

let serial = 0;
const anyone = () => `ann${++serial}@shop.example`;

async function runJobs(): Promise<void> {
  const { db, clock, ingest } = server.deps;
  const runner = new JobRunner({
    tools: { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} },
    kinds: JOB_KINDS,
    owner: "test",
    isDead: () => false,
    onError: (error) => {
      throw error;
    },
  });
  while (await runner.runOnce()) server.clock.advance(1_000);
}

async function publish(stages: readonly object[] = STAGES): Promise<void> {
  await server.call("PUT", "/api/stages", { stages });
  const { status, body } = await server.call("POST", "/api/stages/publish");
  expect([status, body.building?.percent]).toEqual([200, 0]);
  await runJobs();
}

async function board() {
  return (await server.call("GET", "/api/stages/board")).body;
}

async function counts(): Promise<{ [stage: string]: number }> {
  return Object.fromEntries((await board()).stages.map(({ key, people }: { key: string; people: number }) => [key, people]));
}

async function stageOf(profileId: string) {
  return (await server.call("GET", `/api/profiles/${profileId}/stages`)).body;
}

async function passTo(days: number): Promise<void> {
  server.clock.advance(days * DAY);
  await server.work();
}

/** What the counts should say, counted anew. */
async function recounted(): Promise<{ [stage: string]: number }> {
  const { rows } = await server.database.db.query<{ stage: string; people: number }>(
    "select m.stage, count(*) as people from memberships m join segments s on s.id = m.segment_id and s.version = m.version where m.stage is not null group by 1",
  );
  return Object.fromEntries([...STAGES.map(({ key }) => [key, 0]), ...rows.map(({ stage, people }) => [stage, people])]);
}

describe("stages that are published", () => {
  test("place everybody, each in exactly one stage, and tell nobody", async () => {
    const ann = await server.happen(anyone(), "Order Completed");
    const bob = await server.happen(anyone(), "Visited");
    await publish();
    expect(await counts()).toEqual({ regular: 0, lapsed: 0, buyer: 1, visitor: 1 });
    expect([(await stageOf(ann)).current.key, (await stageOf(bob)).current.key, (await stageOf(ann)).items]).toEqual(["buyer", "visitor", []]);
  });

  test("let people move forth and back at the exact instant, keep who is in by the rule to stay, and keep the history", async () => {
    await publish();
    const email = anyone();
    const ann = await server.happen(email, "Order Completed");
    server.clock.advance(1_000);
    await server.happen(email, "Order Completed");
    expect((await stageOf(ann)).current).toMatchObject({ key: "regular", rule: "enter", finding: { holds: true } });
    await passTo(15);
    const { current } = await stageOf(ann);
    expect([current.key, current.rule]).toEqual(["regular", "stay"]);
    server.clock.advance(Date.parse(current.until) - server.clock.now() - 1);
    await server.work();
    expect((await stageOf(ann)).current.key).toBe("regular");
    server.clock.advance(1);
    await server.work();
    expect((await stageOf(ann)).current).toMatchObject({ key: "buyer", since: current.until });
    await passTo(11);
    await server.happen(email, "Order Completed");
    const { items } = await stageOf(ann);
    expect(items.map(({ from, to }: { from: { key: string } | null; to: { key: string } }) => `${from?.key ?? "-"} ${to.key}`)).toEqual([
      "lapsed buyer",
      "buyer lapsed",
      "regular buyer",
      "buyer regular",
      "- buyer",
    ]);
    expect(await counts()).toEqual(await recounted());
  });

  test("start a campaign with the move, and let an audience ask for the stage", async () => {
    await publish();
    const trigger = { kind: "stage_changed", from: ["buyer"], to: ["regular"] };
    const audience = { kind: "stage", is: "in", stages: ["regular"] };
    const { body } = await server.call("POST", "/api/campaigns", { document: aDocument({ key: "thanks", trigger, audience }) });
    expect((await server.call("POST", `/api/campaigns/${body.id}/launch`)).status).toBe(200);
    const email = anyone();
    await server.happen(email, "Order Completed");
    await server.happen(email, "Order Completed");
    const { rows } = await server.database.db.query("select outcome from decisions where outcome = 'entered'");
    expect(rows).toEqual([{ outcome: "entered" }]);
  });

  test("can be filtered by in the list of people, also where memory must judge the rest", async () => {
    const ann = await server.happen(anyone(), "Order Completed", {}, { joined: "2026-11-01" });
    const bob = await server.happen(anyone(), "Visited", {}, { joined: "2026-11-01" });
    await publish();
    const listed = async (...filter: object[]) =>
      (await server.call("GET", `/api/profiles?filter=${encodeURIComponent(JSON.stringify(filter))}`)).body.items.map(({ id }: { id: string }) => id);
    const inStages = { kind: "stage", is: "in", stages: ["buyer", "regular"] };
    // SQL leaves the comparison of dates to memory, which must then know the stage, too.
    const either = { kind: "all", conditions: [inStages, { kind: "attribute", name: "joined", op: "before", value: "2026-11-02" }] };
    expect([await listed(inStages), await listed({ ...inStages, is: "not_in" }), await listed(either)]).toEqual([[ann], [bob], [ann]]);
  });

  test("are asked for by segments, which are judged after the move and built with a new version", async () => {
    await publish();
    const made = await server.call("POST", "/api/segments", {
      document: { key: "gone", name: "Gone", condition: { kind: "stage", is: "in", stages: ["lapsed"] } },
    });
    await server.call("POST", `/api/segments/${made.body.id}/publish`);
    await runJobs();
    const ann = await server.happen(anyone(), "Order Completed");
    const members = async () =>
      (await server.call("GET", `/api/segments/${made.body.id}/members`)).body.items.map((one: { profile: { id: string } }) => one.profile.id);
    expect(await members()).toEqual([]);
    await passTo(31);
    expect(await members()).toEqual([ann]);
    await publish(STAGES.map((stage) => (stage.key === "lapsed" ? { ...stage, enter: { kind: "all", conditions: [times(1), times(5)] } } : stage)));
    expect(await members()).toEqual([]);
  });

  test("are replaced by a newer version without a move, and people stay since when they were there", async () => {
    await publish();
    const ann = await server.happen(anyone(), "Order Completed");
    const { since } = (await stageOf(ann)).current;
    await passTo(5);
    await publish([{ key: "any-order", name: "Bought today", enter: times(9) }, ...STAGES]);
    const { current, items } = await stageOf(ann);
    expect([current.key, current.since, items.length]).toEqual(["buyer", since, 1]);
    expect(await counts()).toEqual({ "any-order": 0, ...(await recounted()) });
  });
});

describe("the board", () => {
  test("tells who is where, who moved where, and how long they stayed, before and after it is added up; each number has its people", async () => {
    await publish();
    const email = anyone();
    const ann = await server.happen(email, "Visited");
    await passTo(4);
    await server.happen(email, "Order Completed");
    const looked = async () => {
      const { stages, flows, people } = await board();
      const visitor = stages.find(({ key }: { key: string }) => key === "visitor");
      return { people, flows, left: visitor.left, days: Math.round(visitor.time.median / 86_400) };
    };
    const seen = await looked();
    expect(seen).toEqual({
      people: 1,
      flows: [
        { from: "visitor", to: "buyer", people: 1 },
        { from: null, to: "visitor", people: 1 },
      ].sort((a, b) => (`${a.from}` < `${b.from}` ? -1 : 1)),
      left: 1,
      days: 4,
    });
    await new TallyKeeper({ db: server.database.db, onError: () => {} }).runOnce();
    expect(await looked()).toEqual(seen);
    const moved = await server.call("GET", "/api/stages/moves?fromStage=visitor&toStage=buyer");
    expect(moved.body.items.map((one: { profile: { id: string } }) => one.profile.id)).toEqual([ann]);
    const people = await server.call("GET", "/api/stages/people?stage=buyer");
    expect(people.body.items).toMatchObject([{ profile: { id: ann }, since: formatInstant(server.clock.now()) }]);
  });

  test("pages through the people of a stage, and refuses a stage, a day and a cursor that it does not know", async () => {
    await publish();
    for (const email of [anyone(), anyone(), anyone()]) await server.happen(email, "Visited");
    const first = (await server.call("GET", "/api/stages/people?stage=visitor&limit=2")).body;
    const second = (await server.call("GET", `/api/stages/people?stage=visitor&limit=2&cursor=${first.nextCursor}`)).body;
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null]);
    const codes = await Promise.all(
      ["people?stage=nope", "board?from=2026-13-01", "board?from=2026-03-02&to=2026-03-01", "people?stage=visitor&cursor=x"].map(
        async (path) => (await server.call("GET", `/api/stages/${path}`)).body.error.code,
      ),
    );
    expect(codes).toEqual(["stage_unknown", "validation_failed", "validation_failed", "cursor_invalid"]);
  });

  test("is exact after a merge and after it is undone", async () => {
    await publish();
    const [one, other] = [anyone(), anyone()];
    const buyer = await server.happen(one, "Order Completed");
    const visitor = await server.happen(other, "Visited");
    expect(await counts()).toMatchObject({ buyer: 1, visitor: 1 });
    server.clock.advance(DAY);
    const merged = await server.call("POST", "/api/profiles/merge", { survivor: visitor, merged: buyer });
    expect(merged.status).toBe(201);
    await server.work();
    expect(await counts()).toMatchObject({ buyer: 1, visitor: 0 });
    expect((await server.database.db.query("select from memberships where stage is not null")).rowCount).toBe(1);
    const [merge] = (await server.call("GET", "/api/merges")).body.items;
    await server.call("POST", `/api/merges/${merge.id}/undo`);
    await server.work();
    expect(await counts()).toEqual(await recounted());
    expect([(await stageOf(buyer)).current.key, (await stageOf(visitor)).current.key]).toEqual(["buyer", "visitor"]);
    expect((await stageOf(visitor)).items.map(({ to }: { to: { key: string } }) => to.key)).toEqual(["visitor"]);
  });
});

describe("stages that are written", () => {
  test("are none, then a draft, then live; a copy of what is live is no change", async () => {
    expect((await server.call("GET", "/api/stages")).body.state).toBe("none");
    expect((await server.call("GET", "/api/stages/board")).body.error.code).toBe("stages_not_live");
    expect((await server.call("POST", "/api/stages/publish")).body.error.code).toBe("stages_missing");
    const saved = await server.call("PUT", "/api/stages", { stages: STAGES });
    expect([saved.body.state, saved.body.actions]).toEqual(["draft", ["publish", "delete"]]);
    await publish();
    const live = (await server.call("PUT", "/api/stages", { stages: STAGES })).body;
    expect([live.state, live.hasDraft, live.version]).toEqual(["live", false, 1]);
    expect((await server.call("POST", "/api/stages/publish")).body.error.code).toBe("stages_no_changes");
    expect((await server.call("GET", "/api/stages/versions")).body.items.map(({ version }: { version: number }) => version)).toEqual([1]);
  });

  test("are not saved over what somebody else has changed", async () => {
    const { updatedAt } = (await server.call("PUT", "/api/stages", { stages: STAGES })).body;
    await server.call("PUT", "/api/stages", { stages: STAGES.slice(1), basedOn: updatedAt });
    expect((await server.call("PUT", "/api/stages", { stages: STAGES, basedOn: updatedAt })).body.error.code).toBe("stages_changed");
  });

  test.each([
    ["a last stage with a rule", [STAGES[0], STAGES[1]], "rule_of_last"],
    ["a stage without a rule before the last", [STAGES[3], STAGES[0], { key: "x", name: "X" }], "missing_rule"],
    ["two with one key", [STAGES[0], STAGES[0], STAGES[3]], "duplicate_stage"],
    ["a rule that asks for the stage", [{ ...STAGES[0], enter: { kind: "stage", is: "in", stages: ["buyer"] } }, STAGES[3]], "segment_cycle"],
    ["a segment that is not there", [{ ...STAGES[0], enter: { kind: "segment", is: "in", segment: "nope" } }, STAGES[3]], "unknown_segment"],
  ])("%s is refused with a reason", async (_what, stages, code) => {
    const { problems, publishable } = (await server.call("POST", "/api/stages/check", { stages })).body;
    expect([problems.some((one: { code: string }) => one.code === code), publishable]).toEqual([true, false]);
    await server.call("PUT", "/api/stages", { stages });
    expect((await server.call("POST", "/api/stages/publish")).body.error.code).toBe("stages_invalid");
  });

  test("cannot go while a campaign names them, and go where nothing does", async () => {
    await publish();
    const trigger = { kind: "stage_changed", to: ["lapsed"] };
    const { body } = await server.call("POST", "/api/campaigns", { document: aDocument({ key: "back", trigger }) });
    await server.call("POST", `/api/campaigns/${body.id}/launch`);
    const without = await server.call("POST", "/api/stages/check", { stages: STAGES.filter(({ key }) => key !== "lapsed") });
    expect(without.body.problems.map(({ code }: { code: string }) => code)).toContain("stage_in_use");
    expect((await server.call("DELETE", "/api/stages")).body.error.code).toBe("stages_in_use");
    await server.call("POST", `/api/campaigns/${body.id}/stop`);
    await server.call("POST", `/api/campaigns/${body.id}/archive`);
    expect((await server.call("DELETE", "/api/stages")).status).toBe(204);
    await runJobs();
    expect((await server.database.db.query("select from memberships where stage is not null")).rowCount).toBe(0);
    expect((await server.database.db.query("select from stage_counts")).rowCount).toBe(0);
  });

  test.each(STAGE_SETS.map(({ key }) => [key]))("the set %s can be published as it is", async (key) => {
    const { items } = (await server.call("GET", "/api/stages/sets")).body;
    const { stages } = items.find((set: { key: string }) => set.key === key);
    await server.call("PUT", "/api/stages", { stages });
    const { body } = await server.call("GET", "/api/stages");
    expect(body.problems.filter(({ severity }: { severity: string }) => severity === "error")).toEqual([]);
    await publish(stages);
    await server.happen(anyone(), "Visited");
    expect((await board()).people).toBe(1);
  });
});
