import type { PeopleSort } from "@beckon/core";
import { Type } from "typebox";
import { oneOf, strict } from "./scalars.ts";

const Day = Type.String({ pattern: "^[12]\\d{3}-\\d{2}-\\d{2}$", description: "A day by the workspace's clock." });
const Within = Type.String({ pattern: "^P(?=.)(\\d{1,4}W)?(\\d{1,5}D)?(T(?=.)(\\d{1,6}H)?)?$", maxLength: 40, description: "ISO 8601: P7D." });

const EventFilter = strict({
  kind: Type.Literal("event"),
  event: Type.String({ minLength: 1, maxLength: 500 }),
  did: Type.Boolean(),
  within: Type.Optional(Within),
});

const ReachableFilter = strict({
  kind: Type.Literal("reachable"),
  channel: Type.String({ minLength: 1, maxLength: 40 }),
  is: Type.Boolean(),
});

const SpanFilter = strict({
  kind: oneOf(["created", "seen"] as const),
  within: Type.Optional(Within),
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  never: Type.Optional(Type.Literal(true)),
});

const KnownAsFilter = strict({ kind: Type.Literal("known_as"), as: oneOf(["customer", "contact", "visitor"] as const) });

const MergedFilter = strict({ kind: Type.Literal("merged") });

/** Filters that are about more than attributes and consent; those are core's conditions. */
export const OWN_FILTERS = [EventFilter, ReachableFilter, SpanFilter, KnownAsFilter, MergedFilter];

export const FILTERS_MAX = 20;
export const FILTER_TEXT_MAX = 6_000;

export const PEOPLE_SORTS = ["newest", "last_seen"] as const satisfies readonly PeopleSort[];

export const COLUMNS_MAX = 12;
