import { createHmac, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { HookCall, HookReading, ProviderHook, ProviderValues } from "@beckon/core";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { mailgunHook } from "./mailgunHook.ts";
import { postmarkHook } from "./postmarkHook.ts";
import { resendHook } from "./resendHook.ts";
import { sendgridHook } from "./sendgridHook.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const SECONDS = NOW / 1000;
const SEND_ID = "019aa000-0000-7000-8000-0000000000ab";

function call(body: string, headers: HookCall["headers"] = {}): HookCall {
  return { headers, body: Buffer.from(body), now: NOW, sendOf: () => null, fetchText: async () => "" };
}

async function read(hook: ProviderHook, made: HookCall, values: ProviderValues = {}): Promise<HookReading> {
  return hook.read(made, values);
}

async function reportsOf(hook: ProviderHook, made: HookCall, values: ProviderValues = {}) {
  const reading = await read(hook, made, values);
  if (reading.outcome !== "reports") throw new Error(JSON.stringify(reading));
  return reading.reports;
}

describe("SendGrid", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const shown = (key: KeyObject) => key.export({ format: "der", type: "spki" }).toString("base64");
  const values = { verificationKey: shown(publicKey) };
  const signed = (body: string, at = SECONDS, key = privateKey): HookCall =>
    call(body, {
      "x-twilio-email-event-webhook-timestamp": String(at),
      "x-twilio-email-event-webhook-signature": createSign("sha256").update(String(at)).update(body).sign(key, "base64"),
    });
  const events = (...list: object[]) =>
    JSON.stringify(list.map((event, index) => ({ sg_event_id: `e${index}`, timestamp: SECONDS, send_id: SEND_ID, ...event })));

  test("a list of events becomes reports, and what is no news is left out", async () => {
    const body = events(
      { event: "processed" },
      { event: "delivered", response: "250 OK" },
      { event: "deferred", response: "450 later" },
      { event: "bounce", type: "bounce", reason: "550 unknown user" },
      { event: "bounce", type: "blocked", reason: "554 blocked" },
      { event: "dropped", reason: "Bounced Address" },
      { event: "spamreport" },
      { event: "group_unsubscribe" },
      { event: "open", sg_machine_open: true, useragent: "Mozilla/5.0", ip: "1.2.3.4" },
      { event: "click", url: "https://shop.example/" },
    );
    const reports = await reportsOf(sendgridHook, signed(body), values);
    expect(reports.map(({ what, permanent }) => [what, permanent])).toEqual([
      ["delivered", false],
      ["bounced", true],
      ["bounced", false],
      ["bounced", true],
      ["complained", true],
      ["unsubscribed", false],
      ["opened", false],
      ["clicked", false],
    ]);
    expect(reports[0]).toMatchObject({ sendId: SEND_ID, eventId: "e1", detail: "250 OK", at: NOW });
    expect(reports[6]).toMatchObject({ machine: true, ip: "1.2.3.4" });
  });

  test("without our id the mail is known by SendGrid's", async () => {
    const body = events({ event: "delivered", send_id: undefined, sg_message_id: "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0" });
    expect(await reportsOf(sendgridHook, signed(body), values)).toMatchObject([{ sendId: null, providerId: "14c5d75ce93" }]);
  });

  test.each([
    ["another key", () => signed(events({ event: "delivered" }), SECONDS, generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)],
    ["a changed body", () => ({ ...signed(events({ event: "delivered" })), body: Buffer.from(events({ event: "bounce" })) })],
    ["an old time", () => signed(events({ event: "delivered" }), SECONDS - 301)],
    ["a time to come", () => signed(events({ event: "delivered" }), SECONDS + 301)],
    ["no signature", () => call(events({ event: "delivered" }))],
  ])("%s is refused", async (_, made) => {
    expect((await read(sendgridHook, made(), values)).outcome).toBe("refused");
  });

  test("a key that is none is refused with a sentence, and breaks nothing", async () => {
    expect(await read(sendgridHook, signed("[]"), { verificationKey: "nonsense" })).toMatchObject({
      outcome: "refused",
      problem: expect.stringMatching(/copy it anew/),
    });
  });
});

