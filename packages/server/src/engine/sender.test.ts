import { contentBlockTag, HOUR, MINUTE, SECOND } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { type MailWorld, mailWorld, scriptedChannel, until } from "../../../../test/mailWorld.ts";
import { systemClock } from "../clock.ts";
import { newId } from "../ids.ts";
import { setPins } from "../store/campaignBlocks.ts";
import { putInInbox } from "../store/inbox.ts";
import { readKept } from "../store/messageList.ts";
import { ChannelGate } from "./channelHealth.ts";
import { ContentBlockDesk } from "./contentBlockDesk.ts";
import { SegmentDesk } from "./segmentDesk.ts";
import { SendRescuer } from "./sendRescuer.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
let database: TestDatabase;
let clock: ReturnType<typeof testClock>;
let world: MailWorld;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  clock = testClock(NOON);
  world = await mailWorld(database.db, clock);
});

/** A list needs no long work. */
const NO_JOBS = {} as ConstructorParameters<typeof SegmentDesk>[0]["jobs"];

/** Ann fills her cart and the decision to write to her is made. */
async function decided(document: Parameters<MailWorld["launch"]>[0] = {}, user = "ann"): Promise<string> {
  await world.launch(document);
  const profileId = await world.event(user, "Cart Updated", { total: 120 });
  await world.work();
  return profileId;
}

describe("a ready send", () => {
  test("is handed over, kept as it left, and comes back as the profile's event", async () => {
    const profileId = await decided();
    const channel = scriptedChannel();
    expect(await world.sender(channel).runOnce()).toBe(1);
    expect(channel.mails[0]).toMatchObject({ to: "ann@shop.example", subject: "Hi you", from: { email: "hello@shop.example" } });
    expect(await world.sends()).toMatchObject([{ state: "sent", providerId: "p1", attempts: 1 }]);
    await world.work();
    expect(await world.history()).toContain("Message Sent");
    expect(await world.enrollments()).toEqual([{ status: "ended", endReason: "sent" }]);
    expect(await readKept(database.db, profileId, channel.mails[0]!.sendId)).toMatchObject({
      title: "Hi you",
      sender: "Shop <hello@shop.example>",
      html: channel.mails[0]!.html,
      text: channel.mails[0]!.text,
    });
  });

  test("says what its content block says by then, and not what it said when the sender began", async () => {
    const { db } = database;
    const desk = new ContentBlockDesk(
      db,
      clock,
      async () => [],
      () => {},
    );
    const block = await desk.create(1, { name: "sign", format: "text", source: "One" });
    await desk.publish(1, block.id, "me", "update");
    const message = { channel: "email", subject: contentBlockTag("sign"), body: { format: "text", source: "Hello" } } as const;
    const campaign = await world.launch({ message });
    await setPins(db, campaign, 1, { [block.id]: 1 });
    const channel = scriptedChannel();
    const sender = world.sender(channel);
    const send = async (user: string) => {
      await world.event(user, "Cart Updated", { total: 120 });
      await world.work();
      await sender.runOnce();
      return channel.mails.at(-1)?.subject;
    };
    expect(await send("ann")).toBe("One");
    await desk.save(1, block.id, { name: "sign", format: "text", source: "Two" }, null);
    expect(await send("bob")).toBe("One");
    await desk.publish(1, block.id, "me", "update");
    expect(await send("cleo")).toBe("Two");
  });

  test("is claimed by one of two senders", async () => {
    await decided();
    await world.event("bob", "Cart Updated", { total: 1 });
    await world.work();
    const channel = scriptedChannel();
    const taken = await Promise.all([world.sender(channel).runOnce(), world.sender(channel).runOnce()]);
    expect(taken.reduce((sum, count) => sum + count)).toBe(2);
    expect(new Set(channel.mails.map((mail) => mail.to)).size).toBe(2);
    expect(channel.mails).toHaveLength(2);
  });

  test("goes in order of lane and priority", async () => {
    await decided({ priority: 10 });
    await world.launch({ priority: 90, trigger: { kind: "event", event: "Viewed" } as never });
    await world.launch({ purpose: "transactional", priority: 0, trigger: { kind: "event", event: "Paid" } as never });
    await world.event("high", "Viewed", { total: 1 });
    await world.event("receipt", "Paid", { total: 1 });
    await world.work();
    const channel = { ...scriptedChannel(), concurrency: 1 };
    await world.sender(channel).runOnce();
    expect(channel.mails[0]!.to).toBe("receipt@shop.example");
    expect(channel.mails.map((mail) => mail.to)).toHaveLength(3);
  });
});

