import { type CampaignDocument, type Decide, decide, deriveId, type Enrollment, type Event, formatInstant, HOUR, type Instant, MINUTE } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { DefinitionsCache } from "../engine/definitionsCache.ts";
import { newId } from "../ids.ts";
import { insertCourse, publishVersion } from "./campaigns.ts";
import { type InboxKind, type InboxRow, putInInbox } from "./inbox.ts";
import { type BatchSummary, type ProcessOptions, processBatch } from "./process.ts";
import { insertWorkspace } from "./workspaces.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const ALL = Array.from({ length: 256 }, (_, bucket) => bucket);
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  for (const table of [
    "inbox",
    "timers",
    "sends",
    "enrollments",
    "decisions",
    "events",
    "profiles",
    "identities",
    "dead_letters",
    "campaign_versions",
    "campaigns",
    "workspaces",
  ])
    await database.db.query(`delete from ${table}`);
  await database.db.query("update buckets set owner = 'me'");
  const settings = { timeZone: "UTC", sessionTimeout: "PT30M", quietHours: null, frequencyCaps: [], holdout: 0, topics: [], sender: null };
  await insertWorkspace(database.db, { id: 1, name: "Shop", settings, createdAt: NOON });
});

/** A profile id in a bucket of choice. */
function aProfileId(bucket = 7, serial = Math.floor(Math.random() * 1e9)): string {
  return deriveId(NOON, "profile", String(serial)).slice(0, -2) + bucket.toString(16).padStart(2, "0");
}

async function launch(document: Partial<CampaignDocument> & Pick<CampaignDocument, "key">): Promise<string> {
  const id = newId(NOON);
  const whole: CampaignDocument = {
    name: document.key,
    trigger: { kind: "event", event: "Cart Updated" } as never,
    message: { channel: "email", subject: "Hi", body: { format: "text", source: "Hi" } },
    ...document,
  };
  await insertCourse(database.db, { kind: "campaign", id, workspaceId: 1, draft: whole, now: NOON });
  await publishVersion(database.db, id, 1, whole, "test", NOON);
  await database.db.query("update workspaces set definitions_version = definitions_version + 1");
  return id;
}

function anEvent(name: string, at: Instant, more: Partial<Event> = {}): Event {
  const id = newId(at);
  return { id, kind: "track", name, properties: {}, at, receivedAt: at, source: "test", messageId: id, context: {}, ...more };
}

function rowOf(profileId: string, kind: InboxKind, body: unknown, acceptedAt: Instant): InboxRow {
  const id = kind === "event" ? (body as Event).id : newId(acceptedAt);
  return { id, workspaceId: 1, profileId, kind, body, acceptedAt };
}

async function give(profileId: string, ...events: Event[]): Promise<void> {
  await putInInbox(
    database.db,
    events.map((event) => rowOf(profileId, "event", event, event.receivedAt)),
  );
}

function batch(now: Instant, more: Partial<ProcessOptions> = {}): Promise<BatchSummary> {
  return processBatch(database.db, { owner: "me", buckets: ALL, limit: 500, now, definitions: new DefinitionsCache(), decide, ...more });
}

async function all<Row>(statement: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.db.query<Row>(statement, values)).rows;
}

async function log(): Promise<string[]> {
  const rows = await all<{ outcome: string; reason: string | null }>("select outcome, reason from decisions order by at, id");
  return rows.map((row) => (row.reason === null ? row.outcome : `${row.outcome} ${row.reason}`)).sort();
}

