import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IncomingEvent } from "../../engine/incoming.ts";
import { type ApiTestServer, apiTestServer, NOON } from "../apiTestServer.ts";
import { profileApiRoutes } from "./profileApi.ts";

let server: ApiTestServer;

beforeAll(async () => {
  server = await apiTestServer({
    apiPlugins: (deps) => [(app) => profileApiRoutes(app, { ...deps, workspaceOfProfileToken: (token) => deps.keyRing.workspaceOfProfileToken(token) })],
  });
  await happen({
    kind: "identify",
    name: "Profile Identified",
    attributes: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`trait_${String(n).padStart(2, "0")}`, n])),
    at: NOON - 3_000,
  });
  await happen({
    name: "Order Completed",
    properties: { total: 7 },
    at: NOON - 2_000,
    context: { timeZone: "Europe/Berlin", library: "@segment/analytics-node/3.1.0" },
  });
  await happen({ kind: "group", name: "Group Joined", properties: { group_id: "acme" }, at: NOON - 1_000 });
  await happen({ name: "Long Ago", at: NOON - 30 * 86_400_000 });
  await server.work();
});
afterAll(() => server.close());

let serial = 0;

async function happen(more: Partial<IncomingEvent>) {
  serial += 1;
  const identifiers = [
    { kind: "user_id", value: "ann" },
    { kind: "email", value: "ann+x@shop.example" },
    { kind: "anonymous_id", value: "a b/c" },
  ];
  const [answer] = await server.deps.ingest.accept([
    { workspaceId: 1, source: "segment", messageId: `m-${serial}`, kind: "track", name: "E", properties: {}, identifiers, at: null, context: {}, ...more },
  ]);
  if (answer?.status !== "accepted") throw new Error(JSON.stringify(answer));
}

const basic = (token: string) => `Basic ${Buffer.from(`${token}:`).toString("base64")}`;
const get = (path: string, token = "bkn_profile_for_tests", space = "default") =>
  server.call("GET", `/v1/spaces/${space}/collections/users/profiles/${path}`, undefined, { authorization: basic(token) });

describe("traits", () => {
  test("come ten at a time, and by name", async () => {
    const first = await get("user_id:ann/traits");
    expect([first.status, Object.keys(first.body.traits).length, first.body.cursor]).toEqual([
      200,
      10,
      { url: "/v1/spaces/default/collections/users/profiles/user_id:ann/traits", has_more: true, next: "trait_10", limit: 10 },
    ]);
    expect(first.headers["request-id"]).toBeTruthy();
    expect((await get("user_id:ann/traits?next=trait_10")).body).toMatchObject({
      traits: { trait_10: 10, trait_11: 11 },
      cursor: { has_more: false, next: "" },
    });
    expect((await get("user_id:ann/traits?include=trait_03,nothing")).body.traits).toEqual({ trait_03: 3 });
    expect((await get("user_id:ann/traits?include=trait_03&verbose=true")).body.traits).toEqual({
      trait_03: { value: 3, source_id: "default", updated_at: "2026-11-23T11:59:57.000Z" },
    });
    expect(Object.keys((await get("user_id:ann/traits?limit=200")).body.traits)).toHaveLength(12);
    expect((await get("user_id:ann/traits?class=audience")).body.traits).toEqual({});
  });

  test.each(["user_id:ann", "email:ANN%2Bx@shop.example", "anonymous_id:a%20b%2Fc"])("%s finds the person", async (id) => {
    expect((await get(`${id}/traits?include=trait_00`)).body.traits).toEqual({ trait_00: 0 });
  });

  test("the profile's own id does, too", async () => {
    const { rows } = await server.database.db.query<{ id: string }>("select profile_id as id from identities where value = 'ann'");
    expect((await get(`${rows[0]?.id}/traits`)).status).toBe(200);
  });
});

