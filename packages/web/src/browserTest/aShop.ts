import type { BrowserContext } from "playwright-core";
import { expect, vi } from "vitest";
import { STARTERS } from "../scenes/campaigns/starters.ts";

export const OWNER = { email: "maria@lumen.example", password: "correct horse battery" };

/** Ids of what the shop has, for the addresses of its pages. */
export interface Shop {
  readonly profileId: string;
  readonly liveCampaignId: string;
  readonly draftCampaignId: string;
  /** A draft whose message is a webhook. */
  readonly webhookCampaignId: string;
  readonly messageId: string;
}

/**
 * Sets Beckon up and lets a little happen in it: two people, one live campaign that sends at once, a draft, a message, a dead letter.
 * The context is signed in as the owner afterwards.
 */
export async function aShop(url: string, context: BrowserContext): Promise<Shop> {
  const api = async (method: string, path: string, data?: unknown) => {
    const answer = await context.request.fetch(`${url}${path}`, { method, data, headers: { origin: url } });
    expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  await api("POST", "/api/setup", { ...OWNER, name: "Maria Keller", workspaceName: "Lumen", timeZone: "Europe/Berlin" });
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
  const track = (userId: string, total: number) => [
    { type: "identify", userId, traits: { name: `${userId} Lee`, email: `${userId}@shop.example`, plan: "pro", address: { city: "Berlin" } } },
    { type: "track", userId, event: "Cart Updated", properties: { cart_id: `c-${userId}`, total, currency: "EUR" } },
  ];
  const batch = [...track("Ann", 120), ...track("Bob", 80), { type: "track", event: "Of nobody" }];
  await api("POST", "/v1/batch", { batch, writeKey });
  const sent = await vi.waitFor(
    async () => {
      const { items } = await api("GET", "/api/messages?state=sent");
      expect(items).toHaveLength(1);
      return items[0];
    },
    { timeout: 30_000, interval: 200 },
  );
  return { profileId: sent.profile.id, messageId: sent.id, liveCampaignId: live.id, draftCampaignId: draft.id, webhookCampaignId: webhook.id };
}
