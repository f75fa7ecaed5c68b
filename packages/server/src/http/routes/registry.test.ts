import type { JsonObject } from "@beckon/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IncomingEvent } from "../../engine/incoming.ts";
import { createIngest } from "../../engine/ingest.ts";
import { OVERFLOW_NAME, SchemaRegistry } from "../../engine/schemaRegistry.ts";
import { eventOfSegmentLetter, SEGMENT_LETTER } from "../../sources/segmentLetter.ts";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";
import { deadLetterRoutes } from "./deadLetters.ts";
import { eventFeedRoutes } from "./eventFeed.ts";
import { profileMergeRoutes } from "./profileMerges.ts";
import { registryRoutes } from "./registry.ts";
import { trackRoutes } from "./track.ts";

let server: ApiTestServer;
let registry: SchemaRegistry;
let ingest: ReturnType<typeof createIngest>;
let serial = 0;

beforeAll(async () => {
  server = await apiTestServer({
    apiPlugins(deps) {
      registry = new SchemaRegistry({ db: deps.db, clock: deps.clock, maxNames: 50 });
      ingest = createIngest({ db: deps.db, clock: deps.clock, registry });
      const mine = { ...deps, registry, ingest, resolver: ingest.resolver, readers: { [SEGMENT_LETTER]: eventOfSegmentLetter } };
      return [
        registryRoutes(mine),
        eventFeedRoutes(mine),
        deadLetterRoutes(mine),
        profileMergeRoutes(mine),
        (app) => trackRoutes(app, { ingest, clock: deps.clock, workspaceOfWriteKey: (key) => deps.keyRing.workspaceOfWriteKey(key) }),
      ];
    },
  });
});
afterAll(() => server.close());

function anEvent(name: string, properties: JsonObject = {}, more: Partial<IncomingEvent> = {}): IncomingEvent {
  serial += 1;
  return {
    workspaceId: 1,
    source: "segment",
    messageId: `m-${serial}`,
    kind: "track",
    name,
    properties,
    identifiers: [{ kind: "email", value: "ann@shop.example" }],
    at: null,
    context: {},
    ...more,
  };
}

async function happen(...events: IncomingEvent[]) {
  const answers = await ingest.accept(events);
  await registry.flush();
  await server.work();
  return answers;
}

describe("the registry", () => {
  test("lists every event name with its properties, types, examples, counts and a sample", async () => {
    await happen(
      anEvent("Cart Viewed", { total: 120, currency: "EUR", items: [1], note: null }),
      anEvent("Cart Viewed", { total: 80.5, currency: "EUR", when: "2026-11-22T12:00:00Z", email: "secret@x.io" }, { attributes: { plan: "pro" } }),
    );
    await happen(anEvent("Cart Viewed", { total: "many", currency: "USD" }));
    const { body } = await server.call("GET", "/api/registry/events/Cart%20Viewed");
    expect(body).toMatchObject({ name: "Cart Viewed", count: 3, hasSchema: false, violations: 0, lastSample: { total: "many", currency: "USD" } });
    const byName = Object.fromEntries(body.properties.map((property: { name: string }) => [property.name, property]));
    expect(byName["total"].types).toEqual({ integer: 1, number: 1, string: 1 });
    expect(byName["currency"].examples).toEqual([
      { value: "EUR", count: 2 },
      { value: "USD", count: 1 },
    ]);
    expect([byName["when"].types, byName["items"].types, byName["note"].types]).toEqual([{ date: 1 }, { array: 1 }, { null: 1 }]);
    expect(byName["email"]).toMatchObject({ types: { string: 1 }, examples: [] });
    const attributes = (await server.call("GET", "/api/registry/attributes")).body.items;
    expect(attributes).toMatchObject([{ name: "plan", types: { string: 1 }, examples: [{ value: "pro", count: 1 }] }]);
  });

  test("survives values that the database cannot hold: NUL, half a pair, and 20,000 brackets", async () => {
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`);
    await happen(anEvent("Odd", { text: "a\u0000b\ud800" }), anEvent("Odd", { text: "plain" }), anEvent("Odd", { deep }));
    const { body } = await server.call("GET", "/api/registry/events/Odd");
    expect(body).toMatchObject({ count: 3, lastSample: { deep: expect.anything() } });
    expect(body.properties.find((property: { name: string }) => property.name === "text").examples).toEqual([
      { value: "ab\ufffd", count: 1 },
      { value: "plain", count: 1 },
    ]);
  });

  test("gives its names in pages, most recent first, and finds by a part of the name", async () => {
    for (const name of ["A one", "B two", "C two"]) {
      server.clock.advance(1_000);
      await happen(anEvent(name));
    }
    const first = (await server.call("GET", "/api/registry/events?limit=2")).body;
    expect(first.items.map((item: { name: string }) => item.name)).toEqual(["C two", "B two"]);
    const second = (await server.call("GET", `/api/registry/events?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.items[0].name).toBe("A one");
    expect((await server.call("GET", "/api/registry/events?search=TWO")).body.items).toHaveLength(2);
  });

  test("an event that nobody sent is a 404", async () => {
    expect((await server.call("GET", "/api/registry/events/Nobody")).status).toBe(404);
  });

  test("100,000 names fill neither the list nor the memory, and every event is kept", async () => {
    const names = Array.from({ length: 100_000 }, (_, n) => anEvent(`Product ${n} Viewed`));
    const now = server.clock.now();
    for (const event of names) registry.observe(event, now);
    await registry.flush();
    const { rows } = await server.database.db.query<{ names: number; rest: number }>(
      "select count(*) as names, max(count) filter (where name = $1) as rest from event_registry",
      [OVERFLOW_NAME],
    );
    expect(rows[0]?.names).toBeLessThanOrEqual(51);
    expect(rows[0]?.rest).toBeGreaterThan(99_900);
    expect((await happen(anEvent("Product x Viewed")))[0]?.status).toBe("accepted");
  });
});