test("segments are traits of the class audience", async () => {
  const { body: list } = await server.call("POST", "/api/segments", { kind: "list", document: { key: "big-spenders", name: "Big spenders" } });
  const profileId = await server.happen("zoe@shop.example", "Visited", {}, { plan: "pro" });
  await server.call("POST", `/api/segments/${list.id}/members`, { members: [{ profileId }] });
  await server.work();
  expect((await get("email:zoe@shop.example/traits?class=audience")).body.traits).toEqual({ big_spenders: true });
  expect((await get("email:zoe@shop.example/traits?include=big_spenders,plan")).body.traits).toEqual({ big_spenders: true, plan: "pro" });
});

test("external ids", async () => {
  const { body } = await get("user_id:ann/external_ids");
  expect(body.data).toEqual([
    { source_id: "default", collection: "users", type: "anonymous_id", id: "a b/c", encoding: "none", created_at: "2026-11-23T12:00:00.000Z" },
    { source_id: "default", collection: "users", type: "email", id: "ann+x@shop.example", encoding: "none", created_at: "2026-11-23T12:00:00.000Z" },
    { source_id: "default", collection: "users", type: "user_id", id: "ann", encoding: "none", created_at: "2026-11-23T12:00:00.000Z" },
  ]);
  expect((await get("user_id:ann/external_ids?include=email&limit=1")).body).toMatchObject({ data: [{ type: "email" }], cursor: { has_more: false } });
});

describe("events", () => {
  const names = async (query: string) =>
    (await get(`user_id:ann/events?exclude=Session%20Started&${query}`)).body.data.map((event: { event: string }) => event.event);

  test("of the last fourteen days, newest first, in Segment's words", async () => {
    expect(await names("")).toEqual(["Group Joined", "Order Completed", "Profile Identified"]);
    const [order] = (await get("user_id:ann/events?include=Order%20Completed")).body.data;
    expect(order).toMatchObject({
      type: "track",
      message_id: "m-2",
      source_id: "segment",
      timestamp: "2026-11-23T11:59:58.000Z",
      properties: { total: 7 },
      context: { timezone: "Europe/Berlin", library: { name: "@segment/analytics-node", version: "3.1.0" } },
    });
    expect(order.external_ids).toContainEqual({ collection: "users", type: "user_id", id: "ann", encoding: "none" });
  });

  test("by start, end, order and page", async () => {
    expect(await names("start=2026-10-01&end=2026-11-01")).toEqual(["Long Ago"]);
    expect(await names("sort=asc")).toEqual(["Profile Identified", "Order Completed", "Group Joined"]);
    const first = (await get("user_id:ann/events?exclude=Session%20Started&limit=2")).body;
    expect(first.cursor.has_more).toBe(true);
    expect(await names(`limit=2&next=${first.cursor.next}`)).toEqual(["Profile Identified"]);
  });
});

test("metadata tells the first and the last message", async () => {
  expect((await get("user_id:ann/metadata")).body.metadata).toMatchObject({ first_message_id: "m-4", last_source_id: expect.any(String), expires_at: null });
});

test("links are the groups that the person joined", async () => {
  expect((await get("user_id:ann/links")).body.data).toMatchObject([
    { to_collection: "accounts", external_ids: [{ id: "acme", type: "group_id", collection: "accounts" }] },
  ]);
});

test.each([
  ["nobody", "user_id:nobody/traits", 404, "not_found"],
  ["another space", "user_id:ann/traits", 404, "not_found", "other"],
  ["no type", "ann/traits", 400, "validation_error"],
  ["a limit of 1,000", "user_id:ann/traits?limit=1000", 400, "validation_error"],
  ["a foreign cursor", "user_id:ann/events?next=x", 400, "validation_error"],
  ["a date that is none", "user_id:ann/events?start=monday", 400, "validation_error"],
  ["a NUL", "user_id:%00/traits", 404, "not_found"],
] as [string, string, number, string, string?][])("%s is refused in Segment's shape", async (_case, path, status, code, space = "default") => {
  const answer = await get(path, "bkn_profile_for_tests", space);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});

test("a write key may not read", async () => {
  expect((await get("user_id:ann/traits", "bkn_write_for_tests")).status).toBe(401);
  expect((await get("user_id:ann/traits", "wrong")).body).toEqual({ error: { code: "authentication_error", message: expect.any(String) } });
});
