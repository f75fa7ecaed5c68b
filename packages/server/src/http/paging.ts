import { PAGE_LIMIT_DEFAULT, type Page } from "@beckon/contract";
import { ApiError } from "./errors.ts";

/** Where a page begins: the sort key of the last item before it. Opaque to clients, so that it may change. */
export type Cursor = readonly (string | number)[];

/** How a list was asked for, read from the query. */
export interface PageRequest {
  readonly limit: number;
  /** Null for the first page. */
  readonly after: Cursor | null;
}

/**
 * Reads `limit` and `cursor`.
 * @param shape the type of each part of this list's cursor (`["uuid"]`, `["number", "uuid"]`): a foreign cursor is a 4xx, not a failing query
 */
export function pageRequest(
  query: { readonly limit?: number | undefined; readonly cursor?: string | undefined } | undefined,
  shape: readonly CursorPart[],
): PageRequest {
  const limit = query?.limit ?? PAGE_LIMIT_DEFAULT;
  if (!query?.cursor) return { limit, after: null };
  const after = readCursor(query.cursor);
  if (!after || after.length !== shape.length || !after.every((value, index) => fits(value, shape[index]))) throw new ApiError("cursor_invalid");
  return { limit, after };
}

export type CursorPart = "uuid" | "number" | "text";

/** The end of the year 9999: what lies beyond is not written in four digits, which a database refuses. */
const LAST_INSTANT = 253_402_300_799_999;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function fits(value: string | number, part: CursorPart | undefined): boolean {
  if (part === "number") return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= LAST_INSTANT;
  return typeof value === "string" && !value.includes("\0") && (part === "text" || UUID.test(value));
}

function readCursor(text: string): Cursor | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return Array.isArray(value) && value.every((part) => typeof part === "string" || typeof part === "number") ? value : null;
  } catch {
    return null;
  }
}

/**
 * Makes a page of rows that were read with one more than asked: the extra one only says that there is more.
 * @param keyOf the sort key of a row, in the shape that `pageRequest` was given
 */
export function pageOf<Row, Item>(rows: readonly Row[], request: PageRequest, keyOf: (row: Row) => Cursor, present: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > request.limit && last !== undefined ? cursorOf(keyOf(last)) : null;
  return { items: shown.map(present), nextCursor };
}

/** The cursor that begins after this key: for lists that are not read with one row more than asked. */
export function cursorOf(key: Cursor): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}
