import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const mail = { channel: "email", subject: "Hello", body: { format: "text", source: "Hello." } };

async function launchCampaign(key: string, event: string, days: number, more: object = {}): Promise<string> {
  const document = { key, name: `Campaign ${key}`, trigger: { kind: "event", event }, delay: { kind: "for", duration: `P${days}D` }, message: mail, ...more };
  const { body } = await server.call("POST", "/api/campaigns", { document });
  expect((await server.call("POST", `/api/campaigns/${body.id}/launch`)).status).toBe(200);
  return body.id;
}

async function launchJourney(key: string, event: string, days: number): Promise<string> {
  const steps = [
    { id: "wait", kind: "delay", delay: { kind: "for", duration: `P${days}D` }, next: "mail" },
    { id: "mail", kind: "send", message: mail },
  ];
  const { body } = await server.call("POST", "/api/journeys", {
    document: { key, name: `Journey ${key}`, trigger: { kind: "event", event }, priority: 80, steps },
  });
  expect((await server.call("POST", `/api/journeys/${body.id}/launch`, {})).status).toBe(200);
  return body.id;
}

test("what is live stands by priority, with how many are due on which day", async () => {
  const cart = await launchCampaign("cart", "Cart Updated", 2);
  const chain = await launchJourney("chain", "Signed Up", 3);
  await server.happen("ann@shop.example", "Cart Updated");
  await server.happen("ann@shop.example", "Signed Up");
  await server.happen("bob@shop.example", "Signed Up");
  const { body } = await server.call("GET", "/api/programme");
  expect(body.courses.map(({ id, kind, priority }: never) => [id, kind, priority])).toEqual([
    [chain, "journey", 80],
    [cart, "campaign", 50],
  ]);
  expect(body.courses.map(({ due }: { due: number[] }) => due.slice(0, 5))).toEqual([
    [0, 0, 0, 2, 0],
    [0, 0, 1, 0, 0],
  ]);
  expect(body.clashes).toEqual([]);
});

test("two that have the same person due on one day clash, until a rule of one message a day holds both", async () => {
  const offer = await launchCampaign("offer", "Plan Viewed", 2, { tags: ["ask"] });
  const tour = await launchCampaign("tour", "Help Opened", 2, { tags: ["ask"] });
  await server.happen("cleo@shop.example", "Plan Viewed");
  await server.happen("cleo@shop.example", "Help Opened");
  const clashOf = async () => {
    const { body } = await server.call("GET", "/api/programme");
    return body.clashes.find(({ courses }: { courses: string[] }) => courses.includes(offer) && courses.includes(tour));
  };
  expect(await clashOf()).toMatchObject({ people: 1, firstDay: "2026-11-25", keptApart: false });
  await server.call("PATCH", "/api/workspace", { settings: { frequencyCaps: [{ max: 1, per: { calendar: "day" }, tag: "ask", over: "defer" }] } });
  expect(await clashOf()).toMatchObject({ keptApart: true });
});

test("two that begin by the same event clash before anybody is in them", async () => {
  const one = await launchCampaign("one", "Trial Ended", 1);
  const other = await launchJourney("other", "Trial Ended", 1);
  const { body } = await server.call("GET", "/api/programme");
  expect(body.clashes).toContainEqual({ courses: [other, one], event: "Trial Ended", people: 0, firstDay: null, keptApart: false });
});
