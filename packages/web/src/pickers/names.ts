import type { RegistryAttribute, RegistryProperty } from "@beckon/contract";
import { useRead } from "../api/hooks.ts";
import { EVENT_NAMES_MAX } from "../scenes/events/useEventNames.ts";

/** Properties that events of this name carried; empty while unknown. */
export function useProperties(event: string | undefined): readonly RegistryProperty[] {
  const registry = useRead("listRegistryEvents", { query: { limit: EVENT_NAMES_MAX } }).data;
  // Not to be asked for: a name that has never been seen. Only a very long registry leaves that open.
  const mayBeKnown = Boolean(event) && registry !== undefined && (registry.nextCursor !== null || registry.items.some(({ name }) => name === event));
  return useRead("getRegistryEvent", { params: { name: event ?? "" } }, { enabled: mayBeKnown }).data?.properties ?? [];
}

/** Attributes that profiles carry, and those that are computed. */
export function useAttributes(): readonly RegistryAttribute[] {
  return useRead("listAttributes").data?.items ?? [];
}

const TYPE_WORDS: { readonly [type: string]: string } = {
  string: "text",
  integer: "number",
  number: "number",
  boolean: "yes or no",
  array: "list",
  object: "group",
  date: "date",
  null: "empty",
};

/** The type most often seen, in a word; empty while nothing has been seen. */
export function typeWord(property: RegistryProperty | undefined): string {
  const type = mainType(property);
  return type === undefined ? "" : (TYPE_WORDS[type] ?? type);
}

/** The type most often seen: decides how a value is asked for. */
export function mainType(property: RegistryProperty | undefined): string | undefined {
  if (!property) return undefined;
  return Object.entries(property.types).sort(([, a], [, b]) => b - a)[0]?.[0];
}
