import { deriveId, type Lane, MINUTE, type Send } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { insertSends } from "../store/sends.ts";
import { SendRescuer } from "./sendRescuer.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const clock = testClock(NOON);
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  clock.set(NOON);
  await database.db.query("delete from sends");
  await database.db.query("delete from inbox");
});

/** A send that a sender has claimed at noon. */
async function claimed(lane: Lane, claimer = "sender"): Promise<void> {
  const id = deriveId(NOON, lane, claimer);
  const send: Send = {
    id,
    key: id,
    workspaceId: 1,
    profileId: deriveId(NOON, "p", lane),
    campaignId: id,
    version: 1,
    enrollmentId: deriveId(NOON, "e", lane),
    channel: "email",
    address: "a@shop.example",
    lane,
    priority: 50,
    topic: null,
    tags: ["a", "b"],
    holdout: false,
    repeatable: lane === "transactional",
    createdAt: NOON,
  };
  await insertSends(database.db, [send]);
  await database.db.query("update sends set state = 'sending', claimed_by = $2, claimed_at = created_at where id = $1", [id, claimer]);
}

const rescue = (isDead: (claimer: string) => boolean = () => false) =>
  new SendRescuer({ db: database.db, clock, isDead, wake: () => {}, onReturned: () => {}, onError: () => {} }).runOnce();

async function states(): Promise<string[]> {
  return (await database.db.query<{ state: string }>("select state from sends order by state")).rows.map((row) => row.state);
}

describe("a send that is stuck with its sender", () => {
  test("is left alone while the sender may still live", async () => {
    await claimed("triggered");
    clock.advance(5 * MINUTE);
    expect(await rescue()).toBe(0);
    expect(await states()).toEqual(["sending"]);
  });

  test("ends as unknown where it is marketing, and its profile is told", async () => {
    await claimed("triggered");
    clock.advance(11 * MINUTE);
    expect(await rescue()).toBe(1);
    expect(await states()).toEqual(["unknown"]);
    const { rows } = await database.db.query<{ kind: string; body: unknown }>("select kind, body from inbox");
    expect(rows).toMatchObject([{ kind: "outcome", body: { outcome: { state: "unknown" } } }]);
    expect(await rescue()).toBe(0);
  });

  test("is tried again where it is transactional", async () => {
    await claimed("transactional");
    clock.advance(11 * MINUTE);
    expect(await rescue()).toBe(1);
    expect(await states()).toEqual(["ready"]);
    expect((await database.db.query("select id from inbox")).rows).toEqual([]);
  });

  test("of a sender known to be dead is not waited for", async () => {
    await claimed("triggered", "machine/1/dead");
    expect(await rescue((claimer) => claimer === "machine/1/dead")).toBe(1);
    expect(await states()).toEqual(["unknown"]);
  });
});
