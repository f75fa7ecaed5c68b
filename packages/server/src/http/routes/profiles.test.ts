import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

async function launch(more: Parameters<typeof aDocument>[0]): Promise<string> {
  const { body } = await server.call("POST", "/api/campaigns", { document: aDocument(more) });
  const launched = await server.call("POST", `/api/campaigns/${body.id}/launch`);
  expect([launched.status, launched.body?.error]).toEqual([200, undefined]);
  return body.id;
}

describe("looking for people", () => {
  test("finds by the beginning of a name, an address, an identifier, and by id", async () => {
    const id = await server.happen("zoe@shop.example", "Seen", {}, { firstName: "Zoë", lastName: "Quinn", email: "zoe@shop.example" });
    await server.happen("other@shop.example", "Seen");
    for (const search of ["zoë q", "ZOË", "zoe@", id]) {
      const { body } = await server.call("GET", `/api/profiles?search=${encodeURIComponent(search)}`);
      expect([search, body.items.map((item: { name: string }) => item.name)]).toEqual([search, ["Zoë Quinn"]]);
    }
    expect((await server.call("GET", "/api/profiles?search=%25")).body.items).toEqual([]);
  });

  test("turns pages without missing or repeating anybody", async () => {
    for (let i = 0; i < 7; i++) await server.happen(`page${i}@shop.example`, "Seen");
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await server.call("GET", `/api/profiles?search=page&limit=3${cursor ? `&cursor=${cursor}` : ""}`);
      seen.push(...body.items.map((item: { email: string }) => item.email));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((i) => `page${i}@shop.example`));
  });
});

describe("one person", () => {
  test("is shown with attributes, consent, zone and its source", async () => {
    const id = await server.happen("one@shop.example", "Seen", {}, { name: "One", timezone: "Asia/Tokyo", plan: "pro" });
    const { body } = await server.call("GET", `/api/profiles/${id}`);
    expect(body).toMatchObject({
      name: "One",
      email: "one@shop.example",
      attributes: { plan: "pro" },
      timeZone: { name: "Asia/Tokyo", from: "attribute" },
      mergedFrom: [],
      mergedInto: null,
    });
    const other = await server.happen("two@shop.example", "Seen");
    expect((await server.call("GET", `/api/profiles/${other}`)).body.timeZone).toEqual({ name: "UTC", from: "workspace" });
  });

  test("that nobody knows is a 404, a broken id a 400", async () => {
    expect((await server.call("GET", "/api/profiles/00000000-0000-7000-8000-000000000000")).body.error.code).toBe("not_found");
    expect((await server.call("GET", "/api/profiles/none")).body.error.message).toBe("path.id must be an id (UUID).");
  });

  test("says by which campaign they came first", async () => {
    const id = await server.happen("came@shop.example", "Page Viewed");
    const context = { campaign: { name: "spring", source: "news" }, page: { path: "/p", referrer: "https://www.google.com/" } };
    await server.database.db.query("update events set context = $2 where profile_id = $1 and kind <> 'internal'", [id, context]);
    server.clock.advance(60_000);
    await server.happen("came@shop.example", "Cart Left");
    const { firstContact } = (await server.call("GET", `/api/profiles/${id}`)).body;
    expect(firstContact).toMatchObject({
      event: "Page Viewed",
      campaign: { name: "spring", source: "news", medium: null },
      referrer: "www.google.com",
      page: "/p",
    });
  });

  test("changes consent by an event, and only of topics that there are", async () => {
    const id = await server.happen("consent@shop.example", "Seen");
    expect(
      (await server.call("PATCH", `/api/profiles/${id}/consent`, { topics: { newsletter: "subscribed" }, channels: { email: "unsubscribed" } })).status,
    ).toBe(202);
    await server.work();
    const { body } = await server.call("GET", `/api/profiles/${id}`);
    expect(body.consent).toEqual({ channels: { email: "unsubscribed" }, topics: { newsletter: "subscribed" } });
    const unknown = await server.call("PATCH", `/api/profiles/${id}/consent`, { topics: { news: "subscribed" } });
    expect(unknown.body.error.message).toBe("There is no topic `news`; the workspace has marketing, newsletter.");
    const line = (await server.call("GET", `/api/profiles/${id}/timeline?kinds=consent`)).body.items[0];
    expect([line.kind, line.body]).toEqual(["consent", "email: unsubscribed · newsletter: subscribed"]);
  });
});

