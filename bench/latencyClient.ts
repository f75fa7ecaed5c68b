import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { post } from "./loadGenerator.ts";
import { aCart } from "./shopMail.ts";

export interface Drive {
  readonly url: string;
  readonly writeKey: string;
  /** Begins the names of the people. */
  readonly who: string;
  readonly count: number;
  readonly perSecond: number;
}

/** Sends events at an even pace from a process of its own. @returns when each left, by the address its mail goes to */
export async function driveEvents(drive: Drive): Promise<ReadonlyMap<string, number>> {
  const child = fork(process.argv[1] as string, ["latency-client"], { serialization: "advanced" });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`The client ended with ${code}.`);
  });
  child.send(drive);
  const [sent] = (await Promise.race([once(child, "message"), failed])) as [ReadonlyMap<string, number>];
  await failed.catch(() => {});
  return sent;
}

/** The other process. */
export async function run(): Promise<void> {
  const [drive] = (await once(process, "message")) as [Drive];
  const sent = new Map<string, number>();
  const requests: Promise<void>[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const start = performance.now();
  for (let index = 0; index < drive.count; index += 1) {
    const wait = start + (index * 1000) / drive.perSecond - performance.now();
    if (wait > 1) await pause(wait);
    const userId = `${drive.who}-${index}`;
    const email = `${userId}@shop.example`;
    const batch = [
      { type: "identify", userId, traits: { email, first_name: `Änn ${index}`, plan: "basic" } },
      { type: "track", userId, event: "Cart Updated", properties: aCart(index) },
    ];
    sent.set(email, performance.timeOrigin + performance.now());
    requests.push(give(agent, drive, Buffer.from(JSON.stringify({ batch }))));
  }
  await Promise.all(requests);
  agent.destroy();
  process.send?.(sent, () => process.disconnect());
}

async function give(agent: Agent, drive: Drive, body: Buffer): Promise<void> {
  const status = await post(agent, drive, body);
  if (status !== 200) throw new Error(`/v1/batch answered ${status}.`);
}
