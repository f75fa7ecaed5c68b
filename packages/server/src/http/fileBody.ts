import type { FastifyInstance, FastifyRequest } from "fastify";
import { ApiError } from "./errors.ts";

/** What browsers and tools call a CSV file. */
const FILE_TYPES = ["text/csv", "text/plain", "text/tab-separated-values", "application/csv", "application/vnd.ms-excel", "application/octet-stream"];

/** Lets the routes of this plugin take files: they go by in pieces and are never in memory as a whole. */
export function acceptFiles(app: FastifyInstance): void {
  app.addContentTypeParser(FILE_TYPES, (_request, payload, done) => done(null, payload));
}

/** The file that is the body of a request. */
export function fileOf(request: FastifyRequest): AsyncIterable<Buffer> {
  const body = request.body as AsyncIterable<Buffer> | null | undefined;
  if (!body || !(Symbol.asyncIterator in Object(body))) throw new ApiError("unsupported_media_type", { found: request.headers["content-type"] ?? "nothing" });
  return body;
}
