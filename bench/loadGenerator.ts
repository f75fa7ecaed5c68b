import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { ShopTraffic } from "./shop.ts";

/** What the other process is to send, and how. */
export interface Load {
  readonly url: string;
  readonly writeKey: string;
  readonly seed: number;
  readonly events: number;
  readonly batchSize: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly people: number;
  readonly newShare: number;
}

/** When the first request left and the last answer came, by the wall clock. */
export interface LoadResult {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Requests that were told to come again, and did. */
  readonly repeated: number;
}

/** Sends the load from a process of its own. Its bodies are ready before the clock starts: a client's own work is not ours. */
export async function sendLoad(load: Load): Promise<LoadResult> {
  const child = fork(process.argv[1] as string, ["load-generator"]);
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`The load generator ended with ${code}.`);
  });
  child.send(load);
  const [result] = (await Promise.race([once(child, "message"), failed])) as [LoadResult];
  await failed.catch(() => {});
  return result;
}

/** The other process. */
export async function run(): Promise<void> {
  const [load] = (await once(process, "message")) as [Load];
  const traffic = new ShopTraffic(load);
  const bodies = Array.from({ length: Math.ceil(load.events / load.batchSize) }, () => Buffer.from(JSON.stringify(traffic.batch(load.batchSize, new Date()))));
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
  const startedAt = Date.now();
  let next = 0;
  let repeated = 0;
  const client = async () => {
    for (let index = next++; index < bodies.length; index = next++) {
      while ((await post(agent, load, bodies[index] as Buffer)) === 429) {
        repeated += 1;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, client));
  const result: LoadResult = { startedAt, endedAt: Date.now(), repeated };
  agent.destroy();
  process.send?.(result, () => process.disconnect());
}

/** @throws on any answer but 200 and 429 */
export function post(agent: Agent, { url, writeKey }: Pick<Load, "url" | "writeKey">, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": body.length,
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
    };
    const sent = request(`${url}/v1/batch`, { method: "POST", agent, headers }, (response) => {
      const { statusCode = 0 } = response;
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () =>
        statusCode === 429 || (statusCode === 200 && !text.includes("rejected"))
          ? resolve(statusCode)
          : reject(new Error(`${statusCode} ${text.slice(0, 500)}`)),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
