import type { RenderedEmail } from "@beckon/core";
import fc from "fast-check";
import nodemailer from "nodemailer";
import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { mimeMessage } from "./mimeMessage.ts";

const AT = Date.UTC(2026, 10, 22, 6, 14, 41);
const MAIL: RenderedEmail = {
  channel: "email",
  sendId: "s1",
  messageId: "<abc@shop.example>",
  from: { name: "Shop", email: "hello@shop.example" },
  to: "ann@shop.example",
  subject: "Hello",
  html: "<p>Hi</p>",
  text: "Hi",
  headers: {},
};

async function parsed(mail: RenderedEmail) {
  const raw = mimeMessage(mail, AT);
  for (const line of raw.toString("latin1").split("\r\n")) expect(line.length).toBeLessThan(999);
  expect(raw.toString("latin1").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  return PostalMime.parse(raw);
}

const collapsed = (text: string | undefined) => (text ?? "").replace(/\s+/g, " ").trim();

test("is read back as it was meant, with umlauts, long subjects, quotes and Asian names", async () => {
  const mail = {
    ...MAIL,
    from: { name: `Käse & "Söhne", GmbH`, email: "hello@bücher.example" },
    replyTo: "re@shop.example",
    subject: `${"Grüße aus Köln, 日本語テスト ".repeat(12)}ende`,
    html: `<p>${"ä€\n".repeat(500)}</p>`,
    text: "Zeile\nzwei €",
    headers: { "List-Unsubscribe": `<https://mail.example/u/${"x".repeat(300)}>`, "X-Beckon-Send": "s1" },
  };
  const read = await parsed(mail);
  expect(read.from).toMatchObject({ name: mail.from.name, address: "hello@xn--bcher-kva.example" });
  expect(read.replyTo?.[0]).toMatchObject({ address: "re@shop.example" });
  expect(collapsed(read.subject)).toBe(mail.subject);
  expect(read.html?.replaceAll("\r\n", "\n").trim()).toBe(mail.html);
  expect(read.text?.replaceAll("\r\n", "\n").trim()).toBe(mail.text);
  expect(read.headers.find((header) => header.key === "list-unsubscribe")?.value).toBe(mail.headers["List-Unsubscribe"]);
  expect(read).toMatchObject({ messageId: MAIL.messageId, date: "2026-11-22T06:14:41.000Z" });
});

test("says the same as nodemailer's own composer, whatever the text", async () => {
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true });
  const text = fc.string({ unit: "grapheme", maxLength: 200 }).map((value) => value.replace(/[\p{Cc}\ufeff]/gu, ""));
  await fc.assert(
    fc.asyncProperty(text, text, text, async (subject, name, content) => {
      const mail = { ...MAIL, subject: `S ${subject}`, from: { name: `N ${name}`, email: "a@shop.example" }, html: `<p>${content}</p>`, text: `T ${content}` };
      const theirs = await composer.sendMail({
        from: { name: mail.from.name, address: mail.from.email },
        to: mail.to,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        messageId: mail.messageId,
      });
      const [ours, reference] = [await parsed(mail), await PostalMime.parse(theirs.message as Buffer)];
      expect(ours.html?.trim()).toBe(reference.html?.trim());
      expect(ours.text?.trim()).toBe(reference.text?.trim());
      expect(collapsed(ours.subject)).toBe(collapsed(mail.subject));
      expect(ours.from?.address).toBe(reference.from?.address);
      expect(collapsed(ours.from?.name)).toBe(collapsed(mail.from.name));
    }),
    { numRuns: 60 },
  );
});

test("no value begins a header of its own", async () => {
  const read = await parsed({
    ...MAIL,
    subject: "a\r\nBcc: x@y.example",
    from: { name: "n\r\nX-Evil: 1", email: "a@b.example\r\nX-Evil: 2" },
    to: "t@x.example\r\nX-Evil: 3",
    headers: { "X-A\r\nX-Evil": "1\r\nX-Evil: 4" },
  });
  expect(read.headers.map((header) => header.key)).not.toContain("x-evil");
  expect(read.headers.map((header) => header.key)).not.toContain("bcc");
});

test("whatever stands in its fields, a mail has our headers and no other, and one sender and one recipient", async () => {
  const evil = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc
      .tuple(
        fc.string({ maxLength: 10 }),
        fc.constantFrom("\r\n", "\n", "\r", "\u2028", "\u0085", "\u010a\u010d", "\0\n", "\v", "%0d%0a", "=?utf-8?Q?=0D=0A?=", "\r\n\r\n", "\r\n "),
        fc.constantFrom("Bcc: x@evil.example", "X-Evil: 1", "Content-Type: text/html", "Subject: other", "<p>body"),
      )
      .map((parts) => parts.join("")),
  );
  await fc.assert(
    fc.asyncProperty(evil, evil, evil, evil, evil, async (subject, name, address, replyTo, value) => {
      const mail = { ...MAIL, subject, from: { name, email: `a${address}@shop.example` }, to: `t${address}@x.example`, replyTo, headers: { "X-A": value } };
      const raw = mimeMessage({ ...mail, html: null }, AT).toString("latin1");
      const head = raw.slice(0, raw.indexOf("\r\n\r\n"));
      const names = head.split(/\r\n(?![ \t])/).map((line) => line.slice(0, line.indexOf(":")));
      expect(names).toEqual([
        ...["From", "To", ...(replyTo ? ["Reply-To"] : []), "Subject", "Message-ID", "Date", "X-A"],
        ...["MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
      ]);
      expect(head.replaceAll("\r\n", "")).not.toMatch(/[\r\n\0]/);
    }),
    { numRuns: 300 },
  );
});

test("a text without HTML is one plain part", async () => {
  const raw = mimeMessage({ ...MAIL, html: null }, AT).toString();
  expect(raw).toContain("Content-Type: text/plain; charset=utf-8");
  expect(raw).not.toContain("multipart");
});
