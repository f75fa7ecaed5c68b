import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { isObject, type JsonObject } from "@beckon/core";
import type { FastifyRequest } from "fastify";
import { ApiError } from "../errors.ts";

/** Types that are never JSON, unless somebody forgot to say so: curl calls everything a form. */
const NOT_JSON = /^(multipart\/|application\/x-www-form-urlencoded|image\/|audio\/|video\/|text\/html|(text|application)\/xml)/i;

/**
 * The JSON object of a request, whatever it calls itself and however it is packed.
 * @param limit bytes, also of the unpacked body: a bomb of a kilobyte stops there
 * @throws ApiError `body_missing`, `body_not_json`, `batch_too_large`, `unsupported_media_type`
 */
export function readTrackBody(request: FastifyRequest, limit: number): JsonObject {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw new ApiError("body_missing");
  const text = unpacked(request.body, request.headers["content-encoding"], limit).toString("utf8");
  const contentType = request.headers["content-type"] ?? "";
  if (NOT_JSON.test(contentType) && !/^\s*\{/.test(text)) throw new ApiError("unsupported_media_type", { found: contentType.slice(0, 100) });
  const body = parse(text);
  if (!isObject(body)) throw new ApiError("validation_failed", { problem: "The body is not a JSON object." }, "body");
  return body;
}

function parse(text: string): JsonObject {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) as JsonObject;
  } catch (error) {
    throw new ApiError("body_not_json", { problem: (error as Error).message });
  }
}

/** Bounded by `maxOutputLength`, so unpacking at once costs a few milliseconds at most. */
function unpacked(bytes: Buffer, encoding: string | undefined, limit: number): Buffer {
  const options = { maxOutputLength: limit };
  try {
    switch ((encoding ?? "").trim().toLowerCase()) {
      case "":
      case "identity":
        return isGzip(bytes) ? gunzipSync(bytes, options) : bytes;
      case "gzip":
      case "x-gzip":
        return gunzipSync(bytes, options);
      case "deflate":
        return isZlib(bytes) ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
      case "br":
        return brotliDecompressSync(bytes, options);
    }
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw new ApiError("batch_too_large", { limit });
    throw new ApiError("body_not_json", { problem: `the body is not ${encoding ?? "gzip"} data (${(error as Error).message})` });
  }
  throw new ApiError("unsupported_media_type", { found: `content-encoding ${encoding}` });
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** `deflate` means zlib's frame, and some senders leave it away. */
function isZlib(bytes: Buffer): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
}
