import { DAY } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { type MailWorld, mailWorld, scriptedChannel } from "../../../../test/mailWorld.ts";
import { newId } from "../ids.ts";
import { answersOf, keepAnswers } from "../store/answers.ts";
import { putDeadLetters } from "../store/deadLetters.ts";
import type { RetentionSetting } from "../store/workspaces.ts";
import { Janitor } from "./janitor.ts";
import { previewRetention } from "./retention.ts";

const KEPT_FOR_EVER: RetentionSetting = { events: null, decisions: null, messageBodies: null, deadLetters: null };

let database: TestDatabase;
let clock: ReturnType<typeof testClock>;
let world: MailWorld;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

async function begin(retention: RetentionSetting): Promise<void> {
  clock = testClock(Date.UTC(2026, 10, 23, 12));
  await database.db.query("delete from dead_letters");
  world = await mailWorld(database.db, clock, { retention });
}

/** Somebody gets a mail today. */
async function mailed(user: string): Promise<void> {
  await world.event(user, "Cart Updated", { total: 1 });
  await world.work();
  await world.sender(scriptedChannel()).runOnce();
  await world.work();
}

async function clean(): Promise<void> {
  const janitor = new Janitor({ db: database.db, clock, onError: () => {} });
  while (await janitor.runOnce());
}

async function count(what: string): Promise<number> {
  return (await database.db.query<{ count: number }>(`select count(*) as count from ${what}`)).rows[0]?.count ?? 0;
}

test("what retention removes is told in one line of the audit log", async () => {
  await begin({ ...KEPT_FOR_EVER, events: 30 });
  await mailed("told");
  clock.advance(40 * DAY);
  await clean();
  const { rows } = await database.db.query("select actor_kind, sentence, changes -> 0 -> 'after' -> 'events' > '0' as some from audit_entries");
  expect(rows).toEqual([{ actor_kind: "system", sentence: "removed what the retention of the workspace no longer keeps", some: true }]);
});

describe("old data", () => {
  beforeEach(() => begin(KEPT_FOR_EVER));

  test("is kept for ever where nobody said otherwise", async () => {
    await world.launch();
    await mailed("ann");
    const before = await count("events");
    clock.advance(4_000 * DAY);
    await clean();
    expect([await count("events"), await count("messages where text <> ''")]).toEqual([before, 1]);
  });

  test("goes by its age, and only what is older", async () => {
    await begin({ events: 100, decisions: 100, messageBodies: 10, deadLetters: 30 });
    await world.launch();
    await mailed("ann");
    await putDeadLetters(database.db, [
      { id: newId(clock.now()), workspaceId: 1, profileId: null, source: "test", reason: "broken", detail: "", body: {}, at: clock.now() },
    ]);
    // Her session ends.
    clock.advance(DAY);
    await world.work();
    clock.advance(89 * DAY);
    await mailed("bob");
    const young = await count("events where profile_id in (select profile_id from identities where value = 'bob')");
    clock.advance(12 * DAY);
    expect(await previewRetention(database.db, clock, 1, { events: 100, decisions: 100, messageBodies: 10, deadLetters: 30 })).toMatchObject({
      messageBodies: { rows: 2, exact: true },
      deadLetters: { rows: 1 },
      events: { rows: (await count("events")) - young },
    });
    await clean();
    expect(await count("events")).toBe(young);
    expect(await count("decisions where profile_id not in (select profile_id from identities where value = 'bob')")).toBe(0);
    expect(await count("dead_letters")).toBe(0);
    expect([await count("messages where text <> ''"), await count("messages where subject <> ''")]).toEqual([0, 2]);
    expect(await count("sends where state = 'sent'")).toBe(2);
    expect(await count("profiles")).toBe(2);
  });

  test("takes the answers of endpoints along with the messages, and leaves the younger ones", async () => {
    await begin({ ...KEPT_FOR_EVER, messageBodies: 10 });
    const answer = {
      status: 200,
      headers: {},
      body: "ok",
      ms: 1,
      result: "accepted",
      detail: "",
      profileId: newId(clock.now()),
      sendId: newId(clock.now()),
    } as const;
    await keepAnswers(database.db, [
      { ...answer, attempt: 1, at: clock.now() - 11 * DAY },
      { ...answer, attempt: 2, at: clock.now() - 9 * DAY },
    ]);
    await clean();
    expect((await answersOf(database.db, answer.profileId, answer.sendId)).map(({ attempt }) => attempt)).toEqual([2]);
  });

  test("stays while its person waits in a campaign, and the message still comes", async () => {
    await begin({ ...KEPT_FOR_EVER, events: 30, decisions: 30 });
    await world.launch({ delay: { kind: "for", duration: "P60D" } as never });
    await world.event("ann", "Cart Updated", { total: 1 });
    await world.event("bob", "Seen");
    await world.work();
    clock.advance(59 * DAY);
    await clean();
    expect(await count("events where name = 'Cart Updated'")).toBe(1);
    expect(await count("events where name = 'Seen'")).toBe(0);
    expect(await count("decisions")).toBeGreaterThan(0);
    clock.advance(2 * DAY);
    await world.work();
    const channel = scriptedChannel();
    await world.sender(channel).runOnce();
    expect(channel.mails).toHaveLength(1);
  });
});
