import { MINUTE } from "@beckon/core";
import { Analytics } from "@segment/analytics-node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { identifierHash } from "../../engine/privacy/identifierHash.ts";
import { type ApiTestServer, aDocument, apiTestServer, WRITE_KEY } from "../apiTestServer.ts";
import { type TrackDeps, trackRoutes } from "./track.ts";

/** Where and with what people are, as the official library tells it: it speaks to a port. */
let server: ApiTestServer;
let url: string;

beforeAll(async () => {
  server = await apiTestServer({
    apiPlugins: ({ ingest, clock, keyRing }) => [
      (app) => trackRoutes(app, { ingest: ingest as TrackDeps["ingest"], clock, workspaceOfWriteKey: (key) => keyRing.workspaceOfWriteKey(key) }),
    ],
  });
  url = await server.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => server.close());
beforeEach(async () => {
  for (const table of ["campaign_versions", "campaigns", "segments", "segment_builds", "memberships", "timers", "jobs", "profiles", "identities"])
    await server.database.db.query(`delete from ${table}`);
  await server.call("PATCH", "/api/workspace", { settings: { places: [] } });
});

const STORE = { key: "store-berlin", name: "Store Berlin", latitude: 52.52, longitude: 13.405, radius: 500 };
const AT_STORE = { kind: "place", is: "in", places: ["store-berlin"] };

let serial = 0;
const anyone = () => `user-${++serial}`;

/** One call of the official library, with what its context tells. */
async function tell(userId: string, context: object): Promise<void> {
  server.clock.advance(1_000);
  const analytics = new Analytics({ writeKey: WRITE_KEY, host: url, flushAt: 1 });
  analytics.track({ userId, event: "App Opened", context: context as never });
  await analytics.closeAndFlush({ timeout: 5_000 });
  await server.work();
}

const namePlaces = (...places: object[]) => server.call("PATCH", "/api/workspace", { settings: { places } });

async function runJobs(): Promise<void> {
  const { db, clock, ingest } = server.deps;
  const tools = { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} };
  const onError = (error: unknown) => {
    throw error;
  };
  const runner = new JobRunner({ tools, kinds: JOB_KINDS, owner: "test", isDead: () => false, onError });
  while (await runner.runOnce()) server.clock.advance(1_000);
}

async function publish(key: string, condition: object): Promise<string> {
  const { body } = await server.call("POST", "/api/segments", { document: { key, name: key, condition } });
  expect((await server.call("POST", `/api/segments/${body.id}/publish`)).status).toBe(200);
  await runJobs();
  return body.id;
}

async function membersOf(id: string): Promise<string[]> {
  const { rows } = await server.database.db.query<{ value: string }>(
    `select i.value from memberships m join segments s on s.id = m.segment_id and s.version = m.version join identities i on i.profile_id = m.profile_id and i.kind = 'user_id'
     where m.segment_id = $1 and m.member order by i.value`,
    [id],
  );
  return rows.map(({ value }) => value);
}

test("somebody comes to a place by an event that tells where they are, and leaves by the next", async () => {
  await namePlaces(STORE);
  const id = await publish("at-store", AT_STORE);
  const ann = anyone();
  await tell(ann, { location: { latitude: 52.521, longitude: 13.404, city: "Berlin" } });
  expect(await membersOf(id)).toEqual([ann]);
  await tell(ann, { ip: "203.0.113.7" });
  expect(await membersOf(id)).toEqual([ann]);
  await tell(ann, { location: { latitude: 53.55, longitude: 9.99 } });
  expect(await membersOf(id)).toEqual([]);
});

test("who was there before is found by the build, and leaves at the moment at which that is too long ago", async () => {
  await namePlaces(STORE);
  const [ann, bob] = [anyone(), anyone()];
  await tell(bob, { location: { latitude: 52.5201, longitude: 13.405 } });
  server.clock.advance(20 * MINUTE);
  await tell(ann, { location: { latitude: 52.5201, longitude: 13.405 } });
  const id = await publish("lately", { ...AT_STORE, within: "PT30M" });
  expect(await membersOf(id)).toEqual([ann, bob].sort());
  server.clock.advance(10 * MINUTE);
  await server.work();
  expect(await membersOf(id)).toEqual([ann]);
});

test("a place that is moved or made wider has its people found anew, and one that is asked about cannot go", async () => {
  await namePlaces(STORE);
  const ann = anyone();
  await tell(ann, { location: { latitude: 52.53, longitude: 13.405 } });
  const id = await publish("near", AT_STORE);
  expect(await membersOf(id)).toEqual([]);
  await namePlaces({ ...STORE, name: "Store", radius: 2_000 });
  await runJobs();
  expect(await membersOf(id)).toEqual([ann]);
  const refused = await namePlaces();
  expect([refused.status, refused.body.error.message]).toEqual([
    400,
    "body.settings.places leaves out “Store” (store-berlin), which “near” asks about; take it out there first.",
  ]);
  expect((await namePlaces(STORE, STORE)).body.error.message).toContain("is there twice: store-berlin");
});

test("a place that there is not keeps a segment from being published and a campaign from being launched", async () => {
  const { body } = await server.call("POST", "/api/segments", { document: { key: "nowhere", name: "Nowhere", condition: AT_STORE } });
  const refused = await server.call("POST", `/api/segments/${body.id}/publish`);
  expect([refused.status, refused.body.error.message]).toEqual([
    422,
    expect.stringContaining("There is no place “store-berlin”. Name places in the settings first."),
  ]);
  const problems = await server.call("POST", "/api/campaigns/check", { document: { ...aDocument({ key: "there" }), audience: AT_STORE } });
  expect(problems.body.problems[0]).toMatchObject({ code: "unknown_place", path: "audience.places[0]" });
});

test("country, language and device are those that the library tells", async () => {
  const conditions = {
    austria: { kind: "country", in: ["AT"] },
    german: { kind: "language", in: ["de"] },
    phone: { kind: "device", type: ["phone"], os: ["ios"] },
  };
  const ids: string[] = [];
  for (const [key, condition] of Object.entries(conditions)) ids.push(await publish(key, condition));
  const ann = anyone();
  await tell(ann, { locale: "de-AT", location: { country: "AT" }, device: { type: "ios" }, os: { name: "iOS", version: "17.1" } });
  for (const id of ids) expect(await membersOf(id)).toEqual([ann]);
  await tell(ann, { locale: "en-GB", location: { country: "GB" }, userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" });
  for (const id of ids) expect(await membersOf(id)).toEqual([]);
});