describe("one event", () => {
  test("makes its profile, joins its history and leaves the inbox", async () => {
    const ann = aProfileId();
    await give(ann, anEvent("Cart Updated", NOON, { attributes: { email: "Ann@shop.example", name: "Ann" } }));
    const summary = await batch(NOON);
    expect(summary).toMatchObject({ inputs: 1, sendsReady: 0, deadLetters: 0 });
    expect(await all("select id, attributes, search, last_seen_at as seen from profiles")).toEqual([
      { id: ann, attributes: { email: "Ann@shop.example", name: "Ann" }, search: "ann ann@shop.example shop.example", seen: NOON },
    ]);
    expect((await all<{ name: string }>("select name from events order by name")).map((row) => row.name)).toEqual(["Cart Updated", "Session Started"]);
    expect(await all("select id from inbox")).toEqual([]);
  });

  test("that triggers makes one ready send, to the address it carries itself", async () => {
    await launch({ key: "cart" });
    await give(aProfileId(), anEvent("Cart Updated", NOON, { attributes: { email: "ann@shop.example" } }));
    expect((await batch(NOON)).sendsReady).toBe(1);
    expect(await all("select address, state, lane from sends")).toEqual([{ address: "ann@shop.example", state: "ready", lane: 1 }]);
    expect(await log()).toEqual(["cleared", "entered"]);
  });

  test("goes to the newest mail identity where the profile states none", async () => {
    await launch({ key: "cart" });
    const ann = aProfileId();
    await database.db.query("insert into identities values (1, 'email', 'old@shop.example', $1, $2), (1, 'email', 'new@shop.example', $1, $3)", [
      ann,
      formatInstant(NOON - HOUR),
      formatInstant(NOON),
    ]);
    await give(ann, anEvent("Cart Updated", NOON));
    await batch(NOON);
    expect(await all("select address from sends")).toEqual([{ address: "new@shop.example" }]);
  });
});

describe("order", () => {
  test("events of a profile are taken in the order of acceptance, whatever the size of the batch", async () => {
    const ann = aProfileId();
    const events = Array.from({ length: 30 }, (_, index) => anEvent("Step", NOON + index, { attributes: { step: index } }));
    await give(ann, ...events.reverse());
    while ((await batch(NOON + MINUTE, { limit: 7 })).inputs > 0);
    expect(await all("select attributes from profiles")).toEqual([{ attributes: { step: 29 } }]);
    expect(await all("select count(*) as count from events where name = 'Step'")).toEqual([{ count: 30 }]);
  });

  test("a timer due before an event was accepted fires before it, also when the worker comes late", async () => {
    await launch({ key: "cart", delay: { kind: "for", duration: "PT30M" } as never, unless: [{ event: "Order Completed" }] });
    const [ann, bob] = [aProfileId(1), aProfileId(2)];
    for (const id of [ann, bob]) await give(id, anEvent("Cart Updated", NOON, { attributes: { email: "a@shop.example" } }));
    await batch(NOON);
    await give(ann, anEvent("Order Completed", NOON + 29 * MINUTE));
    await give(bob, anEvent("Order Completed", NOON + 31 * MINUTE));
    await batch(NOON + 2 * HOUR);
    const states = await all<{ profile_id: string; body: Enrollment }>("select profile_id, body from enrollments");
    expect(states.find((row) => row.profile_id === ann)?.body).toMatchObject({ status: "ended", endReason: "exception" });
    expect(states.find((row) => row.profile_id === bob)?.body).toMatchObject({ status: "sending", calledBack: "exception" });
  });

  test("a timer waits for older rows that a cut batch has left behind", async () => {
    await launch({ key: "cart", delay: { kind: "for", duration: "PT30M" } as never, unless: [{ event: "Order Completed" }] });
    const ann = aProfileId();
    await give(ann, anEvent("Cart Updated", NOON, { attributes: { email: "a@shop.example" } }));
    await batch(NOON);
    const noise = Array.from({ length: 40 }, (_, index) => anEvent("Noise", NOON + MINUTE + index));
    await give(ann, ...noise, anEvent("Order Completed", NOON + 2 * MINUTE));
    while ((await batch(NOON + HOUR, { limit: 4 })).inputs > 0);
    expect(await all("select end_reason from enrollments")).toEqual([{ end_reason: "exception" }]);
    expect(await all("select id from sends")).toEqual([]);
  });

  test("nobody's event waits until the timers of a crowd in the same bucket are through, and everybody's own timers still come first", async () => {
    await launch({ key: "cart", delay: { kind: "for", duration: "PT30M" } as never, unless: [{ event: "Order Completed" }] });
    const crowd = Array.from({ length: 30 }, (_, serial) => aProfileId(7, serial)).sort();
    const [last, other] = [crowd.at(-1) as string, aProfileId(7, 99)];
    for (const id of crowd) await give(id, anEvent("Cart Updated", NOON, { attributes: { email: `${id}@shop.example` } }));
    while ((await batch(NOON)).inputs > 0);
    await give(other, anEvent("Page Viewed", NOON + 31 * MINUTE));
    await give(last, anEvent("Order Completed", NOON + 31 * MINUTE));
    const { unfinished } = await batch(NOON + HOUR, { limit: 8 });
    expect(unfinished).toEqual(new Set([7]));
    expect(await all("select profile_id from events where name in ('Page Viewed', 'Order Completed') order by name")).toEqual([
      { profile_id: last },
      { profile_id: other },
    ]);
    const states = await all<{ profile_id: string; body: Enrollment }>("select profile_id, body from enrollments where body ->> 'calledBack' is not null");
    expect(states).toMatchObject([{ profile_id: last, body: { status: "sending", calledBack: "exception" } }]);
  });

  test("a delay that ran out while nobody worked ends before what came after it", async () => {
    await launch({ key: "cart", delay: { kind: "for", duration: "PT30M" } as never, unless: [{ event: "Order Completed" }] });
    const ann = aProfileId();
    await give(ann, anEvent("Cart Updated", NOON, { attributes: { email: "a@shop.example" } }), anEvent("Order Completed", NOON + 10 * MINUTE));
    await batch(NOON + 5 * HOUR);
    expect(await all("select end_reason from enrollments")).toEqual([{ end_reason: "exception" }]);
    expect(await all("select id from sends")).toEqual([]);
  });
});