describe("a fixed schema", () => {
  const schema = { type: "object", required: ["order_id"], properties: { order_id: { type: "string" }, total: { type: "number", minimum: 0 } } };
  const fix = (onViolation: string, name = "Order Completed") =>
    server.call("PUT", `/api/registry/events/${encodeURIComponent(name)}/schema`, { schema, onViolation });
  const last = async (name = "Order Completed") => (await server.call("GET", `/api/events?limit=1&name=${encodeURIComponent(name)}`)).body.items[0];

  test("flags what does not fit, and counts it", async () => {
    expect((await fix("flag")).body).toMatchObject({ hasSchema: true, onViolation: "flag", schema });
    expect((await happen(anEvent("Order Completed", { total: 7 })))[0]?.status).toBe("accepted");
    expect(await last()).toMatchObject({ name: "Order Completed", flags: ["schema_violation"] });
    await happen(anEvent("Order Completed", { order_id: "o1" }));
    expect((await last()).flags).toEqual([]);
    expect((await server.call("GET", "/api/registry/events/Order%20Completed")).body.violations).toBe(1);
  });

  test("quarantines: the sender is content, the event lies among the dead letters and comes back when the schema is freed", async () => {
    await fix("quarantine", "Order Shipped");
    const answer = await server.call(
      "POST",
      "/v1/track",
      { event: "Order Shipped", userId: "q1", properties: {} },
      { authorization: `Basic ${Buffer.from("bkn_write_for_tests:").toString("base64")}` },
    );
    expect([answer.status, answer.body]).toEqual([200, { success: true }]);
    const [letter] = (await server.call("GET", "/api/dead-letters?state=open")).body.items;
    expect(letter).toMatchObject({ source: "segment", reason: "schema_quarantine", detail: expect.stringContaining("properties.order_id is missing") });
    expect((await server.call("POST", `/api/dead-letters/${letter.id}/replay`)).body).toMatchObject({ status: "rejected" });
    await server.call("PUT", "/api/registry/events/Order%20Shipped/schema", { schema: null, onViolation: "flag" });
    expect((await server.call("POST", `/api/dead-letters/${letter.id}/replay`)).body).toEqual({ status: "accepted", message: null });
    await server.work();
    expect(await last("Order Shipped")).toMatchObject({ name: "Order Shipped" });
    expect((await server.call("POST", `/api/dead-letters/${letter.id}/replay`)).body.error.code).toBe("dead_letter_replayed");
  });

  test("rejects: the sender is told", async () => {
    await fix("reject", "Order Refunded");
    expect((await happen(anEvent("Order Refunded", { order_id: 7 })))[0]).toMatchObject({
      status: "rejected",
      code: "schema_violation",
      message: expect.stringContaining("order_id must be a text"),
    });
  });

  test.each([
    ["no schema", { type: "objekt" }],
    ["a foreign reference", { $ref: "https://elsewhere.example/schema.json" }],
    ["a pattern that could run for ever", { properties: { a: { type: "string", pattern: "^(a+)+$" } } }],
    ["too large a schema", { enum: Array.from({ length: 20_000 }, (_, n) => `value ${n}`) }],
  ])("%s is refused with a sentence", async (_case, wrong) => {
    const { status, body } = await server.call("PUT", "/api/registry/events/X/schema", { schema: wrong, onViolation: "flag" });
    expect([status, body.error.code]).toEqual([422, "schema_invalid"]);
  });

  test("is in force in another process too", async () => {
    await fix("reject", "Order Cancelled");
    const elsewhere = new SchemaRegistry({ db: server.database.db, clock: server.clock });
    await elsewhere.start();
    expect(elsewhere.observe(anEvent("Order Cancelled", {}), server.clock.now())).toMatchObject({ action: "reject" });
    await elsewhere.stop();
  });
});

