import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../packages/server/src/postgres/freePort.ts";
import { bundleForNode } from "../bundle.ts";
import { API_KEY, type BeckonClient, beckonClient, WRITE_KEY } from "./beckonClient.ts";
import { type BeckonProcess, beckonProcess, until } from "./beckonProcess.ts";

/** Real processes, killed under load: what was acknowledged must be there, once, and nobody may get a mail twice. */

const PEOPLE = 40;
const BATCHES = 60;
const BATCH = 20;
const JOURNEY_BATCHES = 30;

let folder: string;
let mailServer: SMTPServer;
let beckon: BeckonProcess;
let client: BeckonClient;
/** Message-ID -> how often it arrived. */
const arrived = new Map<string, number>();
/** The same by subject. */
const subjects = new Map<string, number>();
let introductions = 0;

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
  client = beckonClient(beckon);
  await beckon.start();
}, 180_000);

afterAll(async () => {
  await beckon?.stop();
  await new Promise<void>((resolve) => mailServer.close(() => resolve()));
  await rm(folder, { recursive: true, force: true });
});

test("kill -9 of the server and of the database under load loses no accepted event and sends no mail twice", async () => {
  const campaignId = await launchCampaign();
  await introduceEverybody();
  await sendUnderFire("Thing Done", BATCHES);

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
}, 400_000);

test("kill -9 under load lets everybody go every step of a journey once, by the way that is theirs", async () => {
  subjects.clear();
  const journeyId = await launchJourney();
  await introduceEverybody();
  await sendUnderFire("Cart Filled", JOURNEY_BATCHES);

  const accepted = JOURNEY_BATCHES * BATCH;
  await until(
    async () => (await journeyReport(journeyId)).completed === accepted,
    () => `Not everybody came to the end.\n${beckon.output()}`,
  );
  const { entered, inside, left, steps } = await journeyReport(journeyId);
  expect({ entered, inside, left }).toEqual({ entered: accepted, inside: 0, left: {} });
  const told = new Map(steps.map(({ step, passed, message }) => [step, { passed, told: message && message.sent + message.unknown }]));
  const half = accepted / 2;
  expect(Object.fromEntries(told)).toEqual({
    soon: { passed: accepted, told: null },
    first: { passed: accepted, told: accepted },
    kind: { passed: accepted, told: null },
    even: { passed: half, told: half },
    odd: { passed: half, told: half },
  });
  // What surely left has arrived, and nothing arrived twice, whichever message it was in.
  const surely = steps.reduce((sum, { message }) => sum + (message?.sent ?? 0), 0);
  expect([...subjects].filter(([, times]) => times > 1)).toEqual([]);
  expect(subjects.size).toBeGreaterThanOrEqual(surely);
  expect([...subjects.keys()].filter((subject) => !/^(first|even) \d*[02468]$|^(first|odd) \d*[13579]$/.test(subject))).toEqual([]);
}, 400_000);

async function introduceEverybody(): Promise<void> {
  introductions += 1;
  await client.sendBatch(
    Array.from({ length: PEOPLE }, (_, index) => ({
      type: "identify",
      userId: `u${index}`,
      messageId: `identify-${introductions}-${index}`,
      traits: { email: `u${index}@shop.example` },
    })),
  );
}

/** Sends an event for everybody, over and over, while server and database are killed. */
async function sendUnderFire(event: string, batches: number): Promise<void> {
  for (let batch = 0; batch < batches; batch += 1) {
    const sending = client.sendBatch(
      Array.from({ length: BATCH }, (_, index) => {
        const n = batch * BATCH + index;
        return { type: "track", event, userId: `u${n % PEOPLE}`, messageId: `${event}-${n}`, properties: { n, half: n % 2 === 0 ? "even" : "odd" } };
      }),
    );
    if (batch % 20 === 9) {
      await beckon.kill();
      await beckon.start();
    }
    if (batch % 20 === 19) beckon.killDatabase();
    await sending;
  }
}

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
  return client.api("GET", `/api/campaigns/${campaignId}/report`);
}

async function launchCampaign(): Promise<string> {
  const document = {
    key: "chaos",
    name: "Chaos",
    trigger: { kind: "event", event: "Thing Done" },
    onRepeat: "enroll",
    message: { channel: "email", subject: "Done", body: { format: "text", source: "You did a thing. {{ message.unsubscribe_url }}" } },
  };
  const { id } = await client.api<{ id: string }>("POST", "/api/campaigns", { document });
  await client.api("POST", `/api/campaigns/${id}/launch`, {});
  return id;
}

interface JourneyReport {
  readonly entered: number;
  readonly inside: number;
  readonly completed: number;
  readonly left: Readonly<Record<string, number>>;
  readonly steps: readonly { readonly step: string; readonly passed: number; readonly message: { readonly sent: number; readonly unknown: number } | null }[];
}

async function journeyReport(journeyId: string): Promise<JourneyReport> {
  return client.api("GET", `/api/journeys/${journeyId}/report`);
}

/** A wait, a mail, a fork, another mail. */
async function launchJourney(): Promise<string> {
  const mail = (id: string) => ({
    id,
    kind: "send",
    message: { channel: "email", subject: `${id} {{ event.n }}`, body: { format: "text", source: "Look. {{ message.unsubscribe_url }}" } },
  });
  const document = {
    key: "chaos-journey",
    name: "Chaos journey",
    trigger: { kind: "event", event: "Cart Filled" },
    onRepeat: "enroll",
    steps: [
      { id: "soon", kind: "delay", delay: { kind: "for", duration: "PT2S" }, next: "first" },
      { ...mail("first"), next: "kind" },
      { id: "kind", kind: "branch", branches: [{ if: { kind: "property", name: "half", op: "equals", value: "even" }, next: "even" }], else: "odd" },
      mail("even"),
      mail("odd"),
    ],
  };
  const { id } = await client.api<{ id: string }>("POST", "/api/journeys", { document });
  await client.api("POST", `/api/journeys/${id}/launch`, {});
  return id;
}

function receive(stream: NodeJS.ReadableStream, _session: unknown, done: () => void): void {
  let head = "";
  stream.on("data", (part: Buffer) => {
    if (head.length < 20_000) head += part.toString("latin1");
  });
  stream.on("end", () => {
    const id = /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? head;
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
    const subject = /^subject:\s*(.+?)\r?$/im.exec(head)?.[1] ?? head;
    subjects.set(subject, (subjects.get(subject) ?? 0) + 1);
    done();
  });
}
