import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KeyRing } from "../engine/keyRing.ts";
import { API_KEY, type ApiTestServer, aDocument, answerOf, apiTestServer } from "./apiTestServer.ts";
import { buildServer } from "./server.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

describe("what goes wrong is said in one shape", () => {
  test("an unknown route names itself", async () => {
    const { status, body } = await server.call("GET", "/api/profils");
    expect([status, body.error.code, body.error.message]).toEqual([404, "route_not_found", "There is no GET /api/profils; /docs lists what there is."]);
  });

  test("a misspelt key in a body is refused by its name", async () => {
    const { status, body } = await server.call("POST", "/api/keys", { kind: "write", name: "Shop", nmae: "x" });
    expect([status, body.error.code, body.error.path]).toEqual([400, "validation_failed", "body.nmae"]);
  });

  test("a number in the place of a text is not coerced", async () => {
    const { status, body } = await server.call("POST", "/api/keys", { kind: "write", name: 7 });
    expect([status, body.error.message]).toEqual([400, "body.name must be a text."]);
  });

  test("a wrong word lists the right ones", async () => {
    const { body } = await server.call("POST", "/api/keys", { kind: "read", name: "x" });
    expect(body.error.message).toBe('body.kind must be one of "write", "api", "profile".');
  });

  test("malformed JSON, no JSON and no body each get their own sentence", async () => {
    const headers = { "content-type": "application/json" };
    expect((await server.call("POST", "/api/keys", "{", headers)).body.error.code).toBe("body_not_json");
    expect((await server.call("POST", "/api/keys", "a=b", { "content-type": "application/x-www-form-urlencoded" })).body.error.code).toBe(
      "unsupported_media_type",
    );
    expect((await server.call("POST", "/api/keys", "", headers)).body.error.code).toBe("body_missing");
    expect((await server.call("POST", "/api/keys")).status).toBe(400);
  });

  test("an empty body is no mistake where a route wants none, whatever the content type says", async () => {
    const none = "00000000-0000-7000-8000-000000000000";
    const headers = { "content-type": "application/json" };
    expect((await server.call("POST", `/api/campaigns/${none}/launch`, "", headers)).body.error.code).toBe("not_found");
    expect((await server.call("DELETE", `/api/campaigns/${none}`, "", headers)).body.error.code).toBe("not_found");
  });

  test("a body beyond the limit is a 413", async () => {
    const { status, body } = await server.call("POST", "/api/campaigns/check", { document: { name: "x".repeat(3_000_000) } });
    expect([status, body.error.code]).toEqual([413, "body_too_large"]);
  });

  test("NUL bytes in a search and a body are a 4xx", async () => {
    expect((await server.call("GET", "/api/profiles?search=%00")).status).toBe(400);
    const named = await server.call("POST", "/api/campaigns", { document: aDocument({ key: "nul", name: "a\0b" }) });
    expect([named.status, named.body.error.code]).toEqual([400, "text_not_storable"]);
  });

  test("a foreign cursor is refused", async () => {
    expect((await server.call("GET", "/api/profiles?cursor=bm9uc2Vuc2U")).body.error.code).toBe("cursor_invalid");
    const words = Buffer.from(JSON.stringify(["not a uuid"])).toString("base64url");
    expect((await server.call("GET", `/api/profiles?cursor=${words}`)).body.error.code).toBe("cursor_invalid");
  });
});

test("every answer carries the request's id, a given one where it is harmless", async () => {
  expect((await server.call("GET", "/healthz", undefined, { "x-request-id": "abc-1" })).headers["x-request-id"]).toBe("abc-1");
  expect((await server.call("GET", "/healthz", undefined, { "x-request-id": "a\tb" })).headers["x-request-id"]).not.toContain("\t");
});

test("our own pages come with a strict content policy", async () => {
  const policy = String((await server.call("GET", "/api/me")).headers["content-security-policy"]);
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
});

test("too many requests of one caller are put off with the time to wait, whatever keys they make up", async () => {
  const small = await apiTestServer({ settings: { apiPerMinute: 3 } });
  for (let i = 0; i < 3; i++) expect((await small.call("GET", "/api/me", undefined, { authorization: `Bearer guess-${i}` })).status).toBe(401);
  const { status, body, headers } = await small.call("GET", "/api/me", undefined, { authorization: "Bearer guess-4" });
  expect([status, body.error.code]).toEqual([429, "rate_limited"]);
  expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  await small.deps.keyRing.find(API_KEY);
  expect((await small.call("GET", "/api/me")).status).toBe(200);
  await small.close();
});

describe("for machines that watch", () => {
  test("the process is alive, and ready while a worker has buckets", async () => {
    expect((await server.call("GET", "/healthz")).body).toEqual({ status: "ok" });
    expect((await server.call("GET", "/readyz")).body).toMatchObject({ status: "ready", database: "ok", buckets: { owned: 256, total: 256 } });
    await server.database.db.query("update workers set until = '2000-01-01T00:00:00Z'");
    expect((await server.call("GET", "/readyz")).status).toBe(503);
    await server.database.db.query("update workers set until = '2100-01-01T00:00:00Z'");
  });

  test("a database that is away is a 503 that says to try again, for callers and for watchers", async () => {
    const { deps } = server;
    const away = async () => Promise.reject(Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" }));
    const db = { query: away, transaction: away };
    const app = await buildServer({ ...deps, db, keyRing: new KeyRing(db, deps.clock) });
    const me = answerOf(await app.inject({ url: "/api/me", headers: { authorization: `Bearer ${API_KEY}` } }));
    expect([me.status, me.body.error.code]).toEqual([503, "unavailable"]);
    expect((await app.inject({ url: "/readyz" })).statusCode).toBe(503);
    expect((await app.inject({ url: "/healthz" })).statusCode).toBe(200);
    await app.close();
  });

  test("metrics tell the queue, and are not for strangers", async () => {
    await server.happen("met@shop.example", "Seen");
    server.deps.counters.eventsAccepted = 3;
    const { status, text } = await server.call("GET", "/metrics");
    expect(status).toBe(200);
    expect(text).toContain("beckon_inbox_depth 0");
    expect(text).toContain("beckon_events_accepted_total 3");
    expect(text).toMatch(/beckon_http_request_seconds_count\{method="GET",route="\/healthz",status="2xx"\} \d/);
    const stranger = await server.app.inject({ url: "/metrics", headers: { "x-forwarded-for": "203.0.113.9" } });
    expect(stranger.statusCode).toBe(401);
  });

  test("the status names what needs attention", async () => {
    // The clock of a test stands still, and the database's does not.
    const problems = (body: { problems: { code: string }[] }) => body.problems.filter(({ code }) => code !== "clock_skew");
    const calm = (await server.call("GET", "/api/status")).body;
    expect([problems(calm), calm.queue.depth, calm.channels[0].ok, calm.mail.carrier]).toEqual([[], 0, true, null]);
    await server.database.db.query(
      "insert into dead_letters (id, workspace_id, source, reason, detail, body, at) values (gen_random_uuid(), 1, 'test', 'x', 'y', '{}', '2026-11-23T00:00:00Z')",
    );
    expect(problems((await server.call("GET", "/api/status")).body)).toMatchObject([{ code: "dead_letters", severity: "warning" }]);
    await server.database.db.query("delete from dead_letters");
  });
});