describe("the feed", () => {
  test("shows what arrived, newest first, by name and by person, and what is newer than the last seen", async () => {
    const [first] = await happen(anEvent("Fed", { n: 1 }), anEvent("Fed", { n: 2 }), anEvent("Other"));
    const all = (await server.call("GET", "/api/events?name=Fed")).body.items;
    expect(all.map((item: { properties: JsonObject }) => item.properties["n"])).toEqual([2, 1]);
    expect(all[0].profile).toMatchObject({ email: "ann@shop.example" });
    const profileId = first?.status === "accepted" ? first.profileId : "";
    expect((await server.call("GET", `/api/events?profileId=${profileId}&name=Fed`)).body.items).toHaveLength(2);
    const newer = (await server.call("GET", `/api/events?after=${all[1].id}`)).body.items.filter((item: { kind: string }) => item.kind === "track");
    expect(newer.map((item: { name: string }) => item.name)).toEqual(["Other", "Fed"]);
    const page = (await server.call("GET", "/api/events?name=Fed&limit=1")).body;
    expect((await server.call("GET", `/api/events?name=Fed&limit=1&cursor=${page.nextCursor}`)).body.items[0].properties).toEqual({ n: 1 });
    expect((await server.call("GET", "/api/events?profileId=01900000-0000-7000-8000-000000000000")).status).toBe(404);
  });
});

