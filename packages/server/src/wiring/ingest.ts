import { createIngest, type IngestService } from "../engine/ingest.ts";
import { identifierHash } from "../engine/privacy/identifierHash.ts";
import { RefusedPeople } from "../engine/privacy/refusedPeople.ts";
import { SchemaRegistry } from "../engine/schemaRegistry.ts";
import { type Base, type Running, reporter } from "./base.ts";
import type { WakeUps } from "./wakeUps.ts";

/** The way in, with the registry that watches it. */
export interface Door {
  readonly ingest: IngestService;
  readonly registry: SchemaRegistry;
}

/** Opens the way in; what comes is counted for the metrics. */
export async function startIngest(base: Base, wakeUps: WakeUps): Promise<Door & { readonly running: Running[] }> {
  const { db, clock, log, counters, secret } = base;
  const registry = new SchemaRegistry({ db, clock, onError: reporter(log, "What was seen of events could not be written; kept for the next time.") });
  await registry.start();
  const inner = createIngest({ db, clock, registry, refusedPeople: new RefusedPeople(identifierHash(secret)), wake: wakeUps.work });
  const ingest: IngestService = {
    ...inner,
    async accept(events) {
      const acceptances = await inner.accept(events);
      counters.eventsAccepted += acceptances.filter(({ status }) => status === "accepted").length;
      return acceptances;
    },
  };
  return {
    ingest,
    registry,
    running: [
      { name: "schema registry", stop: () => registry.stop() },
      { name: "ingest", stop: () => inner.drained() },
    ],
  };
}
