import type { Json, JsonObject } from "@beckon/core";
import { MAIL_ADDRESS } from "@beckon/core/mailAddress";
import { type Static, type TObject, type TProperties, Type } from "typebox";

/** An instant on the wire: ISO 8601 in UTC with milliseconds, `2026-11-22T05:43:01.123Z`. */
export const Timestamp = Type.String({ format: "date-time", description: "ISO 8601 in UTC." });

export const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "A day of the calendar, for example 2026-11-22." });

export const Id = Type.String({ format: "uuid", description: "UUID." });

/** Any JSON value, kept as it came. */
export const AnyJson = Type.Unsafe<Json>({ description: "Any JSON value." });

/** A JSON object, kept as it came. */
export const AnyObject = Type.Unsafe<JsonObject>({ type: "object", additionalProperties: true });

export const Email = Type.String({ minLength: 3, maxLength: 254, pattern: MAIL_ADDRESS, description: "Mail address." });

export const TimeZone = Type.String({ minLength: 1, maxLength: 64, description: "IANA time zone, for example Europe/Berlin." });

/** Either the shape or null. */
export function nullable<T extends Parameters<typeof Type.Union>[0][number]>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** One of a few words, as a JSON Schema `enum`, so that an error can list what would be right. */
export function oneOf<const Words extends readonly string[]>(words: Words, description?: string) {
  return Type.Unsafe<Words[number]>({ type: "string", enum: [...words], ...(description ? { description } : {}) });
}

/** Text keys with values of one kind. */
export function mapOf<T extends Parameters<typeof Type.Union>[0][number]>(value: T) {
  return Type.Unsafe<{ readonly [key: string]: Static<T> }>({ type: "object", additionalProperties: value });
}

/** A request body: unknown keys are refused, because a misspelt one that is ignored is a setting that silently does not hold. */
export function strict<P extends TProperties>(properties: P, options: { description?: string; minProperties?: number } = {}): TObject<P> {
  return Type.Object(properties, { additionalProperties: false, ...options });
}
