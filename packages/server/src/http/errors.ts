import { ERRORS, type ErrorBody, type ErrorCode, messageOf } from "@beckon/contract";
import type { JsonObject } from "@beckon/core";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Refusal, type RefusalCode } from "../engine/refusal.ts";
import { type SchemaFinding, sentenceOf } from "../engine/schemaSentence.ts";

/** Every refusal of the engine is a code of the contract: a missing one does not compile. */
const codeOf: (refusal: RefusalCode) => ErrorCode = (refusal) => refusal;

/** A refusal that a route gives. `details` fill the sentence of the code and travel along. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly details: JsonObject;
  readonly path: string | undefined;

  constructor(code: ErrorCode, details: JsonObject = {}, path?: string) {
    super(messageOf(code, details));
    this.code = code;
    this.details = details;
    this.path = path;
  }
}

/** What goes over the wire for a refusal. */
export function errorBody(code: ErrorCode, details: JsonObject = {}, path?: string): ErrorBody {
  return {
    error: {
      code,
      message: messageOf(code, details),
      ...(path === undefined ? {} : { path }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    },
  };
}

/** Turns whatever was thrown into the one error shape; what is not a refusal is a fault of ours and goes to the log. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | ApiError | Refusal, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((request, reply) => refuse(reply, new ApiError("route_not_found", { method: request.method, path: request.url.split("?")[0] ?? "" })));
}

/** Answers with a refusal from anywhere that has a reply but cannot throw. */
function refuse(reply: FastifyReply, error: ApiError): FastifyReply {
  return reply.code(ERRORS[error.code].status).send(errorBody(error.code, error.details, error.path));
}

/** Answers with whatever was thrown, as a refusal where it is one. */
export function answerError(error: FastifyError | ApiError | Refusal | DatabaseError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = refusalOf(error, request);
  if (known) {
    if (known.details.seconds !== undefined) reply.header("retry-after", String(known.details.seconds));
    return refuse(reply, known);
  }
  request.log.error({ err: error }, "request failed");
  return reply.code(500).send(errorBody("internal", { requestId: request.id }));
}

function refusalOf(error: FastifyError | ApiError | Refusal | DatabaseError, request: FastifyRequest): ApiError | null {
  if (error instanceof ApiError) return error;
  if (error instanceof Refusal) return new ApiError(codeOf(error.code), error.details, error.path);
  if ("validation" in error && error.validation) return validationError(error);
  return fastifyRefusal(error as FastifyError, request) ?? databaseRefusal(error as DatabaseError);
}

/** The part of the request, as its paths begin: `body.trigger.event`, `query.limit`. */
const PART: { readonly [context: string]: string } = { body: "body", querystring: "query", params: "path", headers: "headers" };

function validationError(error: FastifyError): ApiError {
  const { problem, path } = sentenceOf((error.validation ?? []) as SchemaFinding[], PART[error.validationContext ?? "body"] ?? "body");
  return new ApiError("validation_failed", { problem }, path);
}

/** What fastify itself refuses before a route sees the request. */
function fastifyRefusal(error: FastifyError, request: FastifyRequest): ApiError | null {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new ApiError("body_too_large", { limit: request.routeOptions.bodyLimit });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new ApiError("unsupported_media_type", { found: request.headers["content-type"] ?? "nothing" });
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
      return new ApiError("body_missing");
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return new ApiError("body_not_json", { problem: withoutFullStop(error.message) });
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new ApiError("validation_failed", { problem: "Content-Length does not fit the body." });
    case "FST_ERR_MAX_PARAM_LENGTH":
      return new ApiError("validation_failed", { problem: "A part of the path is too long." });
    case "FST_ERR_BAD_URL":
      return new ApiError("validation_failed", { problem: "The URL cannot be decoded; write special characters as %XX." });
  }
  if (error instanceof SyntaxError && error.statusCode === 400) return new ApiError("body_not_json", { problem: withoutFullStop(error.message) });
  // Anything else with a 4xx of its own (the JSON parser's guard against __proto__, decoding of a URL) is the caller's to mend.
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? new ApiError("validation_failed", { problem: error.message }) : null;
}

interface DatabaseError extends Error {
  readonly code?: string;
}

/** What bad input makes PostgreSQL say: text that it cannot hold, a number out of range, text that is no uuid. And that it is not there. */
function databaseRefusal(error: DatabaseError): ApiError | null {
  if (isAway(error)) return new ApiError("unavailable", { problem: "The database does not answer just now; try again in a moment." });
  switch (error.code) {
    case "22021":
    case "22P05":
      return new ApiError("text_not_storable");
    case "22003":
    case "22P02":
    case "22007":
    case "22008":
      return new ApiError("validation_failed", { problem: "A value in the request is out of the range that can be stored." });
    default:
      return null;
  }
}

/** The database cannot be reached, is starting or stopping, or has no connection left. The driver says some of it only in words. */
function isAway({ code = "", message }: DatabaseError): boolean {
  return (
    /^(08|57P|53300)|^E(CONN|PIPE|HOSTUNREACH|TIMEDOUT|NOTFOUND)/.test(code) || /^Connection terminated|timeout exceeded when trying to connect/.test(message)
  );
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, "");
}
