import { expect, test } from "vitest";
import { IngestPressure } from "./ingestPressure.ts";

function aPressure(waiting: { inbox: number; queue: number }) {
  const db = { query: async () => ({ rows: [{ depth: waiting.inbox }] as never[], rowCount: 1 }) };
  return new IngestPressure({ db, ingest: { queued: () => waiting.queue }, inboxHighWater: 100, queueHighWater: 10 });
}

test("a full inbox asks senders to come again, until it has emptied", async () => {
  const waiting = { inbox: 100, queue: 0 };
  const pressure = aPressure(waiting);
  await pressure.runOnce();
  expect(pressure.seconds()).toBe(5);
  waiting.inbox = 99;
  await pressure.runOnce();
  expect(pressure.seconds()).toBeNull();
});

test("a full queue in memory does so at once", () => {
  expect(aPressure({ inbox: 0, queue: 10 }).seconds()).toBe(5);
});
