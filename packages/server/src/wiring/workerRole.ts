import { BucketLeases } from "../engine/bucketLeases.ts";
import { DefinitionsCache } from "../engine/definitionsCache.ts";
import { Worker } from "../engine/worker.ts";
import { type Base, type Running, reporter } from "./base.ts";
import type { WakeUps } from "./wakeUps.ts";

/** Leases buckets and works through their inboxes and timers. */
export function startWorker(base: Base, wakeUps: WakeUps): Running[] {
  const { db, clock, log, name, counters } = base;
  const worker = new Worker({
    db,
    clock,
    owner: name.text,
    definitions: new DefinitionsCache(),
    onBatch({ events, sendsReady }) {
      counters.eventsProcessed += events;
      if (sendsReady > 0) wakeUps.sends();
    },
    onError: reporter(log, "A batch could not be processed; it is tried again."),
  });
  const leases = new BucketLeases({
    db,
    clock,
    name,
    onChange: (buckets) => worker.own(buckets),
    onError: reporter(log, "The leases of the buckets could not be renewed; trying again."),
  });
  wakeUps.onWork((buckets) => worker.wake(buckets));
  worker.start();
  leases.start();
  // The worker ends its batch before its buckets are given up.
  return [
    { name: "bucket leases", stop: () => leases.stop() },
    { name: "worker", stop: () => worker.stop() },
  ];
}