describe("the story of a person", () => {
  test("tells events, sessions and decisions in one list, and pages through it", async () => {
    await launch({ key: "story", name: "Story", trigger: { kind: "event", event: "Story Begun" } as never, delay: { kind: "for", duration: "PT1H" } as never });
    const id = await server.happen("story@shop.example", "Story Begun", { total: 120, cart_id: "c1" });
    server.clock.advance(60_000);
    await server.happen("story@shop.example", "Page Viewed", { title: "Shoes" });
    const all = (await server.call("GET", `/api/profiles/${id}/timeline`)).body.items;
    expect(all.map((item: { title: string }) => item.title)).toEqual(
      expect.arrayContaining(["Page Viewed: Shoes", "Story: Entered", "Story Begun", "Session Started"]),
    );
    expect(all.find((item: { title: string }) => item.title === "Story Begun").body).toBe("total: 120 · cart_id: c1");
    const paged: { id: string }[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await server.call("GET", `/api/profiles/${id}/timeline?limit=1${cursor ? `&cursor=${cursor}` : ""}`);
      paged.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(paged.map((item) => item.id)).toEqual(all.map((item: { id: string }) => item.id));
    expect((await server.call("GET", `/api/profiles/${id}/timeline?kinds=decision`)).body.items).toHaveLength(1);
    expect((await server.call("GET", `/api/profiles/${id}/timeline?kinds=nonsense`)).status).toBe(400);
  });
});

describe("why, or why not", () => {
  const over100 = { kind: "property", name: "total", op: "at_least", value: 100 };

  async function why(profileId: string, campaignId: string) {
    return (await server.call("GET", `/api/profiles/${profileId}/why?campaignId=${campaignId}`)).body;
  }

  test("a trigger that never came says so, and what would happen if it did", async () => {
    const campaign = await launch({ key: "never", trigger: { kind: "event", event: "Never Done" } as never });
    const id = await server.happen("never@shop.example", "Something Else");
    const answer = await why(id, campaign);
    expect(answer.state).toBe("never_triggered");
    expect(answer.verdict).toBe("“Never Done” never happened for this person, so nothing triggered the campaign.");
    expect(answer.now).toMatchObject({ wouldEnter: true, wouldSend: true });
  });

  test("an event before the launch says when that was", async () => {
    const id = await server.happen("early@shop.example", "Early Bird");
    server.clock.advance(60_000);
    const campaign = await launch({ key: "early", trigger: { kind: "event", event: "Early Bird" } as never });
    expect((await why(id, campaign)).verdict).toContain("before the campaign was launched on 23 Nov 2026");
  });

  test("a filter that failed is told with the value found", async () => {
    const campaign = await launch({ key: "filter", trigger: { kind: "event", event: "Cart Filled", where: over100 } as never });
    const id = await server.happen("filter@shop.example", "Cart Filled", { total: 80 });
    const answer = await why(id, campaign);
    expect(answer.state).toBe("not_entered");
    expect(answer.verdict).toMatch(/Cart Filled.*not with what the trigger asks for\. It asks: .*total is at least 100; found 80\./);
    expect(answer.now).toMatchObject({ wouldEnter: false, reason: "trigger_not_met" });
    expect(answer.now.findings).toContainEqual(expect.objectContaining({ about: "trigger", holds: false }));
  });

  test("one who waits is told until when, and one who came again that they wait already", async () => {
    const campaign = await launch({
      key: "waits",
      trigger: { kind: "event", event: "Wait Begun" } as never,
      delay: { kind: "for", duration: "PT30M" } as never,
    });
    const id = await server.happen("waits@shop.example", "Wait Begun");
    const answer = await why(id, campaign);
    expect(answer.state).toBe("waiting");
    expect(answer.steps.map((step: { outcome: string }) => step.outcome)).toEqual(["entered"]);
    expect(answer.now).toMatchObject({ wouldEnter: false, reason: "already_waiting" });
  });

  test("a message refused by missing consent", async () => {
    const campaign = await launch({ key: "topic", trigger: { kind: "event", event: "Topic Wanted" } as never, topic: "newsletter" });
    const id = await server.happen("topic@shop.example", "Topic Wanted");
    const answer = await why(id, campaign);
    expect([answer.state, answer.steps.at(-1).reason]).toEqual(["skipped", "no_consent"]);
    expect(answer.verdict).toMatch(/^Not sent: The person does not agree .*newsletter/);
    expect(answer.now).toMatchObject({ wouldEnter: true, wouldSend: false, reason: "no_consent" });
  });

  test("the wait to come is played forward: at night in Tokyo the message would be held", async () => {
    const campaign = await launch({
      key: "tokyo",
      trigger: { kind: "event", event: "Tokyo Done" } as never,
      sendWindow: { from: "09:00", to: "10:00" },
      delay: { kind: "for", duration: "PT2H" } as never,
      reentry: { kind: "every_time" },
    });
    await server.happen("tokyo@shop.example", "Seen", {}, { timezone: "Asia/Tokyo" });
    const id = await server.happen("tokyo@shop.example", "Tokyo Done");
    await server.call("POST", `/api/campaigns/${campaign}/stop`);
    const stopped = await why(id, campaign);
    expect(stopped.now).toMatchObject({ wouldEnter: false });
    await server.call("POST", `/api/campaigns/${campaign}/launch`);
    await server.database.db.query("delete from enrollments where campaign_id = $1", [campaign]);
    const { now } = await why(id, campaign);
    expect(now).toMatchObject({ wouldEnter: true, wouldSend: null, reason: "send_window" });
    expect(now.sentence).toContain("the message would be held");
  });

  test("a campaign that was never launched", async () => {
    const { body } = await server.call("POST", "/api/campaigns", { document: aDocument({ key: "draft-only" }) });
    const id = await server.happen("draft@shop.example", "Cart Left");
    const answer = await why(id, body.id);
    expect([answer.verdict, answer.now.wouldEnter]).toEqual(["The campaign was never launched.", false]);
  });
});
