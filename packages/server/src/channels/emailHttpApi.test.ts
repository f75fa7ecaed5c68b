import type { Channel, DeliveryResult, ProviderKind, ProviderValues } from "@beckon/core";
import { afterEach, describe, expect, test } from "vitest";
import { mailgun } from "./emailMailgun.ts";
import { postmark } from "./emailPostmark.ts";
import { resend } from "./emailResend.ts";
import { sendgrid } from "./emailSendgrid.ts";
import { type FakeAnswer, fakeProvider, MAIL, SEND_ID, type TakenCall } from "./fakeProvider.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const open: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function channelOf(kind: ProviderKind, values: ProviderValues): Channel {
  const channel = kind.open?.(values, { now: () => NOW, returnPath: () => "" });
  if (!channel) throw new Error("carries no mail");
  open.push(() => channel.close());
  return channel;
}

const KINDS: { readonly [name: string]: { readonly kind: ProviderKind; readonly values: ProviderValues } } = {
  Postmark: { kind: postmark, values: { serverToken: "token", messageStream: "broadcast" } },
  SendGrid: { kind: sendgrid, values: { apiKey: "SG.key", region: "eu" } },
  Resend: { kind: resend, values: { apiKey: "re_key" } },
  Mailgun: { kind: mailgun, values: { apiKey: "key", domain: "mail.shop.example", region: "us" } },
};

async function send(name: string, answer: FakeAnswer): Promise<{ result: DeliveryResult; call: TakenCall }> {
  const provider = await fakeProvider(() => answer);
  open.push(() => provider.close());
  const { kind, values } = KINDS[name]!;
  const result = await channelOf(kind, { ...values, baseUrl: provider.url }).send(MAIL);
  return { result, call: provider.calls[0]! };
}

describe("a mail as each provider wants it", () => {
  test("Postmark", async () => {
    const { result, call } = await send("Postmark", { status: 200, body: { ErrorCode: 0, Message: "OK", MessageID: "pm-1" } });
    expect(result).toEqual({ result: "accepted", providerId: "pm-1" });
    expect([call.path, call.headers["x-postmark-server-token"]]).toEqual(["/email", "token"]);
    expect(JSON.parse(call.body)).toMatchObject({
      From: '"Ann, the shop" <hello@shop.example>',
      To: "bob@people.example",
      ReplyTo: "help@shop.example",
      MessageStream: "broadcast",
      Metadata: { send_id: SEND_ID },
      TrackOpens: false,
    });
    expect(JSON.parse(call.body).Headers).toContainEqual({ Name: "List-Unsubscribe", Value: "<https://mail.example/u/1>" });
  });

  test("SendGrid", async () => {
    const { result, call } = await send("SendGrid", { status: 202, headers: { "x-message-id": "sg-1" } });
    expect(result).toEqual({ result: "accepted", providerId: "sg-1" });
    expect([call.path, call.headers.authorization]).toEqual(["/v3/mail/send", "Bearer SG.key"]);
    const body = JSON.parse(call.body);
    expect(body.personalizations).toEqual([{ to: [{ email: "bob@people.example" }], custom_args: { send_id: SEND_ID } }]);
    expect(body.content.map((part: { type: string }) => part.type)).toEqual(["text/plain", "text/html"]);
  });

  test("Resend, with a key by which a repeat is no second mail", async () => {
    const { result, call } = await send("Resend", { status: 200, body: { id: "re-1" } });
    expect(result).toEqual({ result: "accepted", providerId: "re-1" });
    expect(call.headers["idempotency-key"]).toBe(SEND_ID);
    expect(JSON.parse(call.body)).toMatchObject({ to: ["bob@people.example"], tags: [{ name: "send_id", value: SEND_ID }] });
  });

  test("Mailgun, as a form", async () => {
    const { result, call } = await send("Mailgun", { status: 200, body: { id: "<20261124.1@mail.shop.example>", message: "Queued. Thank you." } });
    expect(result).toEqual({ result: "accepted", providerId: "20261124.1@mail.shop.example" });
    expect([call.path, call.headers.authorization]).toEqual(["/v3/mail.shop.example/messages", `Basic ${Buffer.from("api:key").toString("base64")}`]);
    expect(call.body).toMatch(new RegExp(`name="v:send_id"\\r\\n\\r\\n${SEND_ID}`));
    expect(call.body).toMatch(/name="h:List-Unsubscribe"/);
  });
});

