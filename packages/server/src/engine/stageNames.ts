import { isObject, type Json } from "@beckon/core";

/** Keys of the stages that a document asks for or listens to, wherever in it; null for a trigger that listens to any. */
export function stagesNamedIn(document: unknown): readonly (string | null)[] {
  const named = new Set<string | null>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value as Json)) {
      const { kind, stages, from, to } = value as { kind?: unknown; stages?: unknown; from?: unknown; to?: unknown };
      const keys = [kind === "stage" ? stages : null, ...(kind === "stage_changed" ? [from, to] : [])].flatMap((one) => (Array.isArray(one) ? one : []));
      for (const key of keys) named.add(String(key));
      if (kind === "stage_changed" && keys.length === 0) named.add(null);
      Object.values(value as object).forEach(look);
    }
  };
  look(document);
  return [...named];
}