describe("dead letters", () => {
  const basic = { authorization: `Basic ${Buffer.from("bkn_write_for_tests:").toString("base64")}` };

  test("all open ones are tried again, those that still cannot be taken stay", async () => {
    await server.database.db.query("delete from dead_letters");
    await server.call(
      "POST",
      "/v1/batch",
      {
        batch: [
          { type: "trakc", event: "A", userId: "u" },
          { type: "track", event: "B", userId: "none" },
        ],
      },
      basic,
    );
    const { rows } = await server.database.db.query<{ id: string }>("select id from dead_letters where reason = 'unknown_type'");
    await server.database.db.query(`update dead_letters set body = jsonb_set(body, '{item,type}', '"track"') where id = $1`, [rows[0]?.id]);
    expect((await server.call("POST", "/api/dead-letters/replay", {})).body).toEqual({ accepted: 1, rejected: 1, left: 1 });
    await server.work();
    expect((await server.call("GET", "/api/events?name=A")).body.items).toHaveLength(1);
    expect((await server.call("GET", "/api/dead-letters?state=replayed")).body.items).toMatchObject([{ id: rows[0]?.id, reason: "unknown_type" }]);
    expect((await server.call("POST", "/api/dead-letters/replay", { reason: "something else" })).body).toEqual({ accepted: 0, rejected: 0, left: 1 });
  });

  test("are thrown away one by one or all with one reason, only while they are open, and are gone then", async () => {
    await server.database.db.query("delete from dead_letters");
    const bad = (event: object) => server.call("POST", "/v1/track", event, basic);
    await bad({ userId: "u" });
    await bad({ event: "A" });
    await bad({ event: "B" });
    const open = async () => (await server.call("GET", "/api/dead-letters?state=open")).body.items as { id: string; reason: string }[];
    const nameless = (await open()).find(({ reason }) => reason === "no_event_name");
    expect((await server.call("DELETE", `/api/dead-letters/${nameless?.id}`)).status).toBe(204);
    expect((await server.call("DELETE", `/api/dead-letters/${nameless?.id}`)).status).toBe(404);
    expect((await server.call("POST", "/api/dead-letters/discard", { reason: "no_event_name" })).body).toEqual({ discarded: 0 });
    expect((await server.call("POST", "/api/dead-letters/discard", {})).body).toEqual({ discarded: 2 });
    expect(await open()).toEqual([]);
  });

  test("an input that the worker could not decide goes back to it, once", async () => {
    const [answer] = await happen(anEvent("Before"));
    const profileId = answer?.status === "accepted" ? answer.profileId : "";
    const id = "01900000-0000-7000-8000-0000000000aa";
    const event = {
      id,
      kind: "track",
      name: "Undecided",
      properties: {},
      at: 1_790_000_000_000,
      receivedAt: 1_790_000_000_000,
      source: "segment",
      messageId: "m-undecided",
      context: {},
    };
    const input = { id, workspaceId: 1, profileId, kind: "event", body: event, acceptedAt: 1_790_000_000_000 };
    await server.database.db.query(
      "insert into dead_letters (id, workspace_id, profile_id, source, reason, detail, body, at) values ($1, 1, $2, 'beckon', 'not_decided', 'x', $3::text::jsonb, '2026-11-23T00:00:00Z')",
      [id, profileId, JSON.stringify({ form: "input", input })],
    );
    expect((await server.call("POST", `/api/dead-letters/${id}/replay`)).body.status).toBe("accepted");
    await server.work();
    expect((await server.call("GET", "/api/events?name=Undecided")).body.items).toMatchObject([{ id }]);
  });

  test("one that holds nothing to try again says so", async () => {
    await server.database.db.query(
      "insert into dead_letters (id, workspace_id, source, reason, detail, body, at) values ('01900000-0000-7000-8000-0000000000bb', 1, 'x', 'y', 'z', '{}', '2026-11-23T00:00:00Z')",
    );
    expect((await server.call("POST", "/api/dead-letters/01900000-0000-7000-8000-0000000000bb/replay")).body).toMatchObject({
      status: "rejected",
      message: expect.stringMatching(/nothing/),
    });
    expect((await server.call("POST", "/api/dead-letters/01900000-0000-7000-8000-0000000000cc/replay")).status).toBe(404);
  });
});

describe("merges by hand", () => {
  test("are foreseen, done and taken back over the API, and people's histories follow", async () => {
    const [ann] = await happen(anEvent("Ann", {}, { identifiers: [{ kind: "user_id", value: "merge-ann" }], attributes: { name: "Ann" } }));
    const [visitor] = await happen(anEvent("Visitor", {}, { identifiers: [{ kind: "anonymous_id", value: "merge-d" }], attributes: { color: "red" } }));
    const pair = { survivor: ann?.status === "accepted" ? ann.profileId : "", merged: visitor?.status === "accepted" ? visitor.profileId : "" };
    expect((await server.call("POST", "/api/profiles/merge-preview", pair)).body).toMatchObject({
      survivor: { id: pair.survivor, name: "Ann" },
      identifiers: [{ kind: "anonymous_id", value: "merge-d" }],
      attributes: [{ name: "color", kept: "red", dropped: null }],
      warnings: [],
    });
    const merged = await server.call("POST", "/api/profiles/merge", pair);
    expect([merged.status, merged.body.undoneAt]).toEqual([201, null]);
    await server.work();
    expect((await server.call("GET", `/api/profiles/${pair.survivor}`)).body).toMatchObject({
      attributes: { name: "Ann", color: "red" },
      mergedFrom: [{ profileId: pair.merged }],
    });
    expect((await server.call("POST", "/api/profiles/merge", pair)).body.error.code).toBe("merge_invalid");

    expect((await server.call("POST", `/api/merges/${merged.body.id}/undo`)).body.undoneAt).not.toBeNull();
    expect((await server.call("POST", `/api/merges/${merged.body.id}/undo`)).body.error.code).toBe("merge_undone");
    await happen(anEvent("Again", {}, { identifiers: [{ kind: "anonymous_id", value: "merge-d" }] }));
    const back = (await server.call("GET", `/api/profiles/${pair.merged}`)).body;
    expect([back.mergedInto, back.attributes]).toEqual([null, { color: "red" }]);
    expect((await server.call("GET", `/api/events?profileId=${pair.merged}&name=Again`)).body.items).toHaveLength(1);
  });
});
