import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
  await server.call("PATCH", "/api/workspace", {
    settings: { timeZone: "UTC", frequencyCaps: [{ max: 1, per: { calendar: "day" } }], quietHours: { from: "21:00", to: "09:00" } },
  });
});
afterAll(() => server.close());

const mail = (subject: string) => ({ channel: "email", subject, body: { format: "text", source: "Hello. {{ message.unsubscribe_url }}" } });

async function launch(kind: "campaigns" | "journeys", document: object): Promise<string> {
  const { body } = await server.call("POST", `/api/${kind}`, { document });
  expect((await server.call("POST", `/api/${kind}/${body.id}/launch`, kind === "journeys" ? {} : undefined)).status).toBe(200);
  return body.id;
}

const upcoming = async (profileId: string) => (await server.call("GET", `/api/profiles/${profileId}/upcoming`)).body.items;

test("what comes to a person stands in the order of time, with what would hold it or keep it back", async () => {
  const trigger = { kind: "event", event: "Signed Up" };
  const journey = await launch("journeys", {
    key: "chain",
    name: "Chain",
    trigger,
    priority: 90,
    steps: [
      { id: "day", kind: "delay", delay: { kind: "for", duration: "P1D" }, next: "first" },
      { id: "first", kind: "send", name: "First", message: mail("First"), next: "night" },
      { id: "night", kind: "delay", delay: { kind: "for", duration: "P1DT12H" }, next: "second" },
      { id: "second", kind: "send", name: "Second", message: mail("Second") },
    ],
  });
  const offer = await launch("campaigns", { key: "offer", name: "Offer", trigger, delay: { kind: "for", duration: "P1D" }, message: mail("Offer") });
  const profileId = await server.happen("ann@shop.example", "Signed Up");
  const items = await upcoming(profileId);
  expect(items.map(({ at, course, outcome, reason }: never) => [at, (course as { id: string }).id, outcome, reason])).toEqual([
    ["2026-11-24T12:00:00.000Z", journey, "goes", null],
    ["2026-11-24T12:00:00.000Z", offer, "not_sent", "frequency_cap"],
    ["2026-11-26T00:00:00.000Z", journey, "held", "quiet_hours"],
    ["2026-11-26T09:00:00.000Z", journey, "goes", null],
  ]);
  expect(items[0]).toMatchObject({ course: { kind: "journey", name: "Chain" }, step: "First", sentence: "" });
});

test("nothing of it is kept: it is the same when it is asked again, and nothing was sent", async () => {
  const profileId = await server.happen("bob@shop.example", "Signed Up");
  expect(await upcoming(profileId)).toEqual(await upcoming(profileId));
  expect((await server.call("GET", `/api/messages?profileId=${profileId}`)).body.items).toEqual([]);
});

test("to somebody for whom nothing waits nothing comes, and nobody is not found", async () => {
  expect(await upcoming(await server.happen("cleo@shop.example", "Looked Around"))).toEqual([]);
  expect((await server.call("GET", "/api/profiles/019ab842-f540-71cc-ac42-1bf6270fde8a/upcoming")).status).toBe(404);
});