describe("Resend", () => {
  const secret = `whsec_${Buffer.from("a secret of the webhook, 32 bytes").toString("base64")}`;
  const values = { signingSecret: secret };
  const signed = (body: string, at = SECONDS): HookCall =>
    call(body, {
      "svix-id": "msg_1",
      "svix-timestamp": String(at),
      "svix-signature": `v1,AAAA ${new Webhook(secret).sign("msg_1", new Date(at * 1000), body)}`,
    });
  const event = (type: string, data: object = {}) =>
    JSON.stringify({ type, created_at: "2026-11-24T11:59:00.000Z", data: { email_id: "re-1", tags: { send_id: SEND_ID }, ...data } });

  test("signed as Standard Webhooks are, also while the secret is being changed", async () => {
    const [report] = await reportsOf(
      resendHook,
      signed(event("email.bounced", { bounce: { type: "Permanent", subType: "General", message: "no such user" } })),
      values,
    );
    expect(report).toMatchObject({ what: "bounced", permanent: true, eventId: "msg_1", sendId: SEND_ID, providerId: "re-1", detail: "General: no such user" });
  });

  test.each([
    ["email.delivered", {}, "delivered", false],
    ["email.bounced", { bounce: { type: "Transient" } }, "bounced", false],
    ["email.complained", {}, "complained", true],
    ["email.suppressed", {}, "bounced", true],
    ["email.clicked", { click: { link: "https://shop.example/", ipAddress: "1.2.3.4" } }, "clicked", false],
  ] as const)("%s", async (type, data, what, permanent) => {
    expect(await reportsOf(resendHook, signed(event(type, data)), values)).toMatchObject([{ what, permanent, sendId: SEND_ID }]);
  });

  test("tags may be a list too; what is no news is acknowledged", async () => {
    const listed = event("email.delivered", { tags: [{ name: "send_id", value: SEND_ID }] });
    expect(await reportsOf(resendHook, signed(listed), values)).toMatchObject([{ sendId: SEND_ID }]);
    expect(await reportsOf(resendHook, signed(event("email.sent")), values)).toEqual([]);
  });

  test.each([
    ["another body", { ...signed(event("email.delivered")), body: Buffer.from(event("email.bounced")) }],
    ["an old time", signed(event("email.delivered"), SECONDS - 301)],
    ["a time to come", signed(event("email.delivered"), SECONDS + 301)],
    ["no headers", call(event("email.delivered"))],
  ])("%s is refused", async (_, made) => {
    expect((await read(resendHook, made, values)).outcome).toBe("refused");
  });
});

describe("Mailgun", () => {
  const values = { signingKey: "key-1" };
  let serial = 0;
  const signed = (event: object, at = SECONDS, key = "key-1"): HookCall => {
    const token = `token${++serial}`;
    const signature = createHmac("sha256", key).update(`${at}${token}`).digest("hex");
    return call(JSON.stringify({ signature: { timestamp: String(at), token, signature }, "event-data": { id: "e1", timestamp: SECONDS + 0.5, ...event } }));
  };

  test("a permanent failure is a bounce, a temporary one is tried again and no news", async () => {
    const hook = mailgunHook();
    const failed = (severity: string) => ({
      event: "failed",
      severity,
      reason: "bounce",
      "delivery-status": { code: 550, description: "no such user" },
      "user-variables": { send_id: SEND_ID },
      message: { headers: { "message-id": "1@mail.shop.example" } },
    });
    expect(await reportsOf(hook, signed(failed("permanent")), values)).toMatchObject([
      { what: "bounced", permanent: true, sendId: SEND_ID, providerId: "1@mail.shop.example", detail: expect.stringContaining("550 no such user") },
    ]);
    expect(await reportsOf(hook, signed(failed("temporary")), values)).toEqual([]);
  });

  test("a refusal of the mail alone leaves the address open", async () => {
    const event = { event: "failed", severity: "permanent", reason: "espblock", "delivery-status": {} };
    expect(await reportsOf(mailgunHook(), signed(event), values)).toMatchObject([{ what: "bounced", permanent: false }]);
  });

  test("the same call again is refused", async () => {
    const hook = mailgunHook();
    const made = signed({ event: "delivered" });
    expect((await read(hook, made, values)).outcome).toBe("reports");
    expect(await read(hook, made, values)).toEqual({ outcome: "refused", problem: "this call has come before" });
  });

  test.each([
    ["another key", () => signed({ event: "delivered" }, SECONDS, "other")],
    ["an old time", () => signed({ event: "delivered" }, SECONDS - 301)],
    ["no signature", () => call(JSON.stringify({ "event-data": { event: "delivered" } }))],
    ["no JSON", () => call("event=delivered")],
  ])("%s is refused", async (_, made) => {
    expect((await read(mailgunHook(), made(), values)).outcome).toBe("refused");
  });
});

describe("Postmark", () => {
  const told = (more: object) => call(JSON.stringify({ MessageID: "pm-1", Metadata: { send_id: SEND_ID }, ...more }));

  test.each([
    [{ RecordType: "Delivery", DeliveredAt: "2026-11-24T11:00:00Z", Details: "250 OK" }, "delivered", false],
    [{ RecordType: "Bounce", ID: 42, Type: "HardBounce", BouncedAt: "2026-11-24T11:00:00Z", Details: "550 no such user" }, "bounced", true],
    [{ RecordType: "Bounce", ID: 43, Type: "SoftBounce" }, "bounced", false],
    [{ RecordType: "SpamComplaint", ID: 44, Type: "SpamComplaint" }, "complained", true],
    [{ RecordType: "SubscriptionChange", SuppressSending: true, SuppressionReason: "ManualSuppression", Origin: "Recipient" }, "unsubscribed", false],
    [{ RecordType: "Open", UserAgent: "Mail", Geo: { IP: "1.2.3.4" } }, "opened", false],
    [{ RecordType: "Click", OriginalLink: "https://shop.example/" }, "clicked", false],
  ] as const)("%j", async (more, what, permanent) => {
    expect(await reportsOf(postmarkHook, told(more))).toMatchObject([{ what, permanent, sendId: SEND_ID, providerId: "pm-1" }]);
  });

  test("a holiday notice is no bounce, and what is no record is said to be none", async () => {
    expect(await reportsOf(postmarkHook, told({ RecordType: "Bounce", ID: 1, Type: "AutoResponder" }))).toEqual([]);
    expect((await read(postmarkHook, call("{}"))).outcome).toBe("malformed");
    expect((await read(postmarkHook, call("[1"))).outcome).toBe("malformed");
  });
});