describe("what cannot be decided", () => {
  const failing: Decide = (state, input, definitions, now) => {
    if (input.kind === "event" && input.event.name === "Poison") throw new Error("no cure");
    return decide(state, input, definitions, now);
  };

  test("becomes a dead letter and costs its neighbours nothing", async () => {
    const ann = aProfileId();
    await give(ann, anEvent("Before", NOON), anEvent("Poison", NOON + 1), anEvent("After", NOON + 2));
    const summary = await batch(NOON + MINUTE, { decide: failing });
    expect(summary).toMatchObject({ inputs: 3, deadLetters: 1 });
    const [letter] = await all<{ reason: string; detail: string; body: { form: string; input: { kind: string; body: { name: string } } } }>(
      "select reason, detail, body from dead_letters",
    );
    expect(letter?.reason).toBe("not_decided");
    expect(letter?.detail).toMatch(/no cure/);
    expect(letter?.body.input.body.name).toBe("Poison");
    expect((await all<{ name: string }>("select name from events where kind = 'track' order by id")).map((row) => row.name)).toEqual(["Before", "After"]);
  });
});

describe("the fence", () => {
  test("buckets of somebody else are left alone", async () => {
    await database.db.query("update buckets set owner = 'other' where bucket = 7");
    await give(aProfileId(7), anEvent("Cart Updated", NOON));
    const summary = await batch(NOON);
    expect(summary).toMatchObject({ inputs: 0, lost: [7] });
    expect(await all("select id from inbox")).toHaveLength(1);
  });

  test("two batches at once take every row once", async () => {
    const ids = Array.from({ length: 60 }, (_, index) => aProfileId(index % 5, index));
    for (const id of ids) await give(id, anEvent("Cart Updated", NOON));
    const [a, b] = await Promise.all([batch(NOON), batch(NOON)]);
    expect(a.inputs + b.inputs).toBe(60);
    expect(await all("select count(*) as count from events where name = 'Cart Updated'")).toEqual([{ count: 60 }]);
  });
});

