import { rm } from "node:fs/promises";
import { startBeckon } from "../packages/server/src/beckon.ts";
import { systemClock } from "../packages/server/src/clock.ts";
import { readConfig } from "../packages/server/src/config.ts";
import { createLog } from "../packages/server/src/log.ts";
import { cpuTime, perEvent } from "./cpuTime.ts";
import { benchFolder, percentile, progress, report } from "./harness.ts";
import { driveEvents } from "./latencyClient.ts";
import type { BenchOptions } from "./options.ts";
import { SHOP_MAIL } from "./shopMail.ts";
import { startSink } from "./smtpSink.ts";

const WRITE_KEY = "bench-write-key-0001";
const API_KEY = "bench-api-key-000000001";
const WARM_UP = 400;

/**
 * How long from an event to its mail? 200 people a second (`--rate`, for `--seconds`) are identified and fill a cart, by a request each, and get a
 * mail of 34 kB of HTML each; from the moment the request leaves a client in another
 * process to the moment a mail server in a third has all of the mail.
 */
export async function run({ rate, seconds }: BenchOptions): Promise<void> {
  const dataDir = await benchFolder();
  const sink = await startSink();
  const settings = { BECKON_DATA_DIR: dataDir, BECKON_PORT: "0", BECKON_WRITE_KEY: WRITE_KEY, BECKON_API_KEY: API_KEY, BECKON_SMTP_URL: sink.url };
  const { config } = readConfig(settings, dataDir);
  const beckon = await startBeckon({ config, clock: systemClock, log: createLog({ level: "warn", readable: true, stream: process.stderr }), say: progress });
  try {
    await launch(beckon.publicUrl);
    const drive = (who: string, count: number) => driveEvents({ url: beckon.publicUrl, writeKey: WRITE_KEY, who, count, perSecond: rate });
    await drive("warm", WARM_UP);
    await sink.received(WARM_UP);
    await sink.reset();
    const before = cpuTime(dataDir);
    const sent = await drive("person", rate * seconds);
    await sink.received(sent.size);
    progress(perEvent(before, cpuTime(dataDir), sent.size));
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
