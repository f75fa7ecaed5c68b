import { DAY } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JobKind } from "../../engine/jobs/job.ts";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { identifierHash } from "../../engine/privacy/identifierHash.ts";
import type { JobRow } from "../../store/jobs.ts";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

beforeEach(async () => {
  for (const table of ["campaign_changes", "campaign_versions", "campaigns", "segments", "segment_builds", "memberships", "aggregates", "jobs"])
    await server.database.db.query(`delete from ${table}`);
  await server.database.db.query("update workspaces set definitions_version = definitions_version + 1");
});

const ORDERED = { kind: "did", event: "Order Completed" };
const LAPSED = { kind: "all", conditions: [ORDERED, { kind: "did", event: "Order Completed", count: { op: "at_most", value: 0 }, within: "P30D" }] };

let serial = 0;
const anyone = () => `ann${++serial}@shop.example`;

function runner(): JobRunner {
  const { db, clock, ingest } = server.deps;
  return new JobRunner({
    tools: { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} },
    kinds: JOB_KINDS,
    owner: "test",
    isDead: () => false,
    onError: (error) => {
      throw error;
    },
  });
}

async function runJobs(): Promise<void> {
  while (await runner().runOnce()) server.clock.advance(1_000);
}

async function draft(key: string, condition: object): Promise<string> {
  const { body } = await server.call("POST", "/api/segments", { document: { key, name: key, condition } });
  return body.id;
}

async function publish(key: string, condition: object): Promise<string> {
  const id = await draft(key, condition);
  await server.call("POST", `/api/segments/${id}/publish`);
  await runJobs();
  return id;
}

/** So many steps of the build, each of one bucket; then its process dies and has noted nothing of the job. */
async function killedAfter(steps: number): Promise<void> {
  const { db, clock, ingest } = server.deps;
  await db.query("update pg_class set reltuples = 60000000 where oid = 'events'::regclass");
  const kind = JOB_KINDS.get("build_segments") as JobKind;
  const { rows } = await db.query<JobRow>(`select *, workspace_id as "workspaceId" from jobs where kind = 'build_segments' and state = 'waiting'`);
  const work = kind.run(rows[0] as JobRow, { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} });
  for (let step = 0; step < steps; step++) await work.next();
  await db.query("update pg_class set reltuples = 1000 where oid = 'events'::regclass");
}

async function members(id: string): Promise<string[]> {
  const { body } = await server.call("GET", `/api/segments/${id}/members`);
  return body.items.map((item: { profile: { id: string } }) => item.profile.id);
}

async function pastOf(profileId: string): Promise<string[]> {
  const { rows } = await server.database.db.query<{ name: string }>(
    "select name || ' ' || (properties ->> 'segment') as name from events where profile_id = $1 and name like 'Segment %' order by at, id",
    [profileId],
  );
  return rows.map((row) => row.name);
}

