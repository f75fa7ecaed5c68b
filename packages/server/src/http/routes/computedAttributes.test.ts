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
  for (const table of [
    "campaign_changes",
    "campaign_versions",
    "campaigns",
    "segments",
    "segment_builds",
    "computed_attributes",
    "memberships",
    "aggregates",
    "jobs",
  ])
    await server.database.db.query(`delete from ${table}`);
  await server.database.db.query("update workspaces set definitions_version = definitions_version + 1");
});

const SPENT = { name: "spent_90d", event: "Order Completed", function: "sum", of: "total", within: "P90D" };

let serial = 0;
const anyone = () => `ann${++serial}@shop.example`;

/** @param steps so many steps of long work, or all there is */
async function runJobs(steps = Number.POSITIVE_INFINITY): Promise<void> {
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
  for (let step = 0; step < steps && (await runner.runOnce()); step++) server.clock.advance(1_000);
}

const make = (document: object) => server.call("POST", "/api/computed-attributes", { document });

async function built(document: object): Promise<string> {
  const { body } = await make(document);
  await runJobs();
  return body.id;
}

async function attributesOf(profileId: string): Promise<{ [name: string]: unknown }> {
  return (await server.call("GET", `/api/profiles/${profileId}`)).body.attributes;
}

async function publish(key: string, condition: object): Promise<string> {
  const { body } = await server.call("POST", "/api/segments", { document: { key, name: key, condition } });
  await server.call("POST", `/api/segments/${body.id}/publish`);
  await runJobs();
  return body.id;
}

async function members(id: string): Promise<string[]> {
  return (await server.call("GET", `/api/segments/${id}/members`)).body.items.map((item: { profile: { id: string } }) => item.profile.id);
}

