import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DAY, isSampleAddress, type RenderedEmail, SAMPLE_ID_PREFIX } from "@beckon/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { type Beckon, startBeckon } from "../beckon.ts";
import { SampleSparing } from "../channels/sampleSparing.ts";
import { systemClock } from "../clock.ts";
import { readConfig } from "../config.ts";
import { createLog } from "../log.ts";
import { projectFolder } from "../projectFolder.ts";
import { PERSON_TABLES } from "../store/erasePerson.ts";
import { Dice } from "./dice.ts";
import { pastOf } from "./past.ts";
import { makePeople } from "./people.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const shop = (seed: number) => {
  const dice = new Dice(seed);
  const people = makePeople(dice, 240);
  return { people, past: pastOf(people, dice, NOW) };
};

describe("what is made up", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(shop(1)).toEqual(shop(1));
    expect(shop(1).past).not.toEqual(shop(2).past);
  });

  test("lies in the last sixty days, oldest first, and is some thousands of things", () => {
    const times = shop(1).past.map(({ at }) => at);
    expect(times.length).toBeGreaterThan(3_000);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(NOW - 60 * DAY);
    expect(times.at(-1)).toBeLessThan(NOW);
  });

  test("is marked: every person by id and by an address that no mail can reach", () => {
    const { people } = shop(1);
    expect(people.every(({ userId, email }) => userId.startsWith(SAMPLE_ID_PREFIX) && isSampleAddress(email))).toBe(true);
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
    expect(new Set(people.map(({ country }) => country)).size).toBeGreaterThan(8);
  });
});

test("a mail to a sample person never reaches the provider, all other mail does", async () => {
  const [given, spared]: [string[], string[]] = [[], []];
  const provider = {
    name: "email",
    kind: "email" as const,
    async send({ to }: RenderedEmail) {
      given.push(to);
      return { result: "accepted", providerId: null } as const;
    },
    check: async () => ({ ok: true, detail: "" }),
    close: async () => {},
  };
  const channel = new SampleSparing(provider, ({ to }) => spared.push(to));
  for (const to of ["ann@shop.example", "Lena.Vogel.1@Sample-Shop.example"]) await channel.send({ to } as RenderedEmail);
  expect({ given, spared }).toEqual({ given: ["ann@shop.example"], spared: ["Lena.Vogel.1@Sample-Shop.example"] });
});

describe("in a Beckon with real people", { timeout: 180_000 }, () => {
  const API_KEY = "bkn_api_for_the_sample_shop";
  const WRITE_KEY = "bkn_write_for_the_sample_shop";
  let database: TestDatabase;
  let beckon: Beckon;
  let folder: string;

  beforeAll(async () => {
    database = await testDatabase();
    folder = await mkdtemp(path.join(os.tmpdir(), "beckon-sample-"));
    const settings = { BECKON_DATABASE_URL: database.url, BECKON_DATA_DIR: folder, BECKON_PORT: "0", BECKON_API_KEY: API_KEY, BECKON_WRITE_KEY: WRITE_KEY };
    const { config } = readConfig(settings, projectFolder());
    const log = createLog({ level: "fatal", readable: false, stream: process.stderr });
    beckon = await startBeckon({ config, clock: systemClock, log, say: () => undefined });
  }, 60_000);

  afterAll(async () => {
    await beckon?.stop();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const api = async (method: string, address: string, body?: unknown, authorization = `Bearer ${API_KEY}`) => {
    const headers = { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) };
    const answer = await fetch(`${beckon.publicUrl}${address}`, { method, headers, body: JSON.stringify(body) });
    expect(answer.ok, `${method} ${address}: ${answer.status}`).toBe(true);
    // Tests look into answers of every shape.
    // biome-ignore lint/suspicious/noExplicitAny: see above
    return (await answer.json()) as any;
  };
  const track = (...batch: object[]) => api("POST", "/v1/batch", { batch }, `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`);
  const until = async (state: string) =>
    vi.waitFor(async () => expect(await api("GET", "/api/sample-shop")).toMatchObject({ state, progress: null, problem: null }), {
      timeout: 120_000,
      interval: 200,
    });
  const workedOff = () => vi.waitFor(async () => expect((await api("GET", "/api/status")).queue.depth).toBe(0), { timeout: 30_000, interval: 100 });

  /** Every row of what real people have left, as text. */
  async function everything(): Promise<Record<string, unknown[]>> {
    const kept: Record<string, unknown[]> = {};
    for (const table of [
      ...PERSON_TABLES,
      "profiles",
      "identities",
      "messages",
      "merges",
      "suppressions",
      "dead_letters",
      "campaigns",
      "campaign_versions",
      "stripe_objects",
    ]) {
      kept[table] = (await database.db.query<{ row: string }>(`select t::text as row from ${table} t order by 1`)).rows.map(({ row }) => row);
    }
    kept["event counts"] = (await database.db.query("select name, count from event_registry where count > 0 order by name")).rows;
    return kept;
  }

  test("it is loaded, its campaigns send, and it can be removed so that all that was real is as before", async () => {
    const real = { type: "track", userId: "ann", event: "Cart Updated", properties: { cart_id: "c-1", total: 120, currency: "EUR" } };
    await track({ type: "identify", userId: "ann", traits: { name: "Ann Lee", email: "ann@shop.example" } }, real, { type: "track", event: "Of nobody" });
    const made = await api("POST", "/api/campaigns", { document: campaign });
    await api("POST", `/api/campaigns/${made.id}/launch`);
    await track({ ...real, userId: "ben", event: "Signed Up" });
    await workedOff();
    await vi.waitFor(async () => expect((await everything())["event counts"]).toContainEqual({ name: "Signed Up", count: 1 }), { timeout: 10_000 });
    const before = await everything();

    await api("POST", "/api/sample-shop");
    await until("loaded");
    await vi.waitFor(async () => expect((await api("GET", "/api/messages?state=sent")).items.length).toBeGreaterThan(0), { timeout: 60_000, interval: 500 });
    expect((await api("GET", "/api/profiles?limit=200")).items.length).toBe(200);

    await api("DELETE", "/api/sample-shop");
    await until("absent");
    expect(await everything()).toEqual(before);
  });

  test("it can be loaded again after it was removed", async () => {
    await api("POST", "/api/sample-shop");
    await until("loaded");
    expect((await api("GET", "/api/sample-shop")).people).toBe(240);
  });

  test("somebody who also has a real name stays, with a word about it", async () => {
    await track({ type: "identify", userId: "real-after-all", traits: { email: "real@shop.example" } });
    const person = (await api("GET", `/api/profiles?search=${SAMPLE_ID_PREFIX}0001`)).items[0];
    await database.db.query("insert into identities (workspace_id, kind, value, profile_id, created_at) values (1, 'phone', '+4930', $1, '2026-11-24')", [
      person.id,
    ]);
    await api("DELETE", "/api/sample-shop");
    await until("absent");
    expect(await api("GET", "/api/sample-shop")).toMatchObject({ kept: 1 });
    expect((await api("GET", `/api/profiles/${person.id}`)).id).toBe(person.id);
  });
});

test("no table of a profile's rows is forgotten by the removal", async () => {
  const database = await testDatabase();
  const { rows } = await database.db.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = current_schema() and column_name in ('bucket', 'profile_id')
     group by table_name having count(*) = 2 order by table_name`,
  );
  expect(rows.map(({ name }) => name)).toEqual([...PERSON_TABLES].sort());
  await database.drop();
});

const campaign = {
  key: "welcome",
  name: "Not of the shop",
  trigger: { kind: "event", event: "Cart Updated" },
  message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
};