describe("a published segment", () => {
  test("is filled from history, and from then on goes with every event", async () => {
    const [ann, bob] = [await server.happen(anyone(), "Order Completed"), await server.happen(anyone(), "Visited")];
    const id = await publish("buyers", ORDERED);
    expect(await members(id)).toContain(ann);
    expect(await members(id)).not.toContain(bob);
    expect(await pastOf(ann)).toEqual([]);
    const carl = await server.happen(anyone(), "Order Completed");
    expect(await members(id)).toContain(carl);
    expect(await pastOf(carl)).toEqual(["Segment Entered buyers"]);
  });

  test("says how far its build is, and holds nobody before it is through", async () => {
    await server.happen(anyone(), "Order Completed");
    const id = await draft("building", ORDERED);
    const { body } = await server.call("POST", `/api/segments/${id}/publish`);
    expect([body.state, body.building.percent, body.size]).toEqual(["building", 0, null]);
    await runJobs();
    const done = (await server.call("GET", `/api/segments/${id}`)).body;
    expect([done.state, done.building, done.version, done.size.exact]).toEqual(["live", null, 1, true]);
  });

  test("lets people come at the very millisecond at which a window has passed", async () => {
    const id = await publish("lapsed", LAPSED);
    const ann = await server.happen(anyone(), "Order Completed");
    server.clock.advance(30 * DAY - 1);
    await server.work();
    expect(await members(id)).not.toContain(ann);
    server.clock.advance(1);
    await server.work();
    expect(await members(id)).toContain(ann);
    expect(await pastOf(ann)).toEqual(["Segment Entered lapsed"]);
    const answer = (await server.call("GET", `/api/segments/${id}/people/${ann}`)).body;
    expect([answer.member, answer.until, answer.finding.holds]).toEqual([true, null, true]);
  });

  test("sets the timers of those whom it found in the history", async () => {
    const email = anyone();
    const ann = await server.happen(email, "Order Completed");
    server.clock.advance(10 * DAY);
    const id = await publish("lapsed-later", LAPSED);
    const { until, member } = (await server.call("GET", `/api/segments/${id}/people/${ann}`)).body;
    expect(member).toBe(false);
    server.clock.advance(Date.parse(until) - server.clock.now());
    await server.work();
    expect(await members(id)).toContain(ann);
  });

  test("starts a campaign for whoever comes in", async () => {
    await publish("vips", { kind: "did", event: "Order Completed", count: { op: "at_least", value: 2 } });
    const made = await server.call("POST", "/api/campaigns", {
      document: aDocument({ key: "welcome-vips", trigger: { kind: "segment_entered", segment: "vips" } as never, reentry: { kind: "once" } }),
    });
    expect((await server.call("POST", `/api/campaigns/${made.body.id}/launch`)).status).toBe(200);
    const email = anyone();
    const ann = await server.happen(email, "Order Completed");
    await server.happen(email, "Order Completed");
    const { rows } = await server.database.db.query("select 1 from enrollments where profile_id = $1", [ann]);
    expect(rows).toHaveLength(1);
  });

  test("that names another is filled anew with it, and both hold at once", async () => {
    const email = anyone();
    const ann = await server.happen(email, "Order Completed", {}, { plan: "pro" });
    const inner = await publish("inner", { kind: "attribute", name: "plan", op: "equals", value: "free" });
    const outer = await publish("outer", { kind: "segment", segment: "inner", is: "in" });
    expect(await members(outer)).not.toContain(ann);
    await server.call("PUT", `/api/segments/${inner}`, {
      document: { key: "inner", name: "inner", condition: { kind: "attribute", name: "plan", op: "equals", value: "pro" } },
    });
    await server.call("POST", `/api/segments/${inner}/publish`);
    await runJobs();
    expect(await members(outer)).toContain(ann);
    const removed = await server.call("DELETE", `/api/segments/${inner}`);
    expect([removed.status, removed.body.error.message]).toEqual([409, "This segment is used by the segment “outer”; take it out there first."]);
  });

  test("is not what it was meant to be when its build is cancelled: it is a draft again", async () => {
    const id = await draft("cancelled", ORDERED);
    const { body } = await server.call("POST", `/api/segments/${id}/publish`);
    await server.call("POST", `/api/jobs/${body.building.jobId}/cancel`);
    const after = (await server.call("GET", `/api/segments/${id}`)).body;
    expect([after.state, after.version, after.hasDraft, after.building]).toEqual(["failed", 0, true, null]);
    expect((await server.call("POST", `/api/segments/${id}/publish`)).status).toBe(200);
  });

  test("is put away and taken out again: it holds nobody meanwhile, and then whom it should", async () => {
    const id = await publish("buyers", { kind: "did", event: "Put Away" });
    await server.happen("arch@shop.example", "Put Away");
    const listed = async (query = "") => (await server.call("GET", `/api/segments?figures=true${query}`)).body.items;
    expect(await listed()).toMatchObject([{ key: "buyers", uses: 0, entered: 1 }]);
    const archived = await server.call("POST", `/api/segments/${id}/archive`);
    expect(archived.body).toMatchObject({ state: "archived", actions: ["restore", "delete"], size: null });
    await runner().runOnce();
    await server.happen("late@shop.example", "Put Away");
    expect([await listed(), (await listed("&state=archived")).length]).toEqual([[], 1]);
    expect((await server.database.db.query("select 1 from memberships")).rowCount).toBe(0);
    expect((await server.call("POST", `/api/segments/${id}/publish`)).body.error.code).toBe("segment_archived");
    expect((await server.call("POST", `/api/segments/${id}/restore`)).body.state).toBe("building");
    await runJobs();
    expect((await server.call("GET", `/api/segments/${id}`)).body).toMatchObject({ state: "live", version: 2, size: { people: 2 } });
  });

  test("that a campaign names is not put away, and its members are found by name", async () => {
    const id = await publish("buyers", { kind: "did", event: "Looked For" });
    const ann = await server.happen("findme@shop.example", "Looked For");
    await server.happen("other@shop.example", "Looked For");
    const document = aDocument({ key: "to-buyers", audience: { kind: "segment", segment: "buyers", is: "in" } as never });
    await server.call("POST", "/api/campaigns", { document });
    expect((await server.call("POST", `/api/segments/${id}/archive`)).body.error.code).toBe("segment_in_use");
    expect((await server.call("GET", "/api/segments?figures=true&sort=size")).body.items[0]).toMatchObject({ uses: 1, entered: 2 });
    const { items } = (await server.call("GET", `/api/segments/${id}/members?search=findme`)).body;
    expect(items.map(({ profile }: { profile: { id: string } }) => profile.id)).toEqual([ann]);
  });

  test("says on a person until when they are in it", async () => {
    await publish("lately", { ...ORDERED, within: "P30D" });
    const ann = await server.happen("until@shop.example", "Order Completed");
    const until = new Date(server.clock.now() + 30 * DAY).toISOString();
    expect((await server.call("GET", `/api/profiles/${ann}/segments`)).body.items).toMatchObject([{ key: "lately", until }]);
  });

  test("leaves nothing behind once it is deleted and swept", async () => {
    await server.happen(anyone(), "Order Completed");
    const id = await publish("gone", ORDERED);
    expect((await server.call("DELETE", `/api/segments/${id}`)).status).toBe(204);
    await runJobs();
    const { rows } = await server.database.db.query("select 1 from memberships union all select 1 from aggregates");
    expect(rows).toEqual([]);
  });
});

