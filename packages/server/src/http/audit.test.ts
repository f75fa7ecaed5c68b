import { type Route, routes, urlOf } from "@beckon/contract";
import cookiePlugin from "@fastify/cookie";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AuditLog } from "../engine/auditLog.ts";
import { CampaignStarter } from "../engine/campaignStarter.ts";
import { API_KEY, type ApiTestServer, aDocument, answerOf, apiTestServer, PASSWORD, WRITE_KEY } from "./apiTestServer.ts";
import { errorSchema, serve } from "./serve.ts";

const NOBODY = "00000000-0000-7000-8000-000000000000";
const ORIGIN = "https://beckon.example";
let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

async function newest(query = "") {
  return (await server.call("GET", `/api/audit?limit=1${query}`)).body.items[0];
}

async function as(cookie: string, method: "GET" | "POST" | "DELETE" | "PATCH", url: string, payload?: object) {
  return answerOf(await server.app.inject({ method, url, headers: { cookie, origin: ORIGIN }, ...(payload ? { payload } : {}) }));
}

test("a change says who, from where, when, and what it was done to", async () => {
  const cookie = await server.signIn("publisher");
  const { body } = await as(cookie, "POST", "/api/campaigns", { document: aDocument({ key: "a", name: "Cart reminder" }) });
  await as(cookie, "POST", `/api/campaigns/${body.id}/launch`);
  expect(await newest()).toMatchObject({
    actor: { kind: "user", name: "The publisher" },
    ip: "127.0.0.1",
    at: "2026-11-23T12:00:00.000Z",
    action: "launchCampaign",
    outcome: "done",
    sentence: "launched the campaign Cart reminder",
    subject: { kind: "campaign", id: body.id },
  });
});

test("a change of settings says what was before and is now", async () => {
  await server.call("PATCH", "/api/workspace", { settings: { holdout: 7 } });
  expect((await newest()).changes).toEqual([{ path: "settings.holdout", before: 0, after: 7 }]);
});

test("a refused change leaves no line as if it had been made", async () => {
  await server.call("DELETE", "/api/keys/00000000-0000-7000-8000-000000000000");
  expect((await newest()).action).not.toBe("revokeKey");
});

test("a forbidden call is told of, once an hour", async () => {
  for (let i = 0; i < 3; i++) await server.app.inject({ method: "DELETE", url: "/api/keys/x", headers: { authorization: `Bearer ${WRITE_KEY}` } });
  const refused = (await server.call("GET", "/api/audit?outcome=refused")).body.items;
  expect(refused.filter((entry: { action: string }) => entry.action === "revokeKey")).toHaveLength(1);
  expect(refused[0]).toMatchObject({ actor: { kind: "key", name: "BECKON_WRITE_KEY" }, sentence: "was refused: Revoke a key at once" });
});

test("a failed sign-in says for whom, never with which password", async () => {
  await server.call("POST", "/api/sessions", { email: "my password by mistake", password: `${PASSWORD} wrong` });
  const entry = await newest();
  expect(entry).toMatchObject({ actor: { kind: "nobody" }, outcome: "refused", sentence: "failed to sign in as somebody unknown" });
  expect(JSON.stringify(entry)).not.toContain(PASSWORD);
});

test("an answer that is repeated by its Idempotency-Key is one change", async () => {
  const address = { channel: "email", address: "twice@shop.example" };
  for (let i = 0; i < 2; i++) await server.call("POST", "/api/suppressions", address, { "idempotency-key": "one" });
  expect((await server.call("GET", "/api/audit?subject=suppression:twice@shop.example")).body.items).toHaveLength(1);
});

test("the log is found by person, kind, thing and time, and read page by page", async () => {
  const all = (await server.call("GET", "/api/audit")).body.items;
  const { id: actorId } = all.find((entry: { actor: { kind: string } }) => entry.actor.kind === "user").actor;
  const own = (await server.call("GET", `/api/audit?actorId=${actorId}&kind=campaign`)).body.items;
  expect(own.map((entry: { action: string }) => entry.action)).toEqual(["launchCampaign", "createCampaign"]);
  expect((await server.call("GET", "/api/audit?to=2026-11-23T12:00:00.000Z")).body.items).toEqual([]);
  const first = (await server.call("GET", "/api/audit?limit=2")).body;
  const second = (await server.call("GET", `/api/audit?limit=2&cursor=${first.nextCursor}`)).body;
  expect([...first.items, ...second.items]).toEqual(all.slice(0, 4));
  expect((await server.call("GET", "/api/audit/actors")).body.items.map((actor: { name: string }) => actor.name)).toContain("The publisher");
});