describe("what a refusal means", () => {
  const PERMANENT = { result: "permanent", suppress: false };
  const DEAD = { result: "permanent", suppress: true };
  const OURS = { result: "configuration" };
  test.each([
    ["Postmark", 401, { ErrorCode: 10, Message: "No Account or Server API tokens were supplied" }, OURS],
    ["Postmark", 422, { ErrorCode: 406, Message: "You tried to send to a recipient that has been marked as inactive." }, DEAD],
    ["Postmark", 422, { ErrorCode: 300, Message: "Error parsing 'To': Illegal email address" }, DEAD],
    ["Postmark", 422, { ErrorCode: 400, Message: "The 'From' address you supplied is not a Sender Signature" }, OURS],
    ["Postmark", 422, { ErrorCode: 1235, Message: "The stream provided does not exist" }, OURS],
    ["Postmark", 422, { ErrorCode: 411, Message: "Forbidden attachment type" }, PERMANENT],
    ["SendGrid", 401, { errors: [{ message: "The provided authorization grant is invalid", field: null }] }, OURS],
    ["SendGrid", 403, { errors: [{ message: "The from address does not match a verified Sender Identity", field: "from" }] }, OURS],
    ["SendGrid", 400, { errors: [{ message: "Does not contain a valid address.", field: "personalizations.0.to.0.email" }] }, DEAD],
    ["SendGrid", 413, { errors: [{ message: "Payload too large" }] }, PERMANENT],
    ["Resend", 403, { name: "validation_error", message: "The shop.example domain is not verified." }, OURS],
    ["Resend", 422, { name: "validation_error", message: "Invalid `to` field." }, DEAD],
    ["Resend", 429, { name: "daily_quota_exceeded", message: "You have reached your daily quota" }, OURS],
    ["Resend", 409, { name: "concurrent_idempotent_requests", message: "in progress" }, { result: "retry" }],
    ["Mailgun", 401, { message: "Forbidden" }, OURS],
    ["Mailgun", 404, { message: "Domain not found" }, OURS],
    ["Mailgun", 400, { message: "'to' parameter is not a valid address. please check documentation" }, DEAD],
    ["Mailgun", 400, { message: "'from' parameter is not a valid address" }, OURS],
  ] as const)("%s %i %j", async (name, status, body, expected) => {
    expect((await send(name, { status, body })).result).toMatchObject(expected);
  });

  test("too many requests wait as long as the provider asks", async () => {
    expect((await send("Postmark", { status: 429, headers: { "retry-after": "17" } })).result).toMatchObject({ result: "retry", afterMs: 17_000 });
    const reset = String(NOW / 1000 + 60);
    expect((await send("SendGrid", { status: 429, headers: { "x-ratelimit-reset": reset } })).result).toMatchObject({ result: "retry", afterMs: 60_000 });
  });

  test.each(["Postmark", "SendGrid", "Mailgun"])("%s: a connection that breaks leaves doubt", async (name) => {
    expect((await send(name, null)).result).toMatchObject({ result: "unknown" });
    expect((await send(name, { status: 504 })).result).toMatchObject({ result: "unknown" });
    expect((await send(name, { status: 503 })).result).toMatchObject({ result: "retry" });
  });

  test("Resend can be asked again, since it knows the mail by its key", async () => {
    expect((await send("Resend", null)).result).toMatchObject({ result: "retry" });
    expect((await send("Resend", { status: 502 })).result).toMatchObject({ result: "retry" });
  });

  test("a host that nobody listens on stops the channel, and no key is in the sentence", async () => {
    const provider = await fakeProvider(() => null);
    await provider.close();
    const result = await channelOf(sendgrid, { apiKey: "SG.secret", region: "us", baseUrl: provider.url }).send(MAIL);
    expect(result).toMatchObject({ result: "configuration", detail: expect.stringMatching(/^SendGrid cannot be reached/) });
    expect(JSON.stringify(result)).not.toContain("SG.secret");
  });

  test("a redirect is not followed: it would take the key to another host", async () => {
    expect((await send("Postmark", { status: 302, headers: { location: "http://elsewhere.example/" } })).result.result).not.toBe("accepted");
  });
});

describe("a check", () => {
  const check = async (name: string, answer: FakeAnswer) => {
    const provider = await fakeProvider(() => answer);
    open.push(() => provider.close());
    const { kind, values } = KINDS[name]!;
    return channelOf(kind, { ...values, baseUrl: provider.url }).check();
  };
  test.each([
    ["Postmark", { status: 200, body: { Name: "Shop" } }, true, /for the server Shop/],
    ["Postmark", { status: 401, body: { Message: "bad token" } }, false, /bad token/],
    ["SendGrid", { status: 200, body: { scopes: ["mail.send"] } }, true, /may send mail/],
    ["SendGrid", { status: 200, body: { scopes: ["stats.read"] } }, false, /give it the permission Mail Send/],
    ["Resend", { status: 401, body: { name: "restricted_api_key", message: "only send" } }, true, /That is enough/],
    ["Mailgun", { status: 200, body: { domain: { name: "mail.shop.example", state: "unverified" } } }, false, /verify its DNS records/],
  ] as const)("%s %j", async (name, answer, ok, sentence) => {
    const found = await check(name, answer);
    expect(found).toEqual({ ok, detail: expect.stringMatching(sentence) });
  });
});