test("a ready send is held at hand-over where its person is about to be deleted, and goes when that is taken back", async () => {
  const profileId = await decided();
  const erasure = async (dueAt: number | null) => {
    const body = { erasureId: "e", dueAt };
    await putInInbox(database.db, [{ id: newId(clock.now()), workspaceId: 1, profileId, kind: "erasure", body, acceptedAt: clock.now() }]);
    await world.work();
  };
  const channel = scriptedChannel();
  await erasure(NOON + HOUR);
  await world.sender(channel).runOnce();
  await world.work();
  expect([channel.mails.length, await world.enrollments()]).toEqual([0, [{ status: "held", endReason: null }]]);
  await erasure(null);
  await world.sender(channel).runOnce();
  expect(channel.mails).toHaveLength(1);
});

describe("behind a slow server", () => {
  test("an unsubscribe that comes while a message waits for its turn still wins", async () => {
    await decided();
    await world.event("bob", "Cart Updated", { total: 1 });
    await world.work();
    const channel = {
      ...scriptedChannel(async () => {
        clock.advance(5 * SECOND);
        for (const user of ["ann", "bob"]) await world.event(user, "Left", {}, { consent: { channels: { email: "unsubscribed" } } });
        await world.work();
        return { result: "accepted", providerId: null };
      }),
      concurrency: 1,
    };
    await world.sender(channel).runOnce();
    expect(channel.mails).toHaveLength(1);
    expect((await world.sends()).map((send) => send.state).sort()).toEqual(["sent", "skipped"]);
  });

  test("a message that was never handed over goes back, whatever the wait", async () => {
    await decided();
    await world.event("bob", "Cart Updated", { total: 1 });
    await world.work();
    const channel = {
      ...scriptedChannel(() => {
        clock.advance(2 * MINUTE);
        return { result: "accepted", providerId: null };
      }),
      concurrency: 1,
    };
    await world.sender(channel).runOnce();
    expect((await world.sends()).map((send) => send.state).sort()).toEqual(["ready", "sent"]);
  });
});

