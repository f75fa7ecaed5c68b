import { isObject, type Json, type Place } from "@beckon/core";
import { Refusal } from "./refusal.ts";

/** Places that are gone, and keys of those that are somewhere else or wider than before. */
export function placeChanges(before: readonly Place[], after: readonly Place[]): { readonly gone: readonly Place[]; readonly moved: readonly string[] } {
  const found = new Map(after.map((place) => [place.key, place]));
  const where = ({ latitude, longitude, radius }: Place) => [latitude, longitude, radius].join();
  return {
    gone: before.filter(({ key }) => !found.has(key)),
    moved: before.flatMap((place) => {
      const now = found.get(place.key);
      return now && where(now) !== where(place) ? [place.key] : [];
    }),
  };
}

/** Keys of the places that a document asks about, wherever in it. */
export function placesNamedIn(document: unknown): readonly string[] {
  const named = new Set<string>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value as Json)) {
      const { kind, places } = value as { kind?: unknown; places?: unknown };
      if (kind === "place" && Array.isArray(places)) for (const key of places) named.add(String(key));
      Object.values(value as object).forEach(look);
    }
  };
  look(document);
  return [...named];
}

/** @throws Refusal `validation_failed` */
export function refusePlace({ key, name }: Place, user: string): never {
  throw new Refusal(
    "validation_failed",
    { problem: `body.settings.places leaves out “${name}” (${key}), which “${user}” asks about; take it out there first.` },
    "body.settings.places",
  );
}
