import { expect, test } from "vitest";
import { resend } from "../channels/emailResend.ts";
import type { ProviderView } from "./providerDesk.ts";
import { checkSendingDomain, type Dns } from "./sendingDomain.ts";

const view: ProviderView = { kind: resend, row: null, fromEnvironment: null, active: true, tally: null };

function dnsOf(texts: { readonly [name: string]: readonly string[] }): Dns {
  return { txt: async (name) => texts[name] ?? [], mx: async () => [] };
}

const states = async (dns: Dns) => (await checkSendingDomain(dns, "shop.example", view)).map(({ what, state }) => [what, state]);

test("each record is there, missing, or wrong", async () => {
  expect(await states(dnsOf({}))).toEqual([
    ["spf", "missing"],
    ["dkim", "missing"],
    ["dmarc", "missing"],
  ]);
  const good = {
    "shop.example": ["v=spf1 include:amazonses.com ~all", "some-verification=1"],
    "resend._domainkey.shop.example": ["p=MIGf"],
    "_dmarc.shop.example": ["v=DMARC1; p=none"],
  };
  expect(await states(dnsOf(good))).toEqual([
    ["spf", "found"],
    ["dkim", "found"],
    ["dmarc", "found"],
  ]);
  expect((await states(dnsOf({ "shop.example": ["v=spf1 include:elsewhere.example ~all"] })))[0]).toEqual(["spf", "wrong"]);
  expect((await states(dnsOf({ "shop.example": ["v=spf1 include:amazonses.com ~all", "v=spf1 mx ~all"] })))[0]).toEqual(["spf", "wrong"]);
});

test("where nobody can be asked, nothing is claimed", async () => {
  const silent: Dns = { txt: () => Promise.reject(new Error("ETIMEOUT")), mx: () => Promise.reject(new Error("ETIMEOUT")) };
  expect((await states(silent)).map(([, state]) => state)).toEqual(["not_looked_up", "not_looked_up", "not_looked_up"]);
});