describe("a build", () => {
  test("that was killed half way goes on with the buckets that are missing, while people come and go", async () => {
    const early = await server.happen(anyone(), "Order Completed");
    const id = await draft("killed", ORDERED);
    await server.call("POST", `/api/segments/${id}/publish`);
    await killedAfter(100);
    const half = (await server.call("GET", `/api/segments/${id}`)).body;
    expect(half.building.percent).toBe(39);
    const during = await server.happen(anyone(), "Order Completed");
    expect(await members(id)).toEqual([]);
    await runJobs();
    expect(await members(id)).toEqual(expect.arrayContaining([early, during]));
    expect(await pastOf(during)).toEqual([]);
  });

  test("whose second version was killed half way holds by the first until the second is through", async () => {
    const [buyer, reader] = [await server.happen(anyone(), "Order Completed"), await server.happen(anyone(), "Article Read")];
    const id = await publish("twice", ORDERED);
    await server.call("PUT", `/api/segments/${id}`, { document: { key: "twice", name: "twice", condition: { kind: "did", event: "Article Read" } } });
    await server.call("POST", `/api/segments/${id}/publish`);
    await killedAfter(100);
    const during = await server.happen(anyone(), "Order Completed");
    expect(await members(id)).toEqual(expect.arrayContaining([buyer, during]));
    expect(await members(id)).not.toContain(reader);
    await killedAfter(50);
    await runJobs();
    expect(await members(id)).toEqual([reader]);
    expect(await pastOf(during)).toEqual(["Segment Entered twice"]);
  });

  test("keeps a campaign that asks for its segment from being launched, and says how far it is", async () => {
    const id = await draft("not-yet", ORDERED);
    await server.call("POST", `/api/segments/${id}/publish`);
    const audience = { kind: "segment", segment: "not-yet", is: "in" };
    const { body } = await server.call("POST", "/api/campaigns", { document: aDocument({ key: "too-early", audience: audience as never }) });
    const refused = await server.call("POST", `/api/campaigns/${body.id}/launch`);
    expect([refused.status, refused.body.error.message]).toEqual([409, "The segment not-yet is being built (0 %); try again when it is done."]);
    await runJobs();
    expect((await server.call("POST", `/api/campaigns/${body.id}/launch`)).status).toBe(200);
    expect((await server.call("GET", `/api/segments/${id}/uses`)).body.items.map((use: { key: string }) => use.key)).toEqual(["too-early"]);
  });
});

