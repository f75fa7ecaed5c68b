import { type TSchema, Type } from "typebox";
import { nullable } from "./scalars.ts";

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 200;

/** Query of every list. Mixed into the list's own filters. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT, description: "Items per page." })),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: "`nextCursor` of the page before." })),
};

/** Answer of every list: items, and where the next page begins (null on the last page). */
export function page<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });
}

/** The same as a type, for code that handles pages of anything. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}
