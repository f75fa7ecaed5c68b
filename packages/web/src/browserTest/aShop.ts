import type { BrowserContext } from "playwright-core";
import { expect, vi } from "vitest";
import { STARTERS } from "../scenes/campaigns/starters.ts";
import type { Shop } from "./pages.ts";
import { aFooter, aLifeCycle, apiOf, aVisitorWhoIs, OWNER, recipientPages, someJourneys, someSegments } from "./session.ts";

const PEOPLE_FILE = "email,first_name,plan\ncleo@shop.example,Cleo,pro\ndan@shop.example,Dan,free\nnobody,,\n";

/**
 * Sets Beckon up and lets a little happen in it: two people, one of whom was a visitor before, one live campaign that sends at
 * once, a draft, a message, a live journey with somebody in it, a file of people, a dead letter. The context is signed in as the
 * owner afterwards.
 */
export async function aShop(url: string, context: BrowserContext): Promise<Shop> {
  const api = apiOf(url, context);
  await api("POST", "/api/setup", { ...OWNER, name: "Maria Keller", workspaceName: "Lumen", timeZone: "Europe/Berlin" });
  const topics = [{ key: "letter", name: "Letter", description: "One mail a month.", consent: "double_opt_in" }];
  await api("PATCH", "/api/workspace", { settings: { topics, languages: ["en", "de"], subscribePage: true } });
  const keys = await api("GET", "/api/keys");
  const writeKey = keys.items.find((key: { kind: string }) => key.kind === "write").value;

  const cart = STARTERS.find(({ id }) => id === "cart")!.document;
  const draft = await api("POST", "/api/campaigns", { document: STARTERS.find(({ id }) => id === "payment")!.document });
  const message = {
    channel: "webhook",
    method: "POST",
    url: "https://crm.example/hook",
    body: { format: "json", source: '{ "who": {{ profile.id | json }} }' },
  };
  const webhook = await api("POST", "/api/campaigns", { document: { ...cart, key: "tell-the-crm", name: "Tell the CRM", message } });
  const live = await api("POST", "/api/campaigns", { document: { ...cart, delay: undefined } });
  await api("POST", `/api/campaigns/${live.id}/launch`);
  const file = await api("POST", "/api/imports?name=people.csv", PEOPLE_FILE, { "content-type": "text/csv" });
  const track = (userId: string, total: number) => [
    { type: "identify", userId, traits: { name: `${userId} Lee`, email: `${userId}@shop.example`, plan: "pro", address: { city: "Berlin" } } },
    { type: "track", userId, event: "Cart Updated", properties: { cart_id: `c-${userId}`, total, currency: "EUR" } },
  ];
  // Known apart before they are known as one, or there would be nothing to merge.
  const [looksAround, saysWho] = aVisitorWhoIs("Bob");
  const batch = [...track("Ann", 120), ...track("Bob", 80), looksAround, { type: "track", event: "Of nobody" }];
  await api("POST", "/v1/batch", { batch, writeKey });
  await api("POST", "/v1/batch", { batch: [saysWho], writeKey });
  const sent = await vi.waitFor(
    async () => {
      const { items } = await api("GET", "/api/messages?state=sent");
      expect(items).toHaveLength(1);
      return items[0];
    },
    { timeout: 30_000, interval: 200 },
  );
  const { content } = await api("GET", `/api/messages/${sent.id}`);
  await aLifeCycle(api);
  const journeys = await someJourneys(api);
  await api("POST", "/v1/batch", { batch: ["Signed Up", "Form Submitted"].map((event) => ({ type: "track", userId: "Ann", event })), writeKey });
  return {
    profileId: sent.profile.id,
    messageId: sent.id,
    liveCampaignId: live.id,
    draftCampaignId: draft.id,
    webhookCampaignId: webhook.id,
    importId: file.id,
    contentBlockId: await aFooter(api),
    ...journeys,
    ...(await someSegments(api, sent.profile.id)),
    event: "Cart Updated",
    ...(await recipientPages(url, context, content.html)),
  };
}
