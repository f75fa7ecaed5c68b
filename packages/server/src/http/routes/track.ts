import { ERRORS, type ErrorCode } from "@beckon/contract";
import { isObject, type Json, type JsonObject } from "@beckon/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { type EventProblem, isProblem } from "../../engine/eventCheck.ts";
import type { Acceptance, IncomingEvent } from "../../engine/incoming.ts";
import type { IngestService, Refused } from "../../engine/ingest.ts";
import { SEGMENT, type SegmentEnvelope, segmentEvent } from "../../sources/segment.ts";
import { segmentLetter } from "../../sources/segmentLetter.ts";
import { readInstant } from "../../sources/segmentTime.ts";
import { ApiError, errorBody } from "../errors.ts";
import { readTrackBody } from "./trackBody.ts";
import { openToAllOrigins } from "./trackCors.ts";
import { basicUser } from "./trackKey.ts";

/** Segment's limits. */
const BATCH_BYTES = 500 * 1024;
const BATCH_EVENTS = 2_500;

/** Paths of the single calls, long for servers and one letter for browsers, with the type they carry. */
const SINGLE: { readonly [path: string]: string } = {
  identify: "identify",
  track: "track",
  page: "page",
  screen: "screen",
  group: "group",
  alias: "alias",
  i: "identify",
  t: "track",
  p: "page",
  s: "screen",
  g: "group",
  a: "alias",
};
const BATCHES = ["batch", "import", "b"] as const;

export interface TrackDeps {
  readonly ingest: Pick<IngestService, "accept" | "refuse">;
  readonly clock: Clock;
  /** Null for a key that nobody has. */
  workspaceOfWriteKey(writeKey: string, ip: string): Promise<number | null>;
  /** Seconds after which to come again while the queue is too long; null while there is room. */
  readonly pressure?: () => number | null;
  /** What an unknown write key is told. Segment itself says 200 and drops; 401 shows the mistake. Default 401. */
  readonly unknownKey?: 200 | 401;
}

/**
 * Segment's HTTP tracking API. Whatever a request holds, its good events are durable before the 200, and a bad one costs
 * none of its neighbours: it lies among the dead letters and in the answer's `rejected`.
 */
export async function trackRoutes(app: FastifyInstance, deps: TrackDeps): Promise<void> {
  await app.register(async (scope) => {
    // Browsers send JSON as text/plain, libraries compress it: within these routes the bytes come as they are.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BATCH_BYTES }, (_request, body, done) => done(null, body));
    const paths = [...Object.keys(SINGLE), ...BATCHES, "m"].map((path) => `/v1/${path}`);
    openToAllOrigins(scope, paths, "POST");
    scope.setErrorHandler((error: unknown, request, reply) => answerError(error, request, reply));
    for (const [path, type] of Object.entries(SINGLE)) scope.post(`/v1/${path}`, (request, reply) => takeOne(deps, type, request, reply));
    for (const path of BATCHES) scope.post(`/v1/${path}`, (request, reply) => takeBatch(deps, request, reply));
    // analytics.js reports its own health here; nobody reads it, and a 404 would show in people's consoles.
    scope.post("/v1/m", async () => SUCCESS);
  });
}

const SUCCESS = { success: true };

async function takeOne(deps: TrackDeps, type: string, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  refuseUnderPressure(deps);
  const body = readTrackBody(request, BATCH_BYTES);
  const workspaceId = await workspaceOf(deps, request, body);
  if (workspaceId === null) return SUCCESS;
  const { writeKey, ...item } = body;
  const envelope: SegmentEnvelope = { ...envelopeOf(deps, workspaceId, request, type.length), sentAt: readInstant(body["sentAt"]) };
  const [outcome] = await take(deps, [item], type, envelope);
  if (outcome === undefined || outcome.status !== "rejected" || outcome.code === "schema_quarantine") return SUCCESS;
  return reply.code(400).send(refusalBody(new ApiError("event_invalid", { problem: outcome.message, reason: outcome.code })));
}

