import { type CampaignChange, type CampaignDocument, decide, type Enrollment, type Event, HOUR, type Instant, MINUTE } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { newId } from "../ids.ts";
import { noteCampaignChanges } from "../store/campaignChanges.ts";
import { insertCourse, publishVersion, setStatus } from "../store/campaigns.ts";
import { putInInbox } from "../store/inbox.ts";
import { processBatch } from "../store/process.ts";
import { bumpDefinitions, insertWorkspace } from "../store/workspaces.ts";
import { CampaignStarter } from "./campaignStarter.ts";
import { DefinitionsCache } from "./definitionsCache.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const ALL = Array.from({ length: 256 }, (_, bucket) => bucket);
const clock = testClock(NOON);
let database: TestDatabase;
let campaignId: string;

beforeAll(async () => {
  database = await testDatabase();
  await database.db.query("update buckets set owner = 'me'");
});
afterAll(() => database.drop());

beforeEach(async () => {
  clock.set(NOON);
  for (const table of [
    "inbox",
    "timers",
    "sends",
    "enrollments",
    "decisions",
    "events",
    "profiles",
    "campaign_changes",
    "campaign_versions",
    "campaigns",
    "workspaces",
  ])
    await database.db.query(`delete from ${table}`);
  const settings = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], sender: null };
  await insertWorkspace(database.db, { id: 1, name: "Shop", settings, createdAt: NOON });
});

async function launch(document: Partial<CampaignDocument>): Promise<void> {
  campaignId = newId(NOON);
  const whole: CampaignDocument = {
    key: "c",
    name: "c",
    trigger: { kind: "event", event: "Cart Updated" } as never,
    message: { channel: "email", subject: "Hi", body: { format: "text", source: "Hi" } },
    ...document,
  };
  await insertCourse(database.db, { kind: "campaign", id: campaignId, workspaceId: 1, draft: whole, now: NOON });
  await publishVersion(database.db, campaignId, 1, whole, "test", NOON);
  await bumpDefinitions(database.db, 1);
}

function note(change: CampaignChange, at: Instant = clock.now(), version = 1): Promise<void> {
  return noteCampaignChanges(database.db, [{ id: newId(at), workspaceId: 1, campaignId, version, change, at }]);
}

async function give(people: number, event: Partial<Event>): Promise<void> {
  const now = clock.now();
  await putInInbox(
    database.db,
    Array.from({ length: people }, () => {
      const id = newId(now);
      const body: Event = { id, kind: "track", name: "Seen", properties: {}, at: now, receivedAt: now, source: "test", messageId: id, context: {}, ...event };
      return { id, workspaceId: 1, profileId: newId(now), kind: "event" as const, body, acceptedAt: now };
    }),
  );
  await work();
}

async function work(): Promise<void> {
  while (
    (await processBatch(database.db, { owner: "me", buckets: ALL, limit: 500, now: clock.now(), definitions: new DefinitionsCache(), decide })).inputs > 0
  );
}

const woken = new Set<number>();
function aStarter(chunk = 500) {
  return new CampaignStarter({
    db: database.db,
    clock,
    chunk,
    onError: () => {},
    wake: (buckets) => {
      for (const bucket of buckets) woken.add(bucket);
    },
  });
}

async function tellAll(starter = aStarter()): Promise<void> {
  while (await starter.runOnce());
}

async function reasons(): Promise<(string | null)[]> {
  return (await database.db.query<{ reason: string | null }>("select end_reason as reason from enrollments order by id")).rows.map((row) => row.reason);
}

describe("a change of a campaign", () => {
  test("stopped lets everyone inside leave, each told once though told in chunks", async () => {
    await launch({ delay: { kind: "for", duration: "PT1H" } as never });
    await give(25, { name: "Cart Updated" });
    await setStatus(database.db, campaignId, "stopped", NOON);
    await bumpDefinitions(database.db, 1);
    await note("stopped");
    const starter = aStarter(10);
    await starter.runOnce();
    await aStarter(10).runOnce();
    await tellAll(aStarter(10));
    const { rows } = await database.db.query<{ count: number; people: number }>("select count(*) as count, count(distinct profile_id) as people from inbox");
    expect(rows).toEqual([{ count: 25, people: 25 }]);
    await work();
    expect(await reasons()).toEqual(Array(25).fill("campaign_stopped"));
  });

  test("launched arms the dates of people who were there before", async () => {
    await give(3, { attributes: { renewal: "2026-11-30" } });
    await give(2, { attributes: { color: "red" } });
    await launch({ trigger: { kind: "date", attribute: "renewal", at: "09:00" } as never });
    await note("launched");
    await tellAll();
    await work();
    const { rows } = await database.db.query<{ at: Instant; count: number }>("select at, count(*) as count from timers where kind = 'date' group by at");
    expect(rows).toEqual([{ at: Date.UTC(2026, 10, 30, 9), count: 3 }]);
  });

  test("launched of an event trigger concerns nobody", async () => {
    await give(3, {});
    await launch({});
    await note("launched");
    await tellAll();
    expect((await database.db.query("select id from inbox")).rows).toEqual([]);
    expect((await database.db.query("select id from campaign_changes where done_at is null")).rows).toEqual([]);
  });

  test("ended takes effect at its instant and not before", async () => {
    await launch({ delay: { kind: "for", duration: "PT5H" } as never, life: { timeZone: "UTC", end: "2026-11-23T14:00", atEnd: "exit" } });
    await give(1, { name: "Cart Updated" });
    await note("ended", NOON + 2 * HOUR);
    clock.set(NOON + 2 * HOUR - 1);
    expect(await aStarter().runOnce()).toBe(false);
    clock.set(NOON + 2 * HOUR);
    await tellAll();
    await work();
    expect(await reasons()).toEqual(["campaign_ended"]);
  });

  test("an end that a later launch moved is no end any more", async () => {
    await launch({ delay: { kind: "for", duration: "PT5H" } as never, life: { timeZone: "UTC", end: "2026-11-23T14:00", atEnd: "exit" } });
    await give(1, { name: "Cart Updated" });
    await note("ended", NOON + 2 * HOUR);
    const { rows } = await database.db.query<{ document: CampaignDocument }>("select document from campaign_versions");
    await publishVersion(database.db, campaignId, 2, { ...(rows[0] as { document: CampaignDocument }).document, life: { timeZone: "UTC" } }, "test", NOON);
    await bumpDefinitions(database.db, 1);
    clock.set(NOON + 2 * HOUR);
    await tellAll();
    await work();
    expect(await reasons()).toEqual([null]);
  });

  test("resumed lets the held go on", async () => {
    await launch({});
    await setStatus(database.db, campaignId, "live", NOON);
    await launch({ key: "d", delay: { kind: "for", duration: "PT10M" } as never });
    await give(2, { name: "Cart Updated", attributes: { email: "a@shop.example" } });
    await setStatus(database.db, campaignId, "paused", NOON);
    await bumpDefinitions(database.db, 1);
    clock.set(NOON + 10 * MINUTE);
    await work();
    const states = async () =>
      (await database.db.query<{ body: Enrollment }>("select body from enrollments where campaign_id = $1", [campaignId])).rows.map((row) => row.body.status);
    expect(await states()).toEqual(["held", "held"]);
    await setStatus(database.db, campaignId, "live", NOON);
    await bumpDefinitions(database.db, 1);
    await note("resumed");
    await tellAll();
    await work();
    expect(await states()).toEqual(["sending", "sending"]);
  });
});
