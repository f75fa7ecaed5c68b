import type { JsonObject } from "@beckon/core";
import { parseInstant } from "@beckon/core";
import type { MessageContext } from "./drops.ts";

/** A copy for Ann in Berlin about her cart, for tests and benchmarks; only what a test is about need be said. */
export function aMessageContext(
  change: { attributes?: JsonObject; properties?: JsonObject; locale?: string | null; timeZone?: string; click?: (url: string) => string } = {},
): MessageContext {
  return {
    profile: {
      id: "0190a000-0000-7000-8000-000000000001",
      attributes: change.attributes ?? { first_name: "Ann" },
      identifiers: { email: ["ann@shop.example"], user_id: ["u-1"] },
    },
    event: { name: "Cart Updated", at: parseInstant("2026-12-05T22:30:00Z") ?? 0, properties: change.properties ?? { total: 129.9 } },
    workspace: { name: "Shop", address: null, logoUrl: null },
    campaign: { key: "cart", name: "Cart" },
    message: { id: "send-1" },
    links: {
      unsubscribe: () => "https://mail.example/u/T",
      preferences: () => "https://mail.example/p/T",
      confirm: () => "https://mail.example/k/T",
      viewInBrowser: () => "https://mail.example/v/T",
      openPixel: () => "https://mail.example/o/T.gif",
      click: change.click ?? ((url) => `https://mail.example/c/T?${encodeURIComponent(url)}`),
    },
    locale: change.locale ?? null,
    timeZone: change.timeZone ?? "Europe/Berlin",
    now: parseInstant("2026-12-06T08:00:00Z") ?? 0,
  };
}
