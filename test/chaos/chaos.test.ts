import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../packages/server/src/postgres/freePort.ts";
import { bundleForNode } from "../bundle.ts";
import { type BeckonProcess, beckonProcess, until } from "./beckonProcess.ts";

/** Real processes, killed under load: what was acknowledged must be there, once, and nobody may get a mail twice. */

const API_KEY = "bkn_api_chaoschaoschaoschaoschaoschaos";
const WRITE_KEY = "bkn_write_chaoschaoschaoschaoschaos";
const PEOPLE = 40;
const BATCHES = 60;
const BATCH = 20;

let folder: string;
let mailServer: SMTPServer;
let beckon: BeckonProcess;
/** Message-ID -> how often it arrived. */
const arrived = new Map<string, number>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "beckon-chaos-"));
  mailServer = new SMTPServer({ authOptional: true, disabledCommands: ["STARTTLS", "AUTH"], logger: false, onData: receive });
  // Connections of a killed sender end with an error, as they should.
  mailServer.on("error", () => {});
  await new Promise<void>((resolve) => mailServer.listen(0, "127.0.0.1", resolve));
  const { port } = mailServer.server.address() as AddressInfo;
  const program = await bundleForNode("packages/server/src/main.ts");
  beckon = beckonProcess(program, path.join(folder, "data"), await freePort(), {
    BECKON_API_KEY: API_KEY,
    BECKON_WRITE_KEY: WRITE_KEY,
    BECKON_SMTP_URL: `smtp://127.0.0.1:${port}`,
    BECKON_MAIL_FROM: "Shop <shop@shop.example>",
  });
  await beckon.start();
});

afterAll(async () => {
  await beckon?.stop();
  await new Promise<void>((resolve) => mailServer.close(() => resolve()));
  await rm(folder, { recursive: true, force: true });
});

test("kill -9 of the server and of the database under load loses no accepted event and sends no mail twice", async () => {
  const campaignId = await launchCampaign();
  await sendBatch(
    Array.from({ length: PEOPLE }, (_, index) => ({
      type: "identify",
      userId: `u${index}`,
      messageId: `identify-${index}`,
      traits: { email: `u${index}@shop.example` },
    })),
  );

  for (let batch = 0; batch < BATCHES; batch += 1) {
    const sending = sendBatch(
      Array.from({ length: BATCH }, (_, index) => ({
        type: "track",
        event: "Thing Done",
        userId: `u${(batch * BATCH + index) % PEOPLE}`,
        messageId: `event-${batch}-${index}`,
      })),
    );
    if (batch % 20 === 9) {
      await beckon.kill();
      await beckon.start();
    }
    if (batch % 20 === 19) beckon.killDatabase();
    await sending;
  }

  const accepted = BATCHES * BATCH;
  await until(
    async () => settled(await report(campaignId), accepted),
    () => `Not everything settled.\n${beckon.output()}`,
  );
  const { entered, sent, unknown, failed, skipped } = await report(campaignId);
  expect(entered).toBe(accepted);
  expect(sent + unknown).toBe(accepted);
  expect({ failed, skipped }).toEqual({ failed: 0, skipped: {} });
  expect([...arrived.values()].filter((times) => times > 1)).toEqual([]);
  expect(arrived.size).toBeGreaterThanOrEqual(sent);
  expect(arrived.size).toBeLessThanOrEqual(sent + unknown);
}, 240_000);

interface Report {
  readonly entered: number;
  readonly waiting: number;
  readonly sending: number;
  readonly sent: number;
  readonly unknown: number;
  readonly failed: number;
  readonly skipped: Readonly<Record<string, number>>;
}

function settled(now: Report, accepted: number): boolean {
  return now.entered === accepted && now.waiting === 0 && now.sending === 0;
}

async function report(campaignId: string): Promise<Report> {
  return (await api("GET", `/api/campaigns/${campaignId}/report`)) as Report;
}

async function launchCampaign(): Promise<string> {
  const document = {
    key: "chaos",
    name: "Chaos",
    trigger: { kind: "event", event: "Thing Done" },
    onRepeat: "enroll",
    message: { channel: "email", subject: "Done", body: { format: "text", source: "You did a thing. {{ message.unsubscribe_url }}" } },
  };
  const { id } = (await api("POST", "/api/campaigns", { document })) as { id: string };
  await api("POST", `/api/campaigns/${id}/launch`, {});
  return id;
}

async function api(method: string, route: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${beckon.url}${route}`, {
    method,
    headers: { authorization: `Bearer ${API_KEY}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** As Segment's library does it: the same messages again until a 2xx comes. */
async function sendBatch(batch: readonly object[]): Promise<void> {
  await until(
    async () => {
      const headers = { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}`, "content-type": "application/json" };
      return (await fetch(`${beckon.url}/v1/batch`, { method: "POST", headers, body: JSON.stringify({ batch, sentAt: new Date().toISOString() }) })).ok;
    },
    () => `A batch was never accepted.\n${beckon.output()}`,
  );
}

function receive(stream: NodeJS.ReadableStream, _session: unknown, done: () => void): void {
  let head = "";
  stream.on("data", (part: Buffer) => {
    if (head.length < 20_000) head += part.toString("latin1");
  });
  stream.on("end", () => {
    const id = /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? head;
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
    done();
  });
}
