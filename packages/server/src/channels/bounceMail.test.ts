import type { HookCall, HookReading } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { ReturnPath } from "../engine/returnPath.ts";
import { bounceMail } from "./bounceMail.ts";

const SEND_ID = "019aa000-0000-7000-8000-0000000000ab";
const returnPath = new ReturnPath("a secret of at least thirty-two characters");
const VERP = returnPath.addressOf(SEND_ID, "bounces.shop.example");

async function read(mail: string, headers: HookCall["headers"] = {}): Promise<HookReading | undefined> {
  return bounceMail.hook?.read(
    {
      headers,
      body: Buffer.from(mail.replace(/\r?\n/g, "\r\n")),
      now: Date.UTC(2026, 10, 24, 12),
      sendOf: (address) => returnPath.sendOf(address),
      fetchText: async () => "",
    },
    {},
  );
}

/** What Postfix sends back, shortened. */
function dsn(more: { action?: string; status?: string; to?: string; original?: string } = {}): string {
  return `Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: ${more.to ?? VERP}
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn-1@mx.example>
Date: Tue, 24 Nov 2026 11:59:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I am sorry.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Tue, 24 Nov 2026 11:58:00 +0000

Final-Recipient: rfc822; bob@people.example
Action: ${more.action ?? "failed"}
Status: ${more.status ?? "5.1.1"}
Diagnostic-Code: smtp; 550 5.1.1 <bob@people.example>: Recipient address
    rejected: User unknown

--b1
Content-Type: text/rfc822-headers

${more.original ?? "From: hello@shop.example\nSubject: Hi"}

--b1--
`;
}

describe("mail that comes back", () => {
  test("a bounce to its return path is found by the address alone", async () => {
    expect(await read(dsn())).toMatchObject({
      outcome: "reports",
      reports: [{ what: "bounced", permanent: true, sendId: SEND_ID, eventId: "<dsn-1@mx.example>", detail: expect.stringContaining("User unknown") }],
    });
  });

  test("servers may have changed the case of the address", async () => {
    expect(await read(dsn({ to: VERP.toUpperCase() }))).toMatchObject({ reports: [{ sendId: SEND_ID }] });
  });

  test("without a return path the headers of the mail tell", async () => {
    expect(await read(dsn({ to: "hello@shop.example", original: `From: a@b.example\nX-Beckon-Send: ${SEND_ID}` }))).toMatchObject({
      reports: [{ sendId: SEND_ID }],
    });
  });

  test("nobody makes a return path of their own", async () => {
    const forged = `bounce+${SEND_ID.replaceAll("-", "")}-0123456789abcdef@bounces.shop.example`;
    expect(await read(dsn({ to: forged }))).toMatchObject({ reports: [{ sendId: null }] });
  });

  test.each([
    ["failed", "5.2.2", { what: "bounced", permanent: false }],
    ["failed", "5.7.1", { what: "bounced", permanent: false }],
    ["failed", "4.4.7", { what: "bounced", permanent: false }],
    ["failed", "5.1.2", { what: "bounced", permanent: true }],
    ["delivered", "2.0.0", { what: "delivered" }],
  ])("%s with %s", async (action, status, expected) => {
    expect(await read(dsn({ action, status }))).toMatchObject({ reports: [expected] });
  });

  test.each(["delayed", "relayed", "expanded"])("%s is no news yet", async (action) => {
    expect(await read(dsn({ action, status: "4.4.1" }))).toEqual({ outcome: "reports", reports: [] });
  });

  test("a complaint of a feedback loop (ARF)", async () => {
    const arf = `From: fbl@mailbox.example
To: ${VERP}
Message-ID: <arf-1@mailbox.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

--b2
Content-Type: text/plain

This is an email abuse report.

--b2
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--b2
Content-Type: message/rfc822

From: hello@shop.example
X-Beckon-Send: ${SEND_ID}
Subject: Offer

Body

--b2--
`;
    expect(await read(arf)).toMatchObject({ reports: [{ what: "complained", permanent: true, sendId: SEND_ID, detail: "abuse" }] });
    expect(await read(arf.replace("Feedback-Type: abuse", "Feedback-Type: not-spam"))).toEqual({ outcome: "reports", reports: [] });
  });

  test("a holiday notice to the return path is no bounce; nothing is no mail", async () => {
    expect(await read(`From: bob@people.example\nTo: ${VERP}\nSubject: Away\nAuto-Submitted: auto-replied\n\nI am away.`)).toEqual({
      outcome: "reports",
      reports: [],
    });
    expect(await read("")).toMatchObject({ outcome: "malformed" });
  });
});
