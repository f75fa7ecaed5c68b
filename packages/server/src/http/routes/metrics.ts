import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { SILENT_MS } from "../../engine/processBeat.ts";
import { sendsOfTheDay } from "../../engine/statusReader.ts";
import { lastBackup } from "../../store/installation.ts";
import { livingProcesses } from "../../store/processes.ts";
import { bucketOwners, countAllOpenDeadLetters, countUnknownSends, databaseFigures, queueFigures, sendQueueFigures } from "../../store/statusFigures.ts";
import { bearerOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";

/** What the parts of this process have counted since its start. */
export interface Counters {
  eventsAccepted: number;
  eventsProcessed: number;
}

/** Figures of the database are read at most this often, however many scrape. */
const READ_FOR_MS = 5_000;

/** Times every request by its route, so that a hot path shows without a label per id. */
export function measureRequests(app: FastifyInstance): Histogram<"method" | "route" | "status"> {
  const requests = new Histogram({
    name: "beckon_http_request_seconds",
    help: "Time from the first byte of a request to the last of its answer.",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [],
  });
  app.addHook("onResponse", async (request, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    requests.observe({ method: request.method, route: request.routeOptions.url ?? "none", status }, reply.elapsedTime / 1_000);
  });
  return requests;
}

/** For Prometheus. Open to this machine and its private networks; from elsewhere with an API key. */
export async function metricsRoutes(app: FastifyInstance, deps: HttpDeps & { readonly requests: Histogram<"method" | "route" | "status"> }): Promise<void> {
  const registry = new Registry();
  registry.registerMetric(deps.requests);
  countEvents(registry, deps);
  const refresh = databaseGauges(registry, deps);
  app.get(
    "/metrics",
    {
      schema: { tags: ["Status"], summary: "Figures for Prometheus", response: { 200: { type: "string", description: "Prometheus text format." } } },
      config: { rateLimit: false },
    },
    async (request, reply) => {
      if (!isNear(request)) await refuseWithoutKey(deps, request);
      await refresh();
      return reply
        .header("content-type", registry.contentType)
        .serializer((text: string) => text)
        .send(await registry.metrics());
    },
  );
}

function countEvents(registry: Registry, { counters }: HttpDeps): void {
  const follow = (name: string, help: string, read: () => number) => {
    const counter: Counter = new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        counter.reset();
        counter.inc(read());
      },
    });
  };
  follow("beckon_events_accepted_total", "Events made durable by this process.", () => counters.eventsAccepted);
  follow("beckon_events_processed_total", "Events processed by this process.", () => counters.eventsProcessed);
}

/** Gauges of what stands in the database. @returns what brings them up to date */
function databaseGauges(registry: Registry, { db, clock, settings }: HttpDeps): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const depth = gauge("beckon_inbox_depth", "Inputs accepted and not yet processed (counted up to 100,000).");
  const oldestEvent = gauge("beckon_oldest_unprocessed_seconds", "Age of the oldest unprocessed input; 0 where none waits.");
  const timersDue = gauge("beckon_timers_due", "Timers that are due (counted up to 100,000).");
  const oldestTimer = gauge("beckon_oldest_due_timer_seconds", "How late the oldest due timer is; 0 where none is due.");
  const unknown = gauge("beckon_sends_unknown", "Sends of which nobody knows whether they went out.");
  const deadLetters = gauge("beckon_dead_letters_open", "Events that could not be taken and were not replayed.");
  const ready = new Gauge({
    name: "beckon_sends_ready",
    help: "Sends that could go now, by channel (counted up to 100,000).",
    labelNames: ["channel"] as const,
    registers: [registry],
  });
  const oldestReady = new Gauge({
    name: "beckon_oldest_ready_send_seconds",
    help: "For how long the oldest of them could have gone.",
    labelNames: ["channel"] as const,
    registers: [registry],
  });
  const unowned = gauge("beckon_buckets_without_worker", "Buckets that no living worker has.");
  const processes = new Gauge({ name: "beckon_processes", help: "Living processes, by role.", labelNames: ["role"] as const, registers: [registry] });
  const bytes = gauge("beckon_database_bytes", "Size of the database.");
  const diskFree = gauge("beckon_disk_free_bytes", "Room left on the disk of the data folder, where the database is in it.");
  const backupAge = gauge("beckon_last_backup_age_seconds", "Age of the last backup by `beckon backup`; absent (NaN) where there was none.");
  const sends = new Gauge({
    name: "beckon_sends_last_day",
    help: "Sends decided in the last 24 hours, by state.",
    labelNames: ["state"] as const,
    registers: [registry],
  });
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const now = clock.now();
    const queue = await queueFigures(db, now);
    depth.set(queue.depth);
    oldestEvent.set(ageOf(queue.oldestUnprocessedAt, now));
    timersDue.set(queue.timersDue);
    oldestTimer.set(ageOf(queue.oldestDueTimerAt, now));
    unknown.set(await countUnknownSends(db));
    deadLetters.set(await countAllOpenDeadLetters(db));
    const { owned, total } = await bucketOwners(db, now);
    unowned.set(total - owned);
    ready.reset();
    oldestReady.reset();
    for (const queued of await sendQueueFigures(db, now)) {
      ready.set({ channel: queued.channel }, queued.ready);
      oldestReady.set({ channel: queued.channel }, ageOf(queued.oldestDueAt, now));
    }
    processes.reset();
    for (const { roles } of await livingProcesses(db, now - SILENT_MS)) for (const role of roles) processes.inc({ role });
    bytes.set((await databaseFigures(db)).sizeBytes);
    diskFree.set((await settings.disk())?.freeBytes ?? Number.NaN);
    const backup = await lastBackup(db);
    backupAge.set(backup === null ? Number.NaN : ageOf(backup.at, now));
    const states = await sendsOfTheDay(db, now);
    sends.reset();
    for (const { state, count } of states) sends.set({ state }, count);
  }
  return () => {
    if (clock.now() - readAt < READ_FOR_MS) return reading;
    readAt = clock.now();
    reading = read();
    return reading;
  };
}

function ageOf(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, now - at) / 1_000;
}

/** Whether the scraper is on this machine or a private network. A request that came through a proxy tells nothing by its address. */
function isNear(request: FastifyRequest): boolean {
  if (request.headers["x-forwarded-for"] !== undefined || request.headers.forwarded !== undefined) return false;
  const address = request.ip.replace(/^::ffff:/, "");
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) || address === "::1" || /^f[cd]/i.test(address);
}

async function refuseWithoutKey(deps: HttpDeps, request: FastifyRequest): Promise<void> {
  const secret = bearerOf(request);
  const key = secret === null ? null : await deps.keyRing.find(secret);
  if (key?.kind !== "api") throw new ApiError("not_signed_in");
}