describe("a computed attribute", () => {
  test("is built from history, follows every event, and goes when the window has passed", async () => {
    const email = anyone();
    const ann = await server.happen(email, "Order Completed", { total: 20 });
    server.clock.advance(DAY);
    const { status, body } = await make(SPENT);
    expect([status, body.state, body.building.percent, body.summary]).toEqual([201, "building", 0, "sum of total of “Order Completed” in the last 90 days"]);
    await server.happen(email, "Order Completed", { total: 5.5 });
    expect(await attributesOf(ann)).toEqual({});
    await runJobs();
    expect((await server.call("GET", `/api/computed-attributes/${body.id}`)).body).toMatchObject({ state: "live", version: 1, building: null });
    expect(await attributesOf(ann)).toEqual({ spent_90d: 25.5 });
    await server.happen(email, "Order Completed", { total: 4.5 });
    expect(await attributesOf(ann)).toEqual({ spent_90d: 30 });
    server.clock.advance(89 * DAY);
    await server.work();
    expect(await attributesOf(ann)).toEqual({ spent_90d: 10 });
    server.clock.advance(2 * DAY);
    await server.work();
    expect(await attributesOf(ann)).toEqual({});
  });

  test("whose writing was killed before it noted how far it was has every value once, also what changed meanwhile", async () => {
    const email = anyone();
    const id = await server.happen(email, "Order Completed", { total: 30 });
    await make({ name: "spent_ever", event: "Order Completed", function: "sum", of: "total" });
    const { db, clock, ingest } = server.deps;
    const waiting = async () => (await db.query<JobRow>(`select *, workspace_id as "workspaceId" from jobs where kind = 'write_computed'`)).rows[0];
    while ((await waiting()) === undefined) await runJobs(1);
    const kind = JOB_KINDS.get("write_computed") as JobKind;
    await kind.run((await waiting()) as JobRow, { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} }).next();
    await server.happen(email, "Order Completed", { total: 12 });
    expect(await attributesOf(id)).toMatchObject({ spent_ever: 42 });
    await runJobs();
    expect(await attributesOf(id)).toMatchObject({ spent_ever: 42 });
  });

  test("that is changed keeps its values until the new version is built, and then has the new ones", async () => {
    const ann = await server.happen(anyone(), "Order Completed", { total: 20, sku: "a" });
    const bob = await server.happen(anyone(), "Refunded", { total: 7 });
    const id = await built(SPENT);
    const { body } = await server.call("PUT", `/api/computed-attributes/${id}`, { document: { ...SPENT, event: "Refunded" } });
    expect([body.state, body.version, body.document.event, body.live.event]).toEqual(["live", 1, "Refunded", "Order Completed"]);
    expect((await attributesOf(ann))["spent_90d"]).toBe(20);
    await runJobs();
    expect([await attributesOf(ann), await attributesOf(bob)]).toEqual([{}, { spent_90d: 7 }]);
  });

  test("that is built anew moves the segments that name it with it, and nobody enters or leaves by it", async () => {
    const [ann, bob] = [await server.happen(anyone(), "Order Completed", { total: 20 }), await server.happen(anyone(), "Refunded", { total: 7 })];
    const id = await built(SPENT);
    const spenders = await publish("spenders", { kind: "attribute", name: "spent_90d", op: "at_least", value: 5 });
    const among = async () => (await members(spenders)).filter((member) => member === ann || member === bob);
    expect(await among()).toEqual([ann]);
    await server.call("PUT", `/api/computed-attributes/${id}`, { document: { ...SPENT, event: "Refunded" } });
    expect(await among()).toEqual([ann]);
    await runJobs();
    expect(await among()).toEqual([bob]);
    const { rows } = await server.database.db.query("select 1 from events where name like 'Segment %'");
    expect(rows).toEqual([]);
  });

  test("starts a campaign by its change", async () => {
    await built({ name: "orders", event: "Order Completed", function: "count" });
    const trigger = { kind: "attribute_changed", attribute: "orders", to: { op: "equals", value: 2 } };
    const campaign = (await server.call("POST", "/api/campaigns", { document: aDocument({ key: "second-order", trigger: trigger as never }) })).body;
    expect((await server.call("POST", `/api/campaigns/${campaign.id}/launch`)).status).toBe(200);
    const email = anyone();
    const ann = await server.happen(email, "Order Completed");
    const entered = async () => (await server.database.db.query("select 1 from enrollments where profile_id = $1", [ann])).rows.length;
    expect(await entered()).toBe(0);
    await server.happen(email, "Order Completed");
    expect(await entered()).toBe(1);
  });

  test("is written by nobody else: by hand it is refused, and what a source sends is left out", async () => {
    await built({ name: "orders", event: "Order Completed", function: "count" });
    const email = anyone();
    const ann = await server.happen(email, "Order Completed", {}, { orders: 99, plan: "pro" });
    expect(await attributesOf(ann)).toEqual({ orders: 1, plan: "pro" });
    const byHand = await server.call("PATCH", `/api/profiles/${ann}/attributes`, { attributes: { orders: 99 } });
    expect([byHand.status, byHand.body.error.code, byHand.body.error.path]).toEqual([409, "attribute_computed", "body.attributes.orders"]);
  });

  test("that is used is not deleted; deleted, it is taken out of the profiles", async () => {
    const ann = await server.happen(anyone(), "Order Completed", { total: 20 }, { plan: "pro" });
    const id = await built(SPENT);
    const subject = { channel: "email", subject: "You spent {{ profile.spent_90d }}", body: { format: "text", source: "Hello" } };
    await server.call("POST", "/api/campaigns", { document: aDocument({ key: "thanks", message: subject as never }) });
    const refused = await server.call("DELETE", `/api/computed-attributes/${id}`);
    expect([refused.status, refused.body.error.code]).toEqual([409, "computed_attribute_in_use"]);
    expect((await server.call("GET", `/api/computed-attributes/${id}/uses`)).body.items).toMatchObject([{ kind: "campaign", key: "thanks", isDraft: true }]);
    await server.database.db.query("delete from campaigns");
    expect((await server.call("DELETE", `/api/computed-attributes/${id}`)).status).toBe(204);
    await runJobs();
    expect(await attributesOf(ann)).toEqual({ plan: "pro" });
    expect((await server.database.db.query("select 1 from aggregates")).rows).toEqual([]);
  });

  test("with a name that arrives from elsewhere, or that another has, or without its property is refused with the place", async () => {
    await make(SPENT);
    expect((await make(SPENT)).body.error.code).toBe("computed_attribute_name_taken");
    const wrong = await make({ name: "x", event: "Order Completed", function: "sum" });
    expect([wrong.status, wrong.body.error.code, wrong.body.error.path]).toEqual([422, "computed_attribute_invalid", "body.document.of"]);
    expect((await make({ ...SPENT, name: "email" })).body.error.path).toBe("body.document.name");
  });

  test("is shown beforehand for people who did it, and listed among the attributes", async () => {
    const ann = await server.happen(anyone(), "Tea Drunk", { cups: 3 });
    const preview = (
      await server.call("POST", "/api/computed-attributes/preview", { document: { name: "cups", event: "Tea Drunk", function: "sum", of: "cups" } })
    ).body;
    expect(preview.sample).toMatchObject([{ profile: { id: ann }, value: 3 }]);
    await make(SPENT);
    const { items } = (await server.call("GET", "/api/computed-attributes?search=order")).body;
    expect(items).toMatchObject([{ name: "spent_90d", type: "number" }]);
  });

  test("whose build is stopped says so, and the same is built again when it is saved once more", async () => {
    const ann = await server.happen(anyone(), "Order Completed", { total: 20 });
    const { body } = await make(SPENT);
    await server.call("POST", `/api/jobs/${body.building.jobId}/cancel`);
    const stopped = (await server.call("GET", `/api/computed-attributes/${body.id}`)).body;
    expect([stopped.state, stopped.buildError]).toEqual(["failed", "The build was stopped; save it again to start anew."]);
    await server.call("PUT", `/api/computed-attributes/${body.id}`, { document: SPENT });
    await runJobs();
    expect(await attributesOf(ann)).toEqual({ spent_90d: 20 });
  });

  test("of two who are merged is that of both, and parted, each has their own again", async () => {
    await built(SPENT);
    const [ann, bob] = [await server.happen(anyone(), "Order Completed", { total: 20 }), await server.happen(anyone(), "Order Completed", { total: 7 })];
    const merge = (await server.call("POST", "/api/profiles/merge", { survivor: ann, merged: bob })).body;
    await server.work();
    expect(await attributesOf(ann)).toEqual({ spent_90d: 27 });
    await server.call("POST", `/api/merges/${merge.id}/undo`);
    await server.work();
    expect([await attributesOf(ann), await attributesOf(bob)]).toEqual([{ spent_90d: 20 }, { spent_90d: 7 }]);
  });
});
