import type { Overview } from "@beckon/contract";
import { HOUR } from "@beckon/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

async function overview(): Promise<Overview> {
  return (await server.call("GET", "/api/overview")).body;
}

test("counts by day what happened, tells what comes by hour and campaign, and is kept for some seconds", async () => {
  expect((await overview()).days.map(({ date, events }) => [date, events]).at(-1)).toEqual(["2026-11-23", 0]);
  const delay = { kind: "for", duration: "PT2H" } as never;
  const { id } = (await server.call("POST", "/api/campaigns", { document: aDocument({ key: "coming", name: "Coming soon", delay }) })).body;
  await server.call("POST", `/api/campaigns/${id}/launch`);
  await server.happen("ann@shop.example", "Cart Left");
  await server.happen("bob@shop.example", "Cart Left");
  expect((await overview()).days.at(-1)?.events).toBe(0);

  server.clock.advance(60_000);
  await server.database.db.query(
    `insert into event_registry (workspace_id, name, first_seen_at, last_seen_at, count, last_sample)
     values (1, 'Cart Left', '2026-11-23', '2026-11-23', 2, '{}') on conflict do nothing`,
  );
  await server.database.db.query(
    `insert into campaign_tallies (campaign_id, day, version, what, reason, currency, count, amount)
     values ($1, '2026-11-23', 1, 'converted', '', 'EUR', 3, 4500), ($1, '2026-11-10', 1, 'sent', '', '', 7, 0), ($1, '2026-11-09', 1, 'sent', '', '', 9, 0)`,
    [id],
  );
  const after = await overview();
  expect(after.days.length).toBe(14);
  expect(after.days[0]).toMatchObject({ date: "2026-11-10", events: 0, newPeople: 0, sent: 7 });
  expect(after.days.at(-1)).toMatchObject({ events: 2, newPeople: 2, converted: 3, revenue: [{ currency: "EUR", amount: 4500 }] });
  expect(after.activePeople).toEqual({ day: 2, week: 2 });
  expect(after.coming).toEqual({
    hours: [{ from: "2026-11-23T14:00:00.000Z", campaignId: id, campaign: "Coming soon", count: 2, isJourney: false }],
    complete: true,
  });
  server.clock.advance(3 * HOUR);
  expect((await overview()).coming.hours).toEqual([]);
});

test("names the drafts that could not be launched, and compares a day with the one before", async () => {
  const trigger = { kind: "event", event: "Cart Left" } as const;
  const { message } = aDocument();
  const body = { format: "text", source: "{{ profile.first_name" } as const;
  await server.call("POST", "/api/campaigns", { document: aDocument({ key: "torn", name: "Torn", trigger, message: { ...message, body } as never }) });
  server.clock.advance(60_000);
  const { drafts, lastDay } = await overview();
  expect(drafts).toEqual([expect.objectContaining({ name: "Torn", problems: 1 })]);
  expect(lastDay).toEqual([]);
});

test("is for those who may see how Beckon is doing", async () => {
  expect((await server.call("GET", "/api/overview", undefined, { authorization: "" })).status).toBe(401);
});
