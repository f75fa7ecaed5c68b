import { generateKeyPairSync } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { RenderedEmail } from "@beckon/core";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { EmailSmtp, type SmtpSettings } from "./emailSmtp.ts";

const MAIL: RenderedEmail = {
  channel: "email",
  sendId: "s1",
  messageId: "<abc@shop.example>",
  from: { name: "Shop", email: "hello@shop.example" },
  to: "ann@shop.example",
  subject: "Hello ü",
  html: `<p>${"Hi <b>you</b>\n".repeat(1000)}</p>`,
  text: "Hi",
  headers: { "List-Unsubscribe": "<https://mail.example/u/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
};

const open: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A real SMTP server that keeps what it takes. */
async function server(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Buffer[] }> {
  const mails: Buffer[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push(Buffer.concat(chunks));
        done(null, `queued as Q${mails.length}X`);
      });
    },
    ...options,
  });
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  open.push(() => new Promise<void>((resolve) => smtp.close(resolve)));
  return { port: (smtp.server.address() as AddressInfo).port, mails };
}

/** A server of our own script: what it says to each command; `null` hangs up, `bye ...` says it and hangs up. */
async function scripted(script: (line: string) => string | null): Promise<{ port: number; bodies: () => number }> {
  let bodies = 0;
  const tcp = createServer((socket: Socket) => {
    socket.on("error", () => {});
    socket.write("220 hi\r\n");
    let inBody = false;
    let rest = "";
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString("latin1")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (inBody && line !== ".") continue;
        const said = script(inBody ? "." : line.toUpperCase());
        if (inBody) bodies += 1;
        inBody = !inBody && line.toUpperCase() === "DATA" && said?.startsWith("354") === true;
        if (said === null) return void socket.destroy();
        if (said.startsWith("bye ")) return void socket.end(`${said.slice(4)}\r\n`);
        socket.write(`${said}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  open.push(() => new Promise((resolve) => tcp.close(resolve)));
  return { port: (tcp.address() as AddressInfo).port, bodies: () => bodies };
}

function channel(port: number, settings: Partial<SmtpSettings> = {}): EmailSmtp {
  const smtp = new EmailSmtp({ url: `smtp://127.0.0.1:${port}`, connections: 2, ...settings }, testClock(Date.UTC(2026, 10, 22)));
  open.push(() => smtp.close());
  return smtp;
}

const polite = (line: string) => (line.startsWith("DATA") ? "354 go" : line === "." ? "250 ok" : "250 ok");

test("a real server takes the mail whole, and its queue id is kept", async () => {
  const { port, mails } = await server();
  expect(await channel(port).send(MAIL)).toEqual({ result: "accepted", providerId: "Q1X" });
  const read = await PostalMime.parse(mails[0]!);
  expect(read).toMatchObject({ subject: "Hello ü", messageId: MAIL.messageId, to: [{ address: "ann@shop.example" }] });
  expect(read.html?.replaceAll("\r\n", "\n").trim()).toBe(MAIL.html);
});

test("the DKIM signature holds, and covers the unsubscribe headers", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const { port, mails } = await server();
  await channel(port, { dkim: { domainName: "shop.example", keySelector: "k1", privateKey } }).send(MAIL);
  const { results } = await dkimVerify(mails[0]!, { resolver: async () => [[`v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`]] });
  expect(results[0]?.status.result).toBe("pass");
  expect(results[0]).toMatchObject({ signingHeaders: { keys: expect.stringMatching(/list-unsubscribe: list-unsubscribe-post/i) } });
});

test("login, refusals and greylisting are told apart on a real server", async () => {
  const { port } = await server({
    onRcptTo: (address, _session, done) =>
      done(address.address.startsWith("ann") ? null : Object.assign(new Error("5.1.1 User unknown"), { responseCode: 550 })),
    onMailFrom: (address, _session, done) =>
      done(address.address.startsWith("grey") ? Object.assign(new Error("greylisted, try again in 60 seconds"), { responseCode: 451 }) : null),
  });
  const smtp = channel(port);
  expect(await smtp.send({ ...MAIL, to: "nobody@shop.example" })).toMatchObject({ result: "permanent", suppress: true });
  expect(await smtp.send({ ...MAIL, from: { email: "grey@shop.example" } })).toMatchObject({ result: "retry", afterMs: 60_000 });
  expect(await smtp.send(MAIL)).toMatchObject({ result: "accepted" });
  const locked = await server({ authOptional: false, onAuth: (_auth, _session, done) => done(new Error("no")), disabledCommands: ["STARTTLS"] });
  expect(await channel(locked.port, { url: `smtp://me:wrong@127.0.0.1:${locked.port}` }).send(MAIL)).toMatchObject({ result: "configuration" });
});

describe("a connection that breaks", () => {
  test("after the whole mail had left is doubt, and nothing is sent a second time", async () => {
    const { port, bodies } = await scripted((line) => (line === "." ? null : polite(line)));
    expect(await channel(port).send(MAIL)).toMatchObject({ result: "unknown" });
    expect(bodies()).toBe(1);
  });

  test("before the mail left is a try again", async () => {
    for (const command of ["MAIL", "RCPT", "DATA"]) {
      const { port } = await scripted((line) => (line.startsWith(command) ? null : polite(line)));
      expect(await channel(port).send(MAIL), command).toMatchObject({ result: "retry" });
    }
  });

  test("between two mails harms neither", async () => {
    const { port, bodies } = await scripted((line) => (line === "." ? "bye 250 ok" : polite(line)));
    const smtp = channel(port);
    expect([await smtp.send(MAIL), await smtp.send(MAIL)]).toMatchObject([{ result: "accepted" }, { result: "accepted" }]);
    expect(bodies()).toBe(2);
  });
});

test("a server that is not there stops the channel, and check says the same", async () => {
  const { port } = await scripted(polite);
  const smtp = channel(port);
  await open.shift()!();
  expect(await smtp.send(MAIL)).toMatchObject({ result: "configuration", detail: expect.stringContaining("cannot be reached") });
  expect(await smtp.check()).toMatchObject({ ok: false });
});
