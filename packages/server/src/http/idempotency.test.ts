import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiTestServer, aDocument, apiTestServer } from "./apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

function create(idempotencyKey: string, key: string) {
  return server.call("POST", "/api/campaigns", { document: aDocument({ key }) }, { "idempotency-key": idempotencyKey });
}

test("a repeated request gets the stored answer and does nothing", async () => {
  const first = await create("k1", "once");
  const again = await create("k1", "once");
  expect([again.status, again.body.id, again.headers["idempotent-replayed"]]).toEqual([201, first.body.id, "true"]);
  expect((await server.call("GET", "/api/campaigns?search=once")).body.items).toHaveLength(1);
});

test("another request under the same key is refused", async () => {
  await create("k2", "two");
  expect((await create("k2", "other")).body.error.code).toBe("idempotency_mismatch");
});

test("of two at the same moment one is answered and the other put off or given the same answer", async () => {
  const answers = await Promise.all([create("k3", "race"), create("k3", "race")]);
  expect(answers.filter((answer) => answer.status === 201).length).toBeGreaterThanOrEqual(1);
  expect((await server.call("GET", "/api/campaigns?search=race")).body.items).toHaveLength(1);
});

test("a refused request frees its key for the mended one", async () => {
  await create("k4", "taken");
  expect((await create("k5", "taken")).body.error.code).toBe("campaign_key_taken");
  expect((await create("k5", "free")).status).toBe(201);
});

test("a key whose request died is free after a minute", async () => {
  await server.database.db.query("insert into idempotency_keys (workspace_id, key, request_hash, at) values (1, 'k6', 'x', $1)", [
    new Date(server.clock.now()).toISOString(),
  ]);
  expect((await create("k6", "six")).body.error.code).toBe("idempotency_mismatch");
  server.clock.advance(61_000);
  expect((await create("k6", "six")).status).toBe(201);
});

test("an answer with a secret is never stored", async () => {
  const make = () => server.call("POST", "/api/keys", { kind: "api", name: "x" }, { "idempotency-key": "k7" });
  expect((await make()).body.secret).not.toBe((await make()).body.secret);
  const { rows } = await server.database.db.query<{ body: string }>("select body from idempotency_keys where key = 'k7'");
  expect(rows).toEqual([]);
});
