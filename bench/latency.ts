import { rm } from "node:fs/promises";
import { Agent } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { startBeckon } from "../packages/server/src/beckon.ts";
import { systemClock } from "../packages/server/src/clock.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { createLog } from "../packages/server/src/log.ts";
import { benchFolder, percentile, progress, report } from "./harness.ts";
import { post } from "./loadGenerator.ts";
import { aCart, SHOP_MAIL } from "./shopMail.ts";
import { startSink } from "./smtpSink.ts";

const WRITE_KEY = "bench-write-key-0001";
const API_KEY = "bench-api-key-000000001";
const PER_SECOND = 200;
const SECONDS = 20;
const WARM_UP = 400;

/**
 * How long from an event to its mail? 200 people a second are identified and fill a cart, by a request each, and get a
 * mail of 26 kB each; from the moment the request leaves the client to the moment the mail server in another process has all of it.
 */
export async function run(): Promise<void> {
  const dataDir = await benchFolder();
  const sink = await startSink();
  const settings = { BECKON_DATA_DIR: dataDir, BECKON_PORT: "0", BECKON_WRITE_KEY: WRITE_KEY, BECKON_API_KEY: API_KEY, BECKON_SMTP_URL: sink.url };
  const { config } = readConfig(settings, dataDir);
  const beckon = await startBeckon({ config, clock: systemClock, log: createLog({ level: "warn", readable: true, stream: process.stderr }), say: progress });
  try {
    await launch(beckon.publicUrl);
    await drive(beckon.publicUrl, "warm", WARM_UP);
    await sink.received(WARM_UP);
    await sink.reset();
    const sent = await drive(beckon.publicUrl, "person", PER_SECOND * SECONDS);
    await sink.received(sent.size);
    const { arrivals } = await sink.tally();
    const waits = [...sent].map(([address, at]) => (arrivals[address] ?? Number.NaN) - at);
    for (const percent of [50, 95, 99] as const) {
      report({ bench: "latency", figure: `accept_to_smtp_p${percent}_ms`, value: percentile(waits, percent), unit: "ms", limit: null });
    }
  } finally {
    await beckon.stop();
    await sink.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Sends `count` events at an even pace, whatever becomes of them. @returns when each left, by the address its mail goes to */
async function drive(url: string, who: string, count: number): Promise<Map<string, number>> {
  const sent = new Map<string, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const requests: Promise<number>[] = [];
  const start = performance.now();
  for (let index = 0; index < count; index += 1) {
    const wait = start + (index * 1000) / PER_SECOND - performance.now();
    if (wait > 1) await pause(wait);
    const address = `${who}-${index}@shop.example`;
    sent.set(address, performance.timeOrigin + performance.now());
    const traits = { email: address, first_name: `Änn ${index}`, plan: "basic" };
    const userId = `${who}-${index}`;
    requests.push(
      post(
        agent,
        { url, writeKey: WRITE_KEY },
        bodyOf([
          { type: "identify", userId, traits },
          { type: "track", userId, event: "Cart Updated", properties: aCart(index) },
        ]),
      ),
    );
  }
  await Promise.all(requests);
  agent.destroy();
  return sent;
}

function bodyOf(batch: readonly object[]): Buffer {
  return Buffer.from(JSON.stringify({ batch }));
}

async function launch(url: string): Promise<void> {
  const document = { key: "latency", name: "Latency", trigger: { kind: "event", event: "Cart Updated" }, message: SHOP_MAIL };
  const { id } = await call(`${url}/api/campaigns`, { document });
  await call(`${url}/api/campaigns/${id}/launch`, {});
}

async function call(url: string, body: object): Promise<{ readonly id: string }> {
  const headers = { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text) as { id: string };
}