describe("a filter of people", () => {
  test("asks for a segment, and for the past by a segment only", async () => {
    const ann = await server.happen(anyone(), "Order Completed");
    await publish("filtered", ORDERED);
    const filter = encodeURIComponent(JSON.stringify([{ kind: "segment", segment: "filtered", is: "in" }]));
    const { body } = await server.call("GET", `/api/profiles?filter=${filter}&limit=200`);
    expect(body.items.map((item: { id: string }) => item.id)).toContain(ann);
    const nested = encodeURIComponent(JSON.stringify([{ kind: "not", condition: ORDERED }]));
    expect((await server.call("GET", `/api/profiles?filter=${nested}`)).status).toBe(400);
  });
});

describe("a merge", () => {
  test("lets the survivor stand by what both have done, also what is built afterwards", async () => {
    const twice = { kind: "did", event: "Order Completed", count: { op: "at_least", value: 2 } };
    const id = await publish("twice", twice);
    const ann = await server.happen(anyone(), "Order Completed");
    const anna = await server.happen(anyone(), "Order Completed");
    await server.call("POST", "/api/profiles/merge", { survivor: ann, merged: anna });
    await server.work();
    expect(await members(id)).toContain(ann);
    const again = await publish("twice-again", { ...twice, within: "P300D" });
    expect(await members(again)).toContain(ann);
    const { rows } = await server.database.db.query("select 1 from memberships where profile_id = $1", [anna]);
    expect(rows).toEqual([]);
  });

  test("that is taken back leaves each with their own past", async () => {
    const id = await publish("parted", { kind: "did", event: "Order Completed", count: { op: "at_least", value: 2 } });
    const ann = await server.happen(anyone(), "Order Completed");
    const anna = await server.happen(anyone(), "Order Completed");
    const merge = (await server.call("POST", "/api/profiles/merge", { survivor: ann, merged: anna })).body;
    await server.work();
    expect(await members(id)).toContain(ann);
    expect((await server.call("POST", `/api/merges/${merge.id}/undo`)).status).toBe(200);
    await server.work();
    expect(await members(id)).not.toContain(ann);
  });
});

describe("a list", () => {
  test("takes people in and lets them go, and says so in their history", async () => {
    const { body } = await server.call("POST", "/api/segments", { kind: "list", document: { key: "beta", name: "Beta" } });
    const email = anyone();
    const ann = await server.happen(email, "Visited");
    await server.call("POST", `/api/segments/${body.id}/members`, { members: [{ email }] });
    await server.work();
    expect(await members(body.id)).toEqual([ann]);
    expect((await server.call("GET", `/api/profiles/${ann}/segments`)).body.items.map((item: { key: string }) => item.key)).toEqual(["beta"]);
    server.clock.advance(1_000);
    await server.call("POST", `/api/segments/${body.id}/members/remove`, { members: [{ profileId: ann }] });
    await server.work();
    expect(await members(body.id)).toEqual([]);
    expect(await pastOf(ann)).toEqual(["Segment Entered beta", "Segment Left beta"]);
  });
});

describe("a preview", () => {
  test("counts whom a condition holds for, and shows some with the reason", async () => {
    const ann = await server.happen(anyone(), "Article Read", { topic: "analytics" });
    await server.happen(anyone(), "Article Read", { topic: "sports" });
    const condition = { kind: "did", event: "Article Read", where: { kind: "property", name: "topic", op: "equals", value: "analytics" }, within: "P14D" };
    const { status, body } = await server.call("POST", "/api/segments/preview", { condition });
    expect([status, body.size]).toEqual([200, { people: 1, low: 1, high: 1, exact: true }]);
    expect(body.sample.map((each: { profile: { id: string } }) => each.profile.id)).toEqual([ann]);
    expect(body.sample[0].finding.holds).toBe(true);
  });
});
