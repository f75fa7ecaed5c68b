import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { MINUTE, SECOND, type WebhookMessage } from "@beckon/core";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { WebhookChannel } from "../packages/server/src/channels/webhook.ts";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import { LinkSigner } from "../packages/server/src/engine/linkSigner.ts";
import { Sender } from "../packages/server/src/engine/sender.ts";
import { SendRescuer } from "../packages/server/src/engine/sendRescuer.ts";
import { WebhookDesk } from "../packages/server/src/engine/webhookDesk.ts";
import { type ApiTestServer, aDocument, apiTestServer } from "../packages/server/src/http/apiTestServer.ts";
import { SecretBox } from "../packages/server/src/secretBox.ts";
import { VersionRenderer } from "../packages/server/src/template/versionRenderer.ts";

interface Taken {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

// A webhook from its event to a real endpoint, and back to the page of its message.
let server: ApiTestServer;
let desk: WebhookDesk;
let channel: WebhookChannel;
let taken: Taken[];
let answers: number[];
let hook: string;
let campaigns = 0;
const sink = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  taken.push({ headers: request.headers, body });
  response.writeHead(answers.shift() ?? 200, { "x-request-id": "r1", "set-cookie": "of nobody" }).end(`answer ${taken.length}`);
});

beforeAll(async () => {
  server = await apiTestServer();
  desk = new WebhookDesk(server.deps.db, server.clock, new SecretBox("a secret of at least thirty-two characters"));
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  hook = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  sink.closeAllConnections();
  sink.close();
  await server.close();
});

beforeEach(() => {
  taken = [];
  answers = [];
  channel = channelThatAllows(["127.0.0.1"]);
});
afterEach(() => channel.close());

function channelThatAllows(allowPrivate: readonly string[]): WebhookChannel {
  return new WebhookChannel({
    now: () => Date.now(),
    allowPrivate,
    secretsOf: (workspaceId) => desk.secretsOf(workspaceId),
    open: (sealed, host) => desk.open(sealed, host),
  });
}

/** Somebody leaves a cart, and a campaign that is live decides to tell the endpoint. @returns the message's id */
async function decided(more: Partial<WebhookMessage> = {}): Promise<string> {
  campaigns += 1;
  const message: WebhookMessage = {
    channel: "webhook",
    method: "POST",
    url: hook,
    headers: [{ name: "Authorization", sealed: desk.seal(hook, "Bearer of the shop") }],
    body: { format: "json", source: '{ "who": {{ profile.email | json }}, "total": {{ event.total }} }' },
    ...more,
  };
  const trigger = { kind: "event", event: `Left ${campaigns}` } as never;
  const made = await server.call("POST", "/api/campaigns", { document: aDocument({ key: `hook-${campaigns}`, trigger, message }) });
  await server.call("POST", `/api/campaigns/${made.body.id}/launch`);
  await server.happen(`ann${campaigns}@shop.example`, `Left ${campaigns}`, { total: 120 });
  const { items } = (await server.call("GET", `/api/messages?campaignId=${made.body.id}`)).body;
  expect(items).toHaveLength(1);
  return items[0].id;
}

function aSender(): Sender {
  const { db } = server.deps;
  return new Sender({
    db,
    clock: server.clock,
    owner: "sender",
    channel,
    definitions: new DefinitionsCache(),
    renderer: new VersionRenderer(),
    links: new LinkSigner("0123456789abcdef0123456789abcdef", "https://beckon.example"),
    defaultFrom: { email: "shop@shop.example" },
    wake: () => {},
    onError: (error) => {
      throw error;
    },
    random: () => 0,
  });
}

const send = () => aSender().runOnce();
const page = async (id: string) => (await server.call("GET", `/api/messages/${id}`)).body;

test("a webhook arrives signed, with its secret opened, and what was answered stands on its page", async () => {
  const id = await decided();
  await send();
  const [{ headers, body }] = taken as [Taken];
  const [{ secret }] = (await server.call("POST", "/api/webhooks/signing/reveal")).body.items;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({ who: `ann${campaigns}@shop.example`, total: 120 });
  expect(headers.authorization).toBe("Bearer of the shop");
  const shown = await page(id);
  expect(shown).toMatchObject({
    state: "sent",
    content: { channel: "webhook", method: "POST", url: hook, headers: { Authorization: "(secret)" }, body },
    answers: [{ attempt: 1, status: 200, body: "answer 1", result: "accepted", headers: { "x-request-id": "r1" } }],
  });
  expect(JSON.stringify(shown)).not.toMatch(/of the shop|of nobody/);
});

test("an endpoint in trouble is tried again later, with the same webhook-id", async () => {
  answers = [500];
  const id = await decided();
  await send();
  expect(await page(id)).toMatchObject({ state: "ready", attempts: 1 });
  expect(await send()).toBe(0);
  server.clock.advance(10 * SECOND);
  await send();
  expect(taken[0]?.headers["webhook-id"]).toMatch(/^msg_/);
  expect(taken[1]?.headers["webhook-id"]).toBe(taken[0]?.headers["webhook-id"]);
  const { state, answers: kept } = await page(id);
  expect([state, kept.map((answer: { status: number }) => answer.status)]).toEqual(["sent", [500, 200]]);
});

test("an endpoint that refuses is not asked again", async () => {
  answers = [422];
  const id = await decided();
  await send();
  server.clock.advance(10 * MINUTE);
  expect(await send()).toBe(0);
  expect(taken).toHaveLength(1);
  expect(await page(id)).toMatchObject({ state: "failed", answers: [{ status: 422, body: "answer 1", result: "permanent" }] });
});

/** Its sender dies when the endpoint has it and before anything is written down. */
async function lost(id: string): Promise<void> {
  await send();
  await server.deps.db.query("update sends set state = 'sending', claimed_by = 'sender', claimed_at = $2 where id = $1", [
    id,
    new Date(server.clock.now()).toISOString(),
  ]);
  await server.deps.db.query("delete from answers where send_id = $1", [id]);
  server.clock.advance(11 * MINUTE);
  const rescuer = new SendRescuer({ db: server.deps.db, clock: server.clock, wake: () => {}, onReturned: () => {}, onError: () => {} });
  expect(await rescuer.runOnce()).toBe(1);
}

test("a webhook whose sender died is handed over again with the same webhook-id", async () => {
  const id = await decided();
  await lost(id);
  await send();
  expect(taken).toHaveLength(2);
  expect(taken[1]?.headers["webhook-id"]).toBe(taken[0]?.headers["webhook-id"]);
  expect(await page(id)).toMatchObject({ state: "sent" });
});

test("one that reaches a person ends as unknown instead", async () => {
  const id = await decided({ reaches: "person" });
  await lost(id);
  expect(await send()).toBe(0);
  expect(taken).toHaveLength(1);
  expect(await page(id)).toMatchObject({ state: "unknown" });
});

test("a private address is refused, and the page says why", async () => {
  await channel.close();
  channel = channelThatAllows([]);
  const id = await decided();
  await send();
  expect(taken).toEqual([]);
  const { state, facts } = await page(id);
  expect(state).toBe("failed");
  expect(JSON.stringify(facts)).toContain("127.0.0.1 is an address of a private network");
});