describe("the guard at hand-over", () => {
  test("skips who unsubscribed after the decision", async () => {
    await decided();
    await world.event("ann", "Left", {}, { consent: { channels: { email: "unsubscribed" } } });
    await world.work();
    const channel = scriptedChannel();
    await world.sender(channel).runOnce();
    expect(channel.mails).toEqual([]);
    expect(await world.sends()).toMatchObject([{ state: "skipped", reason: "no_consent" }]);
    await world.work();
    expect(await world.enrollments()).toEqual([{ status: "ended", endReason: "no_consent" }]);
  });

  test("asks again whether the person is in the segment that the audience names", async () => {
    const desk = new SegmentDesk({ db: database.db, clock, wake: () => {}, jobs: NO_JOBS, definitionsChanged: () => {} });
    const list = await desk.create(1, "list", { key: "vips", name: "VIPs" }, "me");
    const people = ["ann", "bob"].map((userId) => ({ userId }));
    for (const { userId } of people) await world.event(userId, "Visited");
    await world.work();
    await desk.changeMembers(1, list.id, people, true);
    await world.launch({ audience: { kind: "segment", segment: "vips", is: "in" } as never });
    for (const { userId } of people) await world.event(userId, "Cart Updated", { total: 120 });
    await world.work();
    await desk.changeMembers(1, list.id, [{ userId: "bob" }], false);
    await world.work();
    const channel = scriptedChannel();
    await world.sender(channel).runOnce();
    expect(channel.mails.map(({ to }) => to)).toEqual(["ann@shop.example"]);
    expect((await world.sends()).map(({ state, reason }) => [state, reason]).sort()).toEqual([
      ["sent", null],
      ["skipped", "audience_not_met"],
    ]);
  });

  test("asks again whether the person is on a list that is never sent to, or that the campaign leaves out", async () => {
    world = await mailWorld(database.db, clock, { neverSend: ["staff"] });
    const desk = new SegmentDesk({ db: database.db, clock, wake: () => {}, jobs: NO_JOBS, definitionsChanged: () => {} });
    const [staff, rivals] = [
      await desk.create(1, "list", { key: "staff", name: "Staff" }, "me"),
      await desk.create(1, "list", { key: "rivals", name: "Rivals" }, "me"),
    ];
    await world.launch({ audience: { kind: "segment", segment: "rivals", is: "not_in" } as never, recheckAudience: false });
    for (const userId of ["ann", "bob", "cleo"]) await world.event(userId, "Cart Updated", { total: 120 });
    await world.work();
    await desk.changeMembers(1, staff.id, [{ userId: "bob" }], true);
    await desk.changeMembers(1, rivals.id, [{ userId: "cleo" }], true);
    await world.work();
    const channel = scriptedChannel();
    await world.sender(channel).runOnce();
    expect(channel.mails.map(({ to }) => to)).toEqual(["ann@shop.example"]);
    expect((await world.sends()).map(({ state, reason }) => [state, reason]).sort()).toEqual([
      ["sent", null],
      ["skipped", "audience_not_met"],
      ["skipped", "never_send"],
    ]);
  });

  test("waits while an event of the person is accepted and not yet processed, so that an exception still wins", async () => {
    await decided({ unless: [{ event: "Order Completed" }] });
    await world.event("ann", "Order Completed");
    const channel = scriptedChannel();
    const sender = world.sender(channel);
    await sender.runOnce();
    expect(await world.sends()).toMatchObject([{ state: "ready", attempts: 0 }]);
    await world.work();
    clock.advance(SECOND);
    await sender.runOnce();
    expect(channel.mails).toEqual([]);
    expect(await world.sends()).toMatchObject([{ state: "skipped", reason: "exception" }]);
    expect(await world.enrollments()).toEqual([{ status: "ended", endReason: "exception" }]);
  });

  test("does not wait for what a busy person does ever anew", async () => {
    await decided();
    await world.event("ann", "Seen");
    const channel = scriptedChannel();
    const sender = world.sender(channel);
    await sender.runOnce();
    await world.work();
    for (let more = 0; more < 2; more += 1) {
      clock.advance(SECOND);
      await world.event("ann", "Seen again");
      await sender.runOnce();
    }
    expect(channel.mails).toHaveLength(1);
  });

  test("gives a message back that quiet hours have overtaken, and it comes anew in the morning", async () => {
    world = await mailWorld(database.db, clock, { quietHours: { from: "21:00", to: "09:00" } });
    clock.set(NOON + 8 * HOUR + 59 * MINUTE);
    await decided();
    clock.advance(2 * MINUTE);
    const channel = scriptedChannel();
    const sender = world.sender(channel);
    await sender.runOnce();
    expect(channel.mails).toEqual([]);
    expect(await world.sends()).toEqual([]);
    await world.work();
    expect(await world.enrollments()).toEqual([{ status: "held", endReason: null }]);
    clock.set(NOON + 21 * HOUR);
    await world.work();
    await sender.runOnce();
    expect(channel.mails).toHaveLength(1);
    expect(await world.sends()).toMatchObject([{ state: "sent" }]);
  });

  test("holds what was paused meanwhile until it is resumed", async () => {
    const id = await world.launch();
    await world.event("ann", "Cart Updated", { total: 1 });
    await world.work();
    await database.db.query("update campaigns set status = 'paused' where id = $1", [id]);
    await database.db.query("update workspaces set definitions_version = definitions_version + 1");
    await world.sender(scriptedChannel()).runOnce();
    await world.work();
    expect(await world.enrollments()).toEqual([{ status: "held", endReason: null }]);
  });

  test("never uses an address that another profile's bounce has closed", async () => {
    await decided();
    await database.db.query(
      "insert into suppressions (workspace_id, channel, address, reason, at) values (1, 'email', 'ann@shop.example', 'hard_bounce', now())",
    );
    const channel = scriptedChannel();
    await world.sender(channel).runOnce();
    expect(channel.mails).toEqual([]);
    expect(await world.sends()).toMatchObject([{ state: "skipped", reason: "suppressed" }]);
  });

  test("finds the person also after a merge", async () => {
    await world.launch();
    const anonymous = {
      identifiers: [
        { kind: "anonymous_id", value: "a1" },
        { kind: "email", value: "x@shop.example" },
      ],
    };
    await world.event("ann", "Signed Up");
    await world.event("", "Cart Updated", { total: 5 }, anonymous);
    await world.work();
    await database.db.query("update sends set state = 'sending', claimed_by = 'me', claimed_at = created_at");
    await world.event("ann", "Seen", {}, { identifiers: [{ kind: "user_id", value: "ann" }, ...anonymous.identifiers.slice(0, 1)] });
    await world.work();
    await database.db.query("update sends set state = 'ready'");
    const channel = scriptedChannel();
    await world.sender(channel).runOnce();
    expect(channel.mails).toHaveLength(1);
    await world.work();
    expect(await world.enrollments()).toEqual([{ status: "ended", endReason: "sent" }]);
  });
});

