import { createHash } from "node:crypto";
import { MINUTE } from "@beckon/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { freeKey, storeAnswer, takeKey } from "../store/idempotency.ts";
import { ApiError } from "./errors.ts";

/** A first request that has not answered by then died with its process; the next one may take its key. */
const ABANDONED_AFTER = MINUTE;

/** The header that marks an answer as the stored one. */
const REPLAYED = "idempotent-replayed";

/**
 * Runs a mutation once per `Idempotency-Key`: a repeat of the same request gets the stored answer, another request under the
 * same key is refused. Only successes are kept: a refusal changed nothing, so the mended request may use its key again.
 *
 * @returns what `work` answered, or the stored answer
 */
export async function once(
  deps: { readonly db: Db; readonly clock: Clock },
  request: FastifyRequest,
  reply: FastifyReply,
  workspaceId: number,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const key = keyOf(request);
  if (key === null) return work();
  const now = deps.clock.now();
  const requestHash = hashOf(request);
  const found = await takeKey(deps.db, workspaceId, key, requestHash, now, now - ABANDONED_AFTER);
  if (found) {
    if (found.requestHash !== requestHash) throw new ApiError("idempotency_mismatch");
    if (found.status === null) throw new ApiError("idempotency_in_flight");
    reply.code(found.status).header(REPLAYED, "true");
    return found.body === null || found.body === "" ? null : JSON.parse(found.body);
  }
  try {
    const answer = await work();
    await storeAnswer(deps.db, workspaceId, key, reply.statusCode, answer === undefined || answer === null ? "" : JSON.stringify(answer));
    return answer;
  } catch (error) {
    await freeKey(deps.db, workspaceId, key);
    throw error;
  }
}

function keyOf(request: FastifyRequest): string | null {
  const header = request.headers["idempotency-key"];
  if (header === undefined) return null;
  const key = Array.isArray(header) ? header.join(",") : header;
  if (key === "" || key.length > 255)
    throw new ApiError("validation_failed", { problem: "headers.idempotency-key must have 1 to 255 characters." }, "headers.idempotency-key");
  return key;
}

function hashOf(request: FastifyRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([request.method, request.url, request.body ?? null]))
    .digest("hex");
}
