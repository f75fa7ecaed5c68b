import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { FastifySchemaCompiler } from "fastify";

/**
 * Two readings of a request. A body says what it means: nothing is coerced, dropped or filled in behind the caller's back. A URL
 * has only text, so numbers and booleans are read out of it and defaults are filled in.
 */
export function requestValidator(): FastifySchemaCompiler<object> {
  const body = withFormats(new Ajv({ allErrors: false, strict: false }));
  const url = withFormats(new Ajv({ allErrors: false, strict: false, coerceTypes: true, useDefaults: true }));
  return ({ schema, httpPart }): ValidateFunction => (httpPart === "body" ? body : url).compile(schema);
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv, ["uuid", "date-time", "uri", "email", "date"]);
  return ajv;
}