describe("content", () => {
  test("that aborts, or lacks a value, skips the message and says why", async () => {
    const message = (source: string) => ({ message: { channel: "email" as const, subject: "x", body: { format: "html" as const, source } } });
    await decided(message(`{% abort_message("sold out") %}`));
    await world.launch({ ...message("{{ event.nothing }}"), trigger: { kind: "event", event: "Viewed" } as never });
    await world.event("bob", "Viewed");
    await world.work();
    const channel = scriptedChannel();
    await world.sender(channel).runOnce();
    expect(channel.mails).toEqual([]);
    expect((await world.sends()).map(({ reason, facts }) => ({ reason, facts }))).toEqual(
      expect.arrayContaining([
        { reason: "content_aborted", facts: { message: "sold out" } },
        { reason: "content_error", facts: { error: "event.nothing has no value and no default", variable: "event.nothing" } },
      ]),
    );
  });

  test("of someone held out is rendered and kept, and never handed over", async () => {
    const profileId = await decided({ holdout: 100 });
    const channel = scriptedChannel();
    await world.sender(channel).runOnce();
    expect(channel.mails).toEqual([]);
    expect(await world.sends()).toMatchObject([{ state: "would_have_been_sent", reason: "holdout" }]);
    const { rows } = await database.db.query<{ id: string }>("select id from sends");
    expect((await readKept(database.db, profileId, rows[0]!.id))?.title).toBe("Hi you");
    await world.work();
    expect(await world.history()).toContain("Message Would Have Been Sent");
  });

  test("with characters that no database keeps does not stop its neighbours", async () => {
    await decided();
    await world.event("bob", "Cart Updated", { total: 2 });
    await world.work();
    const channel = scriptedChannel((mail) => ({ result: "permanent", suppress: false, detail: `no \u0000 ${"\ud800"} ${mail.to}` }));
    await world.sender(channel).runOnce();
    expect(await world.sends()).toMatchObject([{ state: "failed" }, { state: "failed" }]);
  });
});