test("as a file it holds no formula that a spreadsheet would run", async () => {
  await server.call("POST", "/api/suppressions", { channel: "email", address: "=cmd@shop.example" });
  const { text, headers } = await server.call("GET", "/api/audit.csv?kind=suppression");
  expect(headers["content-type"]).toContain("text/csv");
  expect(text.split("\r\n")[1]).toContain(",'=cmd@shop.example,");
});

describe("a change that fails in the middle", () => {
  const route = { ...routes.addSuppression, path: "/api/broken" } as Route;

  async function serving(deps: typeof server.deps, handler: () => Promise<never>) {
    const app = Fastify();
    app.setValidatorCompiler(() => () => true);
    app.addSchema(errorSchema);
    await app.register(cookiePlugin);
    serve(app, deps, route, handler);
    const { statusCode } = await app.inject({ method: "POST", url: "/api/broken", headers: { authorization: `Bearer ${API_KEY}` }, payload: {} });
    await app.close();
    return statusCode;
  }

  test("leaves a line that says that nobody knows", async () => {
    expect(await serving(server.deps, () => Promise.reject(new Error("the process dies here")))).toBe(500);
    expect(await newest()).toMatchObject({ outcome: "unknown", actor: { kind: "key" }, sentence: expect.stringContaining("nobody told how it ended") });
  });

  test("is not begun where its line cannot be written", async () => {
    const broken = new AuditLog({ query: () => Promise.reject(new Error("no room left")) }, server.clock);
    let begun = false;
    await serving({ ...server.deps, auditLog: broken }, async () => {
      begun = true;
      throw new Error();
    });
    expect(begun).toBe(false);
  });
});

describe("what Beckon does by itself", () => {
  test("is told as its own", async () => {
    const document = aDocument({ key: "ends", name: "Spring sale", life: { timeZone: "UTC", end: "2026-11-23T13:00", atEnd: "exit" } as never });
    const { body } = await server.call("POST", "/api/campaigns", { document });
    await server.call("POST", `/api/campaigns/${body.id}/launch`);
    server.clock.advance(2 * 3_600_000);
    const starter = new CampaignStarter({ db: server.database.db, clock: server.clock, wake: () => {}, onError: () => {} });
    while (await starter.runOnce());
    expect((await server.call("GET", `/api/audit?subject=campaign:${body.id}&limit=1`)).body.items).toMatchObject([
      { actor: { kind: "system", name: "Beckon" }, ip: null, sentence: "ended the campaign Spring sale: its time was over" },
    ]);
  });
});

describe("every change of the contract", () => {
  const changes = (Object.entries(routes) as [string, Route][]).filter(([, route]) => route.method !== "GET");

  /** Each route as the contract has it, over a handler that does nothing: what is asked here is what `serve` does. */
  async function bareServer() {
    const app = Fastify();
    app.setValidatorCompiler(() => () => true);
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
    app.addSchema(errorSchema);
    await app.register(cookiePlugin);
    for (const [, route] of changes) serve(app, server.deps, route, async () => ({}) as never);
    return app;
  }

  test("leaves exactly one line, or says why it leaves none", async () => {
    const app = await bareServer();
    const count = async () => Number((await server.database.db.query<{ n: number }>("select count(*) as n from audit_entries")).rows[0]?.n);
    for (const [name, route] of changes) {
      const before = await count();
      const url = urlOf(route, { params: { id: NOBODY, sendId: NOBODY, name: "x", channel: "email", address: "x" } });
      const { statusCode } = await app.inject({ method: route.method, url, headers: { authorization: `Bearer ${API_KEY}` }, payload: {} });
      expect([name, statusCode < 300, (await count()) - before]).toEqual([name, true, route.audit && "none" in route.audit ? 0 : 1]);
    }
    await app.close();
  });
});
