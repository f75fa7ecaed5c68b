import { execFileSync } from "node:child_process";
import { createSign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { HookReading } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { sesHook } from "./sesHook.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const SEND_ID = "019aa000-0000-7000-8000-0000000000ab";
let serial = 0;

/** A certificate as Amazon's, of our own making. */
function certificate(): { key: string; pem: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sns-"));
  const [key, pem] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", pem, "-days", "2", "-subj", "/CN=sns.amazonaws.com"], {
    stdio: "ignore",
  });
  const made = { key: readFileSync(key, "utf8"), pem: readFileSync(pem, "utf8") };
  rmSync(folder, { recursive: true });
  return made;
}

const { key, pem } = certificate();
const freshUrl = () => `https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-${++serial}.pem`;

function sns(more: { readonly [name: string]: string }, version = "2") {
  const message: { [name: string]: string } = {
    Type: "Notification",
    MessageId: "m-1",
    TopicArn: "arn:aws:sns:eu-central-1:1:beckon",
    Timestamp: "2026-11-24T11:59:59.000Z",
    Message: "{}",
    SignatureVersion: version,
    SigningCertURL: freshUrl(),
    ...more,
  };
  const names =
    message["Type"] === "Notification"
      ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
      : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  const text = names.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join("");
  return {
    Signature: createSign(version === "1" ? "sha1" : "sha256")
      .update(text)
      .sign(key, "base64"),
    ...message,
  };
}

const fetched: string[] = [];
async function read(message: object): Promise<HookReading> {
  return sesHook.read(
    {
      headers: {},
      body: Buffer.from(JSON.stringify(message)),
      now: NOW,
      sendOf: () => null,
      fetchText: async (url) => {
        fetched.push(url);
        return pem;
      },
    },
    {},
  );
}

const mail = { messageId: "ses-1", timestamp: "2026-11-24T11:58:00.000Z", tags: { send_id: [SEND_ID] } };

describe("Amazon SES through SNS", () => {
  test.each(["1", "2"])("a bounce, signed in version %s", async (version) => {
    const bounce = {
      bounceType: "Permanent",
      bounceSubType: "General",
      timestamp: "2026-11-24T11:59:00.000Z",
      bouncedRecipients: [{ diagnosticCode: "smtp; 550" }],
    };
    const reading = await read(sns({ Message: JSON.stringify({ eventType: "Bounce", mail, bounce }), Subject: "Amazon SES" }, version));
    expect(reading).toMatchObject({
      outcome: "reports",
      reports: [{ what: "bounced", permanent: true, sendId: SEND_ID, providerId: "ses-1", eventId: "m-1", detail: "General: smtp; 550" }],
    });
  });

  test.each([
    ["Delivery", { delivery: { smtpResponse: "250 OK" } }, { what: "delivered" }],
    ["Bounce", { bounce: { bounceType: "Transient" } }, { what: "bounced", permanent: false }],
    ["Complaint", { complaint: { complaintFeedbackType: "abuse" } }, { what: "complained", permanent: true, detail: "abuse" }],
    ["Open", { open: { userAgent: "Mail", ipAddress: "1.2.3.4" } }, { what: "opened", ip: "1.2.3.4" }],
    ["Click", { click: { link: "https://shop.example/" } }, { what: "clicked", url: "https://shop.example/" }],
  ] as const)("%s, as an event and as a notification", async (type, part, expected) => {
    for (const word of ["eventType", "notificationType"]) {
      const reading = await read(sns({ Message: JSON.stringify({ [word]: type, mail, ...part }) }));
      expect(reading).toMatchObject({ outcome: "reports", reports: [expected] });
    }
  });

  test("an invitation is answered at Amazon's own address only", async () => {
    const invitation = { Type: "SubscriptionConfirmation", Token: "t", Message: "You have chosen to subscribe" };
    const good = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t";
    expect(await read(sns({ ...invitation, SubscribeURL: good }))).toEqual({ outcome: "confirm", url: good });
    for (const SubscribeURL of ["https://sns.eu-central-1.amazonaws.com.evil.example/", "http://sns.eu-central-1.amazonaws.com/", "https://169.254.169.254/"])
      expect((await read(sns({ ...invitation, SubscribeURL }))).outcome).toBe("refused");
  });

  test.each([
    "https://evil.example/cert.pem",
    "http://sns.eu-central-1.amazonaws.com/cert.pem",
    "https://sns.eu-central-1.amazonaws.com@evil.example/cert.pem",
    "https://evil.example/?https://sns.eu-central-1.amazonaws.com/cert.pem",
  ])("a certificate from %s is not even fetched", async (SigningCertURL) => {
    fetched.length = 0;
    expect((await read(sns({ SigningCertURL }))).outcome).toBe("refused");
    expect(fetched).toEqual([]);
  });

  test("a changed message, a foreign version and what is none are refused or said to make no sense", async () => {
    expect((await read({ ...sns({}), Message: "{ }" })).outcome).toBe("refused");
    expect((await read(sns({}, "3"))).outcome).toBe("refused");
    expect((await read({ eventType: "Bounce" })).outcome).toBe("malformed");
    expect(await read(sns({ Message: "no json" }))).toEqual({ outcome: "reports", reports: [] });
  });
});