describe("a send called back", () => {
  test("while ready is skipped, and its outcome waits in the inbox", async () => {
    await launch({ key: "cart", unless: [{ event: "Order Completed" }] });
    const ann = aProfileId();
    await give(ann, anEvent("Cart Updated", NOON, { attributes: { email: "a@shop.example" } }));
    await batch(NOON);
    await give(ann, anEvent("Order Completed", NOON + 1));
    await batch(NOON + 1);
    expect(await all("select state, reason from sends")).toEqual([{ state: "skipped", reason: "exception" }]);
    await batch(NOON + 2);
    expect(await all("select status, end_reason from enrollments")).toEqual([{ status: "ended", end_reason: "exception" }]);
  });

  test("while with the sender waits for the sender's word", async () => {
    await launch({ key: "cart", unless: [{ event: "Order Completed" }] });
    const ann = aProfileId();
    await give(ann, anEvent("Cart Updated", NOON, { attributes: { email: "a@shop.example" } }));
    await batch(NOON);
    await database.db.query("update sends set state = 'sending'");
    await give(ann, anEvent("Order Completed", NOON + 1));
    await batch(NOON + 1);
    expect(await all("select kind from inbox")).toEqual([]);
    expect(await all("select status from enrollments")).toEqual([{ status: "sending" }]);
  });
});

describe("re-entry", () => {
  test("past enrollments are found when a trigger comes again", async () => {
    await launch({ key: "cart", reentry: { kind: "once" } });
    const ann = aProfileId();
    await give(ann, anEvent("Cart Updated", NOON, { attributes: { email: "a@shop.example" } }));
    await batch(NOON);
    const [send] = await all<{ id: string; enrollment_id: string }>("select id, enrollment_id from sends");
    await putInInbox(database.db, [
      rowOf(ann, "outcome", { sendId: send?.id, enrollmentId: send?.enrollment_id, outcome: { state: "sent", providerId: null }, at: NOON + 1 }, NOON + 1),
    ]);
    await batch(NOON + 1);
    await give(ann, anEvent("Cart Updated", NOON + HOUR));
    await batch(NOON + HOUR);
    expect(await log()).toEqual(["cleared", "entered", "not_entered reentry", "sent"]);
  });
});

describe("an older version", () => {
  test("with people inside is known to the batch that meets them", async () => {
    const id = await launch({ key: "cart", delay: { kind: "for", duration: "PT30M" } as never, unless: [{ event: "Order Completed" }] });
    const ann = aProfileId();
    await give(ann, anEvent("Cart Updated", NOON, { attributes: { email: "a@shop.example" } }));
    await batch(NOON);
    const [old] = await all<{ document: CampaignDocument }>("select document from campaign_versions where campaign_id = $1", [id]);
    await publishVersion(database.db, id, 2, { ...(old as { document: CampaignDocument }).document, unless: [] }, "test", NOON);
    await database.db.query("update workspaces set definitions_version = definitions_version + 1");
    await give(ann, anEvent("Order Completed", NOON + 1));
    await batch(NOON + 1);
    expect(await all("select version, end_reason from enrollments")).toEqual([{ version: 1, end_reason: "exception" }]);
  });
});

describe("engagement", () => {
  test("an open fills the send's column and the enrollment, one by a machine does not", async () => {
    await launch({ key: "cart" });
    const ann = aProfileId();
    await give(ann, anEvent("Cart Updated", NOON, { attributes: { email: "a@shop.example" } }));
    await batch(NOON);
    const [send] = await all<{ id: string; enrollment_id: string; campaign_id: string }>("select id, enrollment_id, campaign_id from sends");
    const message = { sendId: String(send?.id), enrollmentId: String(send?.enrollment_id), campaignId: String(send?.campaign_id), channel: "email" };
    await give(ann, anEvent("Message Opened", NOON + 1, { kind: "internal", message, flags: ["machine"] }));
    await batch(NOON + 1);
    expect(await all("select opened_at from sends")).toEqual([{ opened_at: null }]);
    await give(ann, anEvent("Message Opened", NOON + 2, { kind: "internal", message }), anEvent("Message Opened", NOON + 9, { kind: "internal", message }));
    await batch(NOON + 9);
    expect(await all("select opened_at from sends")).toEqual([{ opened_at: NOON + 2 }]);
    expect((await all<{ body: Enrollment }>("select body from enrollments"))[0]?.body.openedAt).toBe(NOON + 2);
  });
});

