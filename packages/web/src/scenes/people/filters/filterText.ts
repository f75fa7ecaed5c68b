import type { PeopleFilter } from "@beckon/core";

/** Reads the filter from the address; what cannot be read is no filter. */
export function filterOfText(text: string): PeopleFilter {
  if (text === "") return [];
  try {
    const filter: unknown = JSON.parse(text);
    return Array.isArray(filter) ? (filter as PeopleFilter) : [];
  } catch {
    return [];
  }
}

export function textOfFilter(filter: PeopleFilter): string | null {
  return filter.length === 0 ? null : JSON.stringify(filter);
}
