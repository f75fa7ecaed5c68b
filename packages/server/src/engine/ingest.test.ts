import { INTERNAL, newProfile } from "@beckon/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import type { Acceptance, IncomingEvent } from "./incoming.ts";
import { createIngest, type IngestDeps } from "./ingest.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
let database: TestDatabase;
let serial = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

function anEvent(more: Partial<IncomingEvent> = {}): IncomingEvent {
  serial += 1;
  return {
    workspaceId: 1,
    source: "segment",
    messageId: `m-${serial}`,
    kind: "track",
    name: "Cart Viewed",
    properties: {},
    at: null,
    context: {},
    identifiers: [{ kind: "user_id", value: `u-${serial}` }],
    ...more,
  };
}

function anIngest(more: Partial<IngestDeps> = {}) {
  return createIngest({ db: database.db, clock: testClock(NOW), ...more });
}

function accepted(acceptance: Acceptance | undefined) {
  if (acceptance?.status !== "accepted") throw new Error(`not accepted: ${JSON.stringify(acceptance)}`);
  return acceptance;
}

async function inboxOf(profileId: string) {
  const { rows } = await database.db.query<{ id: string; kind: string; body: Record<string, unknown> }>(
    "select id, kind, body from inbox where profile_id = $1 order by id",
    [profileId],
  );
  return rows;
}

async function letters() {
  const { rows } = await database.db.query<{ reason: string; detail: string; body: Record<string, unknown> }>(
    "select reason, detail, body from dead_letters order by id",
  );
  return rows;
}

describe("accept", () => {
  test("an accepted event waits in its profile's inbox, whole", async () => {
    const event = anEvent({ properties: { total: 120 }, attributes: { plan: "pro" }, at: NOW - 5_000 });
    const { id, profileId } = accepted((await anIngest().accept([event]))[0]);
    const rows = await inboxOf(profileId);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      id,
      kind: "event",
      body: { id, name: "Cart Viewed", at: NOW - 5_000, receivedAt: NOW, properties: { total: 120 }, attributes: { plan: "pro" }, messageId: event.messageId },
    });
  });

  test("a repeated message id is a duplicate, in one call, in two at once and later", async () => {
    const ingest = anIngest();
    const event = anEvent();
    const [together, again] = await Promise.all([ingest.accept([event, event]), ingest.accept([event])]);
    expect([...together, ...again].map((answer) => answer.status).sort()).toEqual(["accepted", "duplicate", "duplicate"]);
    expect((await anIngest().accept([event]))[0]?.status).toBe("duplicate");
    expect((await ingest.accept([{ ...event, source: "stripe" }]))[0]?.status).toBe("accepted");
  });

  test("events of one profile keep the order of acceptance", async () => {
    const ingest = anIngest({ batchSize: 7 });
    const identifiers = [{ kind: "user_id", value: "in-order" }];
    const calls = Array.from({ length: 10 }, (_, call) =>
      ingest.accept(Array.from({ length: 5 }, (_, index) => anEvent({ identifiers, properties: { n: call * 5 + index } }))),
    );
    const answers = (await Promise.all(calls)).flat();
    const rows = await inboxOf(accepted(answers[0]).profileId);
    expect(rows.map((row) => (row.body["properties"] as { n: number }).n)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test("a bad event is refused and kept as a dead letter, once, and its neighbours are taken", async () => {
    const bad = anEvent({ identifiers: [{ kind: "user_id", value: "null" }] });
    const answers = await anIngest().accept([anEvent(), bad, anEvent()]);
    expect(answers.map((answer) => answer.status)).toEqual(["accepted", "rejected", "accepted"]);
    await anIngest().accept([bad]);
    const kept = (await letters()).filter((letter) => (letter.body["event"] as IncomingEvent).messageId === bad.messageId);
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ reason: "no_identifier", detail: expect.stringContaining("`null`") });
  });

  test("what only the database can refuse costs nobody else", async () => {
    const bad = anEvent({ profileId: "not-a-uuid", identifiers: [] });
    const answers = await anIngest().accept([anEvent(), anEvent(), bad, anEvent(), anEvent()]);
    expect(answers.map((answer) => answer.status)).toEqual(["accepted", "accepted", "rejected", "accepted", "accepted"]);
  });

  test("NUL and half a surrogate pair are mended wherever they stand", async () => {
    const event = anEvent({
      name: "A\0B",
      properties: { "k\0": "x\0y", pair: "a\ud800b", literal: "\\u0000" },
      identifiers: [{ kind: "user_id", value: "nul\0user" }],
    });
    const { profileId } = accepted((await anIngest().accept([event]))[0]);
    expect((await inboxOf(profileId))[0]?.body).toMatchObject({ name: "AB", properties: { k: "xy", pair: "a\ufffdb", literal: "\\u0000" } });
  });

  test("a time in the future is clamped and flagged, one that makes no sense too", async () => {
    const answers = await anIngest().accept([anEvent({ at: NOW + 3_600_000 }), anEvent({ at: 0 }), anEvent({ at: Number.NaN }), anEvent({ at: NOW + 10_000 })]);
    const bodies = await Promise.all(answers.map(async (answer) => (await inboxOf(accepted(answer).profileId))[0]?.body));
    expect(bodies.map((body) => [body?.["at"], body?.["flags"]])).toEqual([
      [NOW, ["future"]],
      [NOW, ["odd_time"]],
      [NOW, ["odd_time"]],
      [NOW, undefined],
    ]);
  });

  test("the worker is woken after the commit with the buckets that have work", async () => {
    const woken: number[] = [];
    const [answer] = await anIngest({ wake: (buckets) => woken.push(...buckets) }).accept([anEvent()]);
    expect(woken).toEqual([Number.parseInt(accepted(answer).profileId.slice(-2), 16)]);
  });

  test("an event about a known profile needs no identifier", async () => {
    const { id } = newProfile("01900000-0000-7000-8000-00000000abcd", 1, NOW);
    const [answer] = await anIngest().accept([anEvent({ profileId: id, identifiers: [], kind: "internal", name: INTERNAL.messageOpened })]);
    expect(accepted(answer).profileId).toBe(id);
  });
});
