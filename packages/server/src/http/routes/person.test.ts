import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const person = async (id: string) => (await server.call("GET", `/api/profiles/${id}`)).body;

describe("a person made by hand", () => {
  test("is found by the given names and was never seen", async () => {
    const { status, body } = await server.call("POST", "/api/profiles", { email: "Hand@shop.example", phone: "+49 1", attributes: { name: "Hand Made" } });
    await server.work();
    expect(status).toBe(202);
    expect(await person(body.id)).toMatchObject({ name: "Hand Made", email: "Hand@shop.example", lastSeenAt: null, session: null });
    expect((await server.call("GET", "/api/profiles?search=made")).body.items).toHaveLength(1);
  });

  test("who is known already is that person", async () => {
    const id = await server.happen("known@shop.example", "Seen");
    expect((await server.call("POST", "/api/profiles", { email: "KNOWN@shop.example" })).body).toEqual({ id });
  });

  test("needs a name to be known by", async () => {
    expect((await server.call("POST", "/api/profiles", { attributes: { name: "Nobody" } })).body.error.code).toBe("profile_nameless");
  });
});

describe("attributes changed by hand", () => {
  test("are set and removed, stand in the timeline, and are no visit", async () => {
    const id = await server.happen("attributes@shop.example", "Seen", {}, { plan: "free", city: "Rome" });
    const { lastSeenAt } = await person(id);
    server.clock.advance(60_000);
    expect((await server.call("PATCH", `/api/profiles/${id}/attributes`, { attributes: { plan: "pro", city: null } })).status).toBe(202);
    await server.work();
    expect(await person(id)).toMatchObject({ attributes: { plan: "pro" }, lastSeenAt });
    const [line] = (await server.call("GET", `/api/profiles/${id}/timeline?kinds=attribute`)).body.items;
    expect(line).toMatchObject({ kind: "attribute", title: "Attributes Changed" });
  });

  test("are not for a viewer", async () => {
    const id = await server.happen("viewer@shop.example", "Seen");
    const cookie = await server.signIn("viewer");
    const answer = await server.call("PATCH", `/api/profiles/${id}/attributes`, { attributes: { plan: "pro" } }, { cookie, authorization: "" });
    expect(answer.body.error.code).toBe("not_allowed");
  });
});

describe("a due message", () => {
  test("is listed with its time, and can be cancelled for this person alone", async () => {
    const { body } = await server.call("POST", "/api/campaigns", {
      document: aDocument({ key: "due", name: "Due", delay: { kind: "for", duration: "PT1H" } as never }),
    });
    await server.call("POST", `/api/campaigns/${body.id}/launch`);
    const [ann, bob] = [await server.happen("ann@shop.example", "Cart Left"), await server.happen("bob@shop.example", "Cart Left")];
    const [due] = (await server.call("GET", `/api/profiles/${ann}/due`)).body.items;
    expect(due).toMatchObject({ campaign: { name: "Due" }, state: "waiting", sentence: "Waits since Cart Left." });
    expect((await server.call("POST", `/api/profiles/${ann}/due/${due.enrollmentId}/cancel`)).status).toBe(202);
    await server.work();
    expect((await server.call("GET", `/api/profiles/${ann}/due`)).body.items).toEqual([]);
    expect((await server.call("GET", `/api/profiles/${bob}/due`)).body.items).toHaveLength(1);
    expect((await server.call("GET", `/api/profiles/${ann}/why?campaignId=${body.id}`)).body.verdict).toContain("cancelled for this person");
    expect((await server.call("POST", `/api/profiles/${ann}/due/${due.enrollmentId}/cancel`)).body.error.code).toBe("message_gone");
  });
});

test("an event by hand happens like any other", async () => {
  const id = await server.happen("event@shop.example", "Seen");
  await server.call("POST", `/api/profiles/${id}/events`, { name: "Order Completed", properties: { total: 5 } });
  await server.work();
  const titles = (await server.call("GET", `/api/profiles/${id}/timeline?kinds=event`)).body.items.map((item: { title: string }) => item.title);
  expect(titles).toContain("Order Completed");
});

test("every word on consent is kept with who said it", async () => {
  const id = await server.happen("words@shop.example", "Seen");
  for (const state of ["unsubscribed", "subscribed"]) {
    await server.call("PATCH", `/api/profiles/${id}/consent`, { channels: { email: state } });
    await server.work();
    server.clock.advance(1_000);
  }
  const { items } = (await server.call("GET", `/api/profiles/${id}/consent-history`)).body;
  expect(items.map((said: { name: string; state: string; by: string }) => [said.name, said.state, said.by])).toEqual([
    ["email", "subscribed", expect.stringContaining("API key")],
    ["email", "unsubscribed", expect.stringContaining("API key")],
  ]);
});

test("a timeline begins at the day that is asked for", async () => {
  const id = await server.happen("jump@shop.example", "First");
  server.clock.advance(3 * 86_400_000);
  await server.happen("jump@shop.example", "Second");
  const until = new Date(server.clock.now() - 86_400_000).toISOString();
  const titles = (await server.call("GET", `/api/profiles/${id}/timeline?kinds=event&until=${until}`)).body.items.map((item: { title: string }) => item.title);
  expect(titles).toEqual(["First"]);
});

test("a saved list belongs to who made it, and to all when it is shared", async () => {
  const [ann, bob] = [
    { cookie: await server.signIn("editor"), authorization: "" },
    { cookie: await server.signIn("viewer"), authorization: "" },
  ];
  const query = { search: "ann" };
  const { body: mine } = await server.call("POST", "/api/people-views", { name: "Mine", shared: false, query }, ann);
  await server.call("POST", "/api/people-views", { name: "Ours", shared: true, query }, ann);
  const seenBy = async (who: { cookie: string }) =>
    (await server.call("GET", "/api/people-views", undefined, { ...who })).body.items.map((view: { name: string; mine: boolean }) => [view.name, view.mine]);
  expect([await seenBy(ann), await seenBy(bob)]).toEqual([
    [
      ["Mine", true],
      ["Ours", true],
    ],
    [["Ours", false]],
  ]);
  expect((await server.call("DELETE", `/api/people-views/${mine.id}`, undefined, bob)).status).toBe(404);
  expect((await server.call("DELETE", `/api/people-views/${mine.id}`, undefined, ann)).status).toBe(204);
});