describe("what the provider says", () => {
  test("later: it is tried again after a growing pause, as often as is sensible, and then given up", async () => {
    await decided();
    const channel = scriptedChannel(() => ({ result: "retry", afterMs: null, detail: "busy" }));
    const sender = world.sender(channel);
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      expect(await sender.runOnce()).toBe(1);
      const [send] = await world.sends();
      if (send!.state === "ready") pauses.push((send!.nextAttemptAt - clock.now()) / SECOND);
      expect(await sender.runOnce()).toBe(0);
      clock.set(Math.max(clock.now(), send!.nextAttemptAt));
    }
    expect(pauses).toEqual([10, 40, 160, 640, 2560, 7200, 7200]);
    expect(await world.sends()).toMatchObject([{ state: "failed", reason: "failed", facts: { detail: "busy" } }]);
    await world.work();
    expect(await world.history()).toContain("Message Failed");
  });

  test("when: its own wish is honoured", async () => {
    await decided();
    await world.sender(scriptedChannel(() => ({ result: "retry", afterMs: 5 * MINUTE, detail: "greylisted" }))).runOnce();
    expect((await world.sends())[0]!.nextAttemptAt - clock.now()).toBe(5 * MINUTE);
  });

  test("never again: the address is closed, and the profile knows", async () => {
    await decided();
    await world.sender(scriptedChannel(() => ({ result: "permanent", suppress: true, detail: "550 5.1.1 no such user" }))).runOnce();
    await world.work();
    expect(await world.history()).toContain("Message Bounced");
    expect((await database.db.query("select address, reason from suppressions")).rows).toEqual([{ address: "ann@shop.example", reason: "hard_bounce" }]);
    expect((await database.db.query<{ suppressed: unknown }>("select state->'suppressed' as suppressed from profiles")).rows[0]!.suppressed).toMatchObject({
      email: { address: "ann@shop.example" },
    });
  });

  test("nothing, after the mail had left: marketing is unknown and stays so, a receipt is tried again", async () => {
    await decided();
    await world.launch({ purpose: "transactional", trigger: { kind: "event", event: "Paid" } as never });
    await world.event("bob", "Paid", { total: 1 });
    await world.work();
    const channel = scriptedChannel((_mail, count) =>
      count <= 2 ? { result: "unknown", detail: "connection lost" } : { result: "accepted", providerId: null },
    );
    const sender = world.sender(channel);
    await sender.runOnce();
    expect((await world.sends()).map((send) => send.state).sort()).toEqual(["ready", "unknown"]);
    clock.advance(MINUTE);
    await sender.runOnce();
    expect((await world.sends()).map((send) => send.state).sort()).toEqual(["sent", "unknown"]);
    expect(channel.mails.filter((mail) => mail.to === "ann@shop.example")).toHaveLength(1);
  });

  test("our settings are wrong: the channel stops with a sentence, tries one from time to time, and goes on by itself", async () => {
    await decided();
    for (const user of ["b", "c", "d", "e", "f", "g", "h"]) await world.event(user, "Cart Updated", { total: 1 });
    await world.work();
    let broken = true;
    const channel = scriptedChannel(() =>
      broken ? { result: "configuration", detail: "The mail server refuses our login: 535" } : { result: "accepted", providerId: null },
    );
    const gate = new ChannelGate(channel, clock);
    const sender = world.sender(gate);
    await sender.runOnce();
    expect(channel.mails.length).toBeLessThanOrEqual(5);
    expect(await gate.check()).toMatchObject({ ok: false, detail: expect.stringContaining("refuses our login") });
    expect((await world.sends()).every((send) => send.state === "ready" && send.attempts === 0)).toBe(true);
    expect(await sender.runOnce()).toBe(0);
    clock.advance(3 * SECOND);
    expect(await sender.runOnce()).toBe(1);
    broken = false;
    clock.advance(10 * SECOND);
    expect(await sender.runOnce()).toBe(1);
    expect(gate.stopped).toBeNull();
    clock.advance(MINUTE);
    await sender.runOnce();
    expect((await world.sends()).every((send) => send.state === "sent")).toBe(true);
  });
});

describe("a sender that dies", () => {
  test("between hand-over and record leaves the send unknown, and it is not sent again", async () => {
    await decided();
    const never = new Promise<never>(() => {});
    const channel = scriptedChannel(() => never);
    void world.sender(channel).runOnce();
    await until(() => channel.mails.length === 1);
    const rescuer = new SendRescuer({ db: database.db, clock, isDead: (claimer) => claimer === "me", wake: () => {}, onReturned: () => {}, onError: () => {} });
    expect(await rescuer.runOnce()).toBe(1);
    const another = scriptedChannel();
    expect(await world.sender(another, { owner: "other" }).runOnce()).toBe(0);
    expect(await world.sends()).toMatchObject([{ state: "unknown" }]);
    await world.work();
    expect(await world.enrollments()).toEqual([{ status: "ended", endReason: "unknown" }]);
  });

  test("and comes back to life too late does not overwrite what was decided about it", async () => {
    await decided();
    let answer: (result: { result: "accepted"; providerId: null }) => void = () => {};
    const channel = scriptedChannel(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const running = world.sender(channel).runOnce();
    await until(() => channel.mails.length === 1);
    await database.db.query("update sends set state = 'unknown'");
    answer({ result: "accepted", providerId: null });
    await running;
    expect(await world.sends()).toMatchObject([{ state: "unknown" }]);
    expect((await database.db.query("select 1 from inbox")).rows).toEqual([]);
  });
});

describe("as a service", () => {
  test("it is woken at once, hands over everything, and stops when all is recorded", async () => {
    world = await mailWorld(database.db, systemClock);
    await world.launch();
    const channel = scriptedChannel();
    const sender = world.sender(channel, { pollMs: 60_000, wake: () => {} });
    sender.start();
    for (let user = 0; user < 230; user += 1) await world.event(`u${user}`, "Cart Updated", { total: user });
    await world.work();
    sender.wake();
    await until(() => channel.mails.length === 230);
    await sender.stop();
    expect((await world.sends()).filter((send) => send.state === "sent")).toHaveLength(230);
  });
});