async function takeBatch(deps: TrackDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  refuseUnderPressure(deps);
  const body = readTrackBody(request, BATCH_BYTES);
  const workspaceId = await workspaceOf(deps, request, body);
  if (workspaceId === null) return SUCCESS;
  const { batch } = body;
  if (!Array.isArray(batch)) throw new ApiError("validation_failed", { problem: "`batch` is missing; it is a list of events." }, "body.batch");
  if (batch.length > BATCH_EVENTS)
    throw new ApiError("validation_failed", { problem: `The batch has ${batch.length} events; ${BATCH_EVENTS} are allowed. Send it in parts.` }, "body.batch");
  const envelope: SegmentEnvelope = {
    ...envelopeOf(deps, workspaceId, request, 0),
    sentAt: readInstant(body["sentAt"]),
    context: isObject(body["context"] ?? null) ? (body["context"] as JsonObject) : null,
    integrations: isObject(body["integrations"] ?? null) ? (body["integrations"] as JsonObject) : null,
  };
  const outcomes = await take(deps, batch, null, envelope);
  const rejected = outcomes.flatMap((outcome, index) => (outcome.status === "rejected" ? [{ index, code: outcome.code, message: outcome.message }] : []));
  return reply.send(rejected.length === 0 ? SUCCESS : { success: true, rejected });
}

/** Gives all to ingest at once, the good and the bad, so that they are durable together; answers in the order given. */
async function take(deps: TrackDeps, items: readonly Json[], type: string | null, envelope: SegmentEnvelope): Promise<Acceptance[]> {
  const read = items.map((item) => segmentEvent(item, type, envelope));
  const events = read.filter((one): one is IncomingEvent => !isProblem(one));
  const refused = read.flatMap((one, index) => (isProblem(one) ? [refusedOf(items[index] as Json, type, one, envelope)] : []));
  const [acceptances] = await Promise.all([deps.ingest.accept(events), refused.length === 0 ? undefined : deps.ingest.refuse(refused)]);
  const accepted = acceptances.values();
  return read.map((one) => (isProblem(one) ? { status: "rejected", code: one.code, message: one.message } : (accepted.next().value as Acceptance)));
}

function refusedOf(item: Json, type: string | null, problem: EventProblem, envelope: SegmentEnvelope): Refused {
  const { body, messageId } = segmentLetter(item, type, envelope);
  return { workspaceId: envelope.workspaceId, source: SEGMENT, messageId, problem, body };
}

function envelopeOf(deps: TrackDeps, workspaceId: number, request: FastifyRequest, pathLength: number): SegmentEnvelope {
  const { origin } = request.headers;
  const userAgent = request.headers["user-agent"] ?? null;
  return {
    workspaceId,
    receivedAt: deps.clock.now(),
    sentAt: null,
    context: null,
    integrations: null,
    caller: { ip: request.ip, userAgent, isClient: pathLength === 1 || origin !== undefined },
  };
}

function refuseUnderPressure(deps: TrackDeps): void {
  const seconds = deps.pressure?.() ?? null;
  if (seconds !== null) throw new ApiError("rate_limited", { seconds });
}

/** The workspace of the request's write key; null where an unknown key is to be answered like a good one. */
async function workspaceOf(deps: TrackDeps, request: FastifyRequest, body: JsonObject): Promise<number | null> {
  const keys = [basicUser(request.headers.authorization), body["writeKey"]];
  for (const key of keys) {
    if (typeof key !== "string" || key === "") continue;
    const workspaceId = await deps.workspaceOfWriteKey(key, request.ip);
    if (workspaceId !== null) return workspaceId;
  }
  if (deps.unknownKey === 200) return null;
  throw new ApiError("wrong_key");
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error);
  if (refusal === null) {
    request.log.error({ err: error }, "events could not be stored");
    return reply
      .code(503)
      .header("retry-after", "5")
      .send(refusalBody(new ApiError("unavailable", { problem: "The events could not be stored just now; send them again." })));
  }
  if (refusal.details["seconds"] !== undefined) reply.header("retry-after", String(refusal.details["seconds"]));
  return reply.code(ERRORS[refusal.code].status).send(refusalBody(refusal));
}

function refusalOf(error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return new ApiError("batch_too_large", { limit: BATCH_BYTES });
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return new ApiError("unsupported_media_type", { found: "this content type" });
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? new ApiError("validation_failed", { problem: message ?? "The request cannot be read." })
    : null;
}

/** Segment's clients look at the status only; `success` is for people who expect it beside our error shape. */
function refusalBody(error: ApiError & { readonly code: ErrorCode }): object {
  return { success: false, ...errorBody(error.code, error.details, error.path) };
}
