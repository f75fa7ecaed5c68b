import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createIngest } from "../../engine/ingest.ts";
import { SchemaRegistry } from "../../engine/schemaRegistry.ts";
import { API_KEY, type ApiTestServer, apiTestServer, WRITE_KEY } from "../apiTestServer.ts";
import { eventFeedRoutes } from "./eventFeed.ts";
import { registryRoutes } from "./registry.ts";
import { trackRoutes } from "./track.ts";
import { aFuzzyCall } from "./trackFuzz.ts";

let server: ApiTestServer;
let registry: SchemaRegistry;

beforeAll(async () => {
  server = await apiTestServer({
    apiPlugins(deps) {
      registry = new SchemaRegistry({ db: deps.db, clock: deps.clock });
      const ingest = createIngest({ db: deps.db, clock: deps.clock, registry });
      const mine = { ...deps, registry };
      return [
        registryRoutes(mine),
        eventFeedRoutes(mine),
        (app) => trackRoutes(app, { ingest, clock: deps.clock, workspaceOfWriteKey: (key) => deps.keyRing.workspaceOfWriteKey(key) }),
      ];
    },
  });
});
afterAll(() => server.close());

test("whatever the door takes, the worker decides, the registry lists and the feed shows", { timeout: 60_000 }, async () => {
  const { db } = server.database;
  await fc.assert(
    fc.asyncProperty(fc.array(aFuzzyCall, { minLength: 1, maxLength: 10 }), async (calls) => {
      const answer = await server.call("POST", "/v1/batch", { batch: calls, writeKey: WRITE_KEY }, { authorization: `Bearer ${API_KEY}` });
      expect(answer.status).toBe(200);
      await server.work();
      await registry.flush();
    }),
    { numRuns: 60 },
  );
  expect((await db.query("select detail, body from dead_letters where reason = 'not_decided'")).rows).toEqual([]);
  expect((await db.query("select 1 from inbox")).rows).toEqual([]);
  expect((await server.call("GET", "/api/events?limit=200")).body.items.length).toBeGreaterThan(20);
  for (const { name } of (await server.call("GET", "/api/registry/events?limit=200")).body.items) {
    expect((await server.call("GET", `/api/registry/events/${encodeURIComponent(name)}`)).status).toBe(200);
  }
});
