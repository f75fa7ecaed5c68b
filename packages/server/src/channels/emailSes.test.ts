import { afterEach, describe, expect, test } from "vitest";
import { classifySesFailure, EmailSes } from "./emailSes.ts";
import { type FakeAnswer, fakeProvider, MAIL, SEND_ID } from "./fakeProvider.ts";

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function amazon(answer: FakeAnswer) {
  const provider = await fakeProvider(() => answer);
  const values = { region: "eu-central-1", accessKeyId: "AKIATEST", secretAccessKey: "secret", configurationSet: "beckon", baseUrl: provider.url };
  const channel = new EmailSes(values, { now: () => Date.UTC(2026, 10, 24) });
  open.push(
    () => provider.close(),
    () => channel.close(),
  );
  return { channel, provider };
}

const refusal = (status: number, type: string, message: string): FakeAnswer => ({ status, headers: { "x-amzn-errortype": type }, body: { message } });

describe("Amazon SES", () => {
  test("gets the mail as bytes, signed, with our id as a tag", async () => {
    const { channel, provider } = await amazon({ status: 200, body: { MessageId: "ses-1" } });
    expect(await channel.send(MAIL)).toEqual({ result: "accepted", providerId: "ses-1" });
    const [call] = provider.calls;
    expect([call?.path, call?.headers.authorization]).toEqual(["/v2/email/outbound-emails", expect.stringContaining("AKIATEST")]);
    const body = JSON.parse(call?.body ?? "{}");
    expect(body).toMatchObject({ ConfigurationSetName: "beckon", EmailTags: [{ Name: "send_id", Value: SEND_ID }], Destination: { ToAddresses: [MAIL.to] } });
    expect(Buffer.from(body.Content.Raw.Data, "base64").toString()).toMatch(/^From: "Ann, the shop" <hello@shop.example>\r\n/);
  });

  test.each([
    [429, "TooManyRequestsException", "Maximum sending rate exceeded.", { result: "retry" }],
    [400, "MessageRejected", "Email address is not verified.", { result: "configuration" }],
    [400, "MessageRejected", "Mail is not acceptable.", { result: "permanent", suppress: false }],
    [400, "SendingPausedException", "Sending is paused.", { result: "configuration" }],
    [404, "NotFoundException", "Configuration set <beckon> does not exist.", { result: "configuration" }],
    [403, "InvalidSignatureException", "The request signature does not match.", { result: "configuration" }],
    [400, "BadRequestException", "Illegal address", { result: "permanent" }],
    [500, "InternalServiceErrorException", "Try later", { result: "retry" }],
  ] as const)("%i %s: %s", async (status, type, message, expected) => {
    const { channel, provider } = await amazon(refusal(status, type, message));
    expect(await channel.send(MAIL)).toMatchObject(expected);
    // Its own client would try again by itself, and the mail could leave twice.
    expect(provider.calls).toHaveLength(1);
  });

  test("a connection that breaks after the mail has left leaves doubt", async () => {
    const { channel, provider } = await amazon(null);
    expect(await channel.send(MAIL)).toMatchObject({ result: "unknown" });
    expect(provider.calls).toHaveLength(1);
  });

  test("nobody there stops the channel", async () => {
    const { channel, provider } = await amazon(null);
    await provider.close();
    expect(await channel.send(MAIL)).toMatchObject({ result: "configuration", detail: expect.stringMatching(/cannot be reached/) });
  });

  test("the quota of the day is asked for again in an hour", () => {
    const failure = { name: "TooManyRequestsException", message: "Daily message quota exceeded.", $metadata: { httpStatusCode: 429 } };
    expect(classifySesFailure(failure)).toMatchObject({ result: "retry", afterMs: 3_600_000 });
  });

  test("a check tells of the sandbox", async () => {
    const { channel } = await amazon({ status: 200, body: { SendingEnabled: true, ProductionAccessEnabled: false, SendQuota: { Max24HourSend: 200 } } });
    expect(await channel.check()).toEqual({ ok: true, detail: expect.stringMatching(/sandbox.*200 mails a day/) });
  });
});