describe("a merge", () => {
  const merge = (to: string, from: string, at: Instant) => putInInbox(database.db, [rowOf(to, "merge", { from, at }, at)]);

  test("folds the other profile into the survivor, with what waits for it, across buckets", async () => {
    await launch({ key: "cart", delay: { kind: "for", duration: "PT30M" } as never });
    const [ann, anon] = [aProfileId(3), aProfileId(200)];
    await give(anon, anEvent("Cart Updated", NOON));
    await give(ann, anEvent("Profile Identified", NOON, { attributes: { email: "ann@shop.example" } }));
    await batch(NOON);
    await give(anon, anEvent("Seen", NOON + 1, { attributes: { color: "red" } }));
    await merge(ann, anon, NOON + 2);
    await batch(NOON + 3, { buckets: [3] });
    expect(await all("select id, merged_into, attributes ->> 'color' as color from profiles order by merged_into nulls first")).toEqual([
      { id: ann, merged_into: null, color: "red" },
      { id: anon, merged_into: ann, color: "red" },
    ]);
    expect(await all("select bucket, profile_id, body ->> 'profileId' as inside from enrollments")).toEqual([{ bucket: 3, profile_id: ann, inside: ann }]);
    expect((await all<{ profile_id: string }>("select distinct profile_id from timers")).map((row) => row.profile_id)).toEqual([ann]);
    expect(await all("select id from inbox")).toEqual([]);
    await batch(NOON + 31 * MINUTE);
    expect(await all("select bucket, address from sends")).toEqual([{ bucket: 3, address: "ann@shop.example" }]);
  });

  test("forwards what comes for the merged profile later", async () => {
    const [ann, anon] = [aProfileId(3), aProfileId(200)];
    await give(anon, anEvent("Seen", NOON));
    await merge(ann, anon, NOON + 1);
    await batch(NOON + 1);
    await give(anon, anEvent("Seen", NOON + 2, { attributes: { size: "xl" } }));
    const summary = await batch(NOON + 2);
    expect([...summary.unfinished]).toEqual([3]);
    await batch(NOON + 2);
    expect(await all("select attributes ->> 'size' as size from profiles where id = $1", [ann])).toEqual([{ size: "xl" }]);
  });

  test("of a chain in one batch brings all to the last survivor", async () => {
    await launch({ key: "cart", delay: { kind: "for", duration: "PT30M" } as never });
    const [a, b, c] = [aProfileId(1), aProfileId(2), aProfileId(3)];
    await give(a, anEvent("Cart Updated", NOON));
    await merge(b, a, NOON + 1);
    await merge(c, b, NOON + 2);
    await give(c, anEvent("Seen", NOON + 3));
    await batch(NOON + 4);
    expect(await all("select id, merged_into from profiles order by bucket")).toEqual([
      { id: a, merged_into: b },
      { id: b, merged_into: c },
      { id: c, merged_into: null },
    ]);
    expect(await all("select profile_id from enrollments")).toEqual([{ profile_id: c }]);
    expect(await all("select distinct profile_id from timers")).toEqual([{ profile_id: c }]);
  });

  test("with itself changes nothing", async () => {
    const ann = aProfileId(3);
    await give(ann, anEvent("Seen", NOON));
    await batch(NOON);
    await merge(ann, ann, NOON + 1);
    await batch(NOON + 1);
    expect(await all("select merged_into from profiles")).toEqual([{ merged_into: null }]);
    expect(await all("select kind from timers")).toEqual([{ kind: "session" }]);
  });

  test("two at once across the same buckets both end", async () => {
    const [a, b, c, d] = [aProfileId(1), aProfileId(2), aProfileId(2), aProfileId(1)];
    for (const id of [a, b, c, d]) await give(id, anEvent("Seen", NOON));
    await merge(a, b, NOON + 1);
    await merge(c, d, NOON + 1);
    await Promise.all([batch(NOON + 1, { buckets: [1] }), batch(NOON + 1, { buckets: [2] })]);
    expect(await all("select count(*) as count from profiles where merged_into is not null")).toEqual([{ count: 2 }]);
  });
});
