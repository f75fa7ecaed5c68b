import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type CampaignDocument, checkCampaign, type JsonObject } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { aMessageContext } from "../../packages/server/src/template/aMessageContext.ts";
import { checkMessage, previewMessage } from "../../packages/server/src/template/kinds.ts";

const folder = new URL("../../docs/examples/", import.meta.url).pathname;
const OPTIONS = { isMarketing: true, language: "en" };

function read(name: string): CampaignDocument {
  return parse(readFileSync(path.join(folder, name), "utf8")) as CampaignDocument;
}

async function seen(name: string, locale: string | null, properties: JsonObject) {
  const { content, ...rest } = await previewMessage(read(name).message, aMessageContext({ locale, properties }), OPTIONS, { email: "hello@shop.example" });
  if (content.channel !== "email") throw new Error(`${name} sends no mail.`);
  return { ...content, ...rest };
}

const CART: JsonObject = {
  total: 129.9,
  currency: "EUR",
  url: "https://shop.example/cart/a",
  products: [
    { name: "Tea", price: 49.95, quantity: 2 },
    { name: "Cup", price: 30 },
  ],
};

describe.each(readdirSync(folder).filter((name) => name.endsWith(".yaml")))("docs/examples/%s", (name) => {
  test("may be launched: neither the document nor its mail has anything to mend", async () => {
    const document = read(name);
    expect(checkCampaign(document)).toEqual([]);
    expect(
      (await checkMessage(document.message, OPTIONS, { always: new Set(), attributes: [], properties: [] })).filter((problem) => problem.severity === "error"),
    ).toEqual([]);
  });
});

test("the cart reminder shows what is in the cart, in the reader's language", async () => {
  const english = await seen("abandoned-cart.yaml", null, CART);
  expect(english).toMatchObject({ subject: "Ann, your cart is still here", preheader: "2 things for €129.90, kept for you", missing: [], problems: [] });
  expect(english.text).toContain("2 × Tea: €99.90\n1 × Cup: €30.00\nTogether: €129.90");
  expect(await seen("abandoned-cart.yaml", "de-DE", CART)).toMatchObject({
    subject: "Ann, dein Warenkorb ist noch da",
    preheader: expect.stringMatching(/^Er wartet auf dich: 129,90\s€$/),
  });
});

test("the payment reminder shows the amount and the link of Stripe's invoice", async () => {
  const mail = await seen("payment-failed.yaml", null, {
    amount: 5800,
    currency: "EUR",
    plan: "Pro",
    number: "A-0001",
    next_payment_attempt: "2026-12-10T10:00:00.000Z",
    hosted_invoice_url: "https://invoice.stripe.com/i/1",
  });
  expect(mail.subject).toBe("Your payment of €58.00 did not go through");
  expect(mail.text).toMatch(/€58\.00 for Pro \(invoice A-0001\)\.\s+We try again on 10 December/);
  expect(mail.html).toContain("https://mail.example/c/T?https%3A%2F%2Finvoice.stripe.com%2Fi%2F1");
});
