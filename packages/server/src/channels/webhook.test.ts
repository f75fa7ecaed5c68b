import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RenderedWebhook } from "@beckon/core";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import { isPublic, publicLookup } from "./publicAddress.ts";
import { WebhookChannel } from "./webhook.ts";

const SECRETS = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An endpoint that answers as told and keeps what it was sent. */
async function endpoint(answer: (response: ServerResponse, count: number) => void = (response) => response.end("ok")) {
  const taken: { headers: IncomingMessage["headers"]; body: string; method: string | undefined; url: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    taken.push({ headers: request.headers, body, method: request.method, url: request.url });
    answer(response, taken.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, taken };
}

function channel(allowPrivate: readonly string[] = ["127.0.0.0/8"], timeoutMs = 10_000): WebhookChannel {
  const made = new WebhookChannel({ now: () => Date.now(), allowPrivate, secretsOf: async () => SECRETS, open: (sealed) => `opened ${sealed}`, timeoutMs });
  closing.push(() => made.close());
  return made;
}

const message = (url: string, more: Partial<RenderedWebhook> = {}): RenderedWebhook => ({
  channel: "webhook",
  sendId: "s",
  workspaceId: 1,
  webhookId: "msg_1",
  method: "POST",
  url,
  headers: [
    { name: "Content-Type", value: "application/json" },
    { name: "Authorization", sealed: "x" },
  ],
  body: '{"a":1}',
  ...more,
});

test("a request arrives whole, with secrets opened, signed by the old and the new secret", async () => {
  const { url, taken } = await endpoint();
  expect(await channel().send(message(url))).toMatchObject({ result: "accepted", answer: { status: 200, body: "ok" } });
  expect(taken).toMatchObject([{ method: "POST", url: "/hook", body: '{"a":1}', headers: { authorization: "opened x", "content-type": "application/json" } }]);
  for (const secret of SECRETS) expect(new Webhook(secret).verify(taken[0]!.body, taken[0]!.headers as never)).toEqual({ a: 1 });
  expect(() => new Webhook(SECRETS[0]!).verify('{"a":2}', taken[0]!.headers as never)).toThrow();
});

test.each([
  [200, {}, { result: "accepted" }],
  [429, { "retry-after": "7" }, { result: "retry", afterMs: 7_000 }],
  [503, {}, { result: "retry", afterMs: null }],
  [404, {}, { result: "permanent", suppress: false }],
  [410, {}, { result: "permanent" }],
  [302, { location: "http://127.0.0.1/elsewhere" }, { result: "permanent", detail: expect.stringContaining("Redirects are not followed") }],
])("an answer of %d is understood", async (status, headers, result) => {
  const { url, taken } = await endpoint((response) => response.writeHead(status, headers as never).end("body"));
  expect(await channel().send(message(url))).toMatchObject({ ...result, answer: { status, body: "body" } });
  expect(taken).toHaveLength(1);
});

test("nobody there is tried again, silence after the request is unknown, and an endless answer is cut", async () => {
  const silent = await endpoint(() => {});
  expect(await channel(["127.0.0.1"], 200).send(message(silent.url))).toMatchObject({ result: "unknown", answer: { status: null } });
  const endless = await endpoint((response) => response.end("x".repeat(5_000_000)));
  const answered = await channel().send(message(endless.url));
  expect(answered.answer?.body).toHaveLength(4_096);
  expect(await channel().send(message("http://127.0.0.1:1/hook"))).toMatchObject({ result: "retry" });
});

describe("private addresses", () => {
  test.each([
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:a00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
  ])("%s is none to go to", (address) => expect(isPublic(address)).toBe(false));

  test.each(["8.8.8.8", "1.1.1.1", "2606:4700::1111"])("%s is", (address) => expect(isPublic(address)).toBe(true));

  test.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://\u2460\u2461\u2466.0.0.1/",
    "http://127。0。0。1/",
    "http://[::]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[fd00:ec2::254]/",
    "http://user@127.0.0.1@127.0.0.1/",
    "http://8.8.8.8@127.0.0.1/",
    "http://localhost/",
    "http://169.254.169.254/latest/meta-data",
  ])("%s is refused for good", async (url) => {
    expect(await channel([]).send(message(url))).toMatchObject({ result: "permanent", detail: expect.stringContaining("private network") });
  });

  test.each(["file:///etc/passwd", "gopher://127.0.0.1:25/x", "ftp://8.8.8.8/", "data:text/plain,x", "//127.0.0.1/", "javascript:1"])(
    "%s is nothing that a request goes to",
    async (url) => {
      expect((await channel(["127.0.0.0/8"]).send(message(url))).result).toBe("permanent");
    },
  );

  test("a name that leads to us is refused at the connection, whatever the address says", async () => {
    const { url, taken } = await endpoint();
    const { port } = new URL(url);
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, `127.0.0.1.:${port}`])
      expect(await channel([]).send(message(`http://${host}/hook`))).not.toMatchObject({ result: "accepted" });
    expect(taken).toEqual([]);
  });

  test("a name is checked at the very look-up that connects, and an allowed host passes", () => {
    const answers: unknown[] = [];
    const private_ = (_host: string, answer: (error: null, found: { address: string; family: number }[]) => void) =>
      answer(null, [{ address: "10.0.0.1", family: 4 }]);
    publicLookup([], private_)("rebound.example", {}, (error, address) => answers.push(error?.name ?? address));
    publicLookup(["crm.internal"], private_)("crm.internal", {}, (error, address) => answers.push(error?.name ?? address));
    publicLookup(["10.0.0.0/8"], private_)("any.example", {}, (error, address) => answers.push(error?.name ?? address));
    expect(answers).toEqual(["PrivateAddress", "10.0.0.1", "10.0.0.1"]);
  });
});
