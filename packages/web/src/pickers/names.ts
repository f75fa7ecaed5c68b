import type { RegistryProperty } from "@beckon/contract";
import { useRead } from "../api/hooks.ts";

/** Properties that events of this name carried; empty while unknown. */
export function useProperties(event: string | undefined): readonly RegistryProperty[] {
  return useRead("getRegistryEvent", { params: { name: event ?? "" } }, { enabled: Boolean(event) }).data?.properties ?? [];
}

/** Attributes that profiles carry. */
export function useAttributes(): readonly RegistryProperty[] {
  return useRead("listAttributes").data?.items ?? [];
}

/** The type most often seen: decides how a value is asked for. */
export function mainType(property: RegistryProperty | undefined): string | undefined {
  if (!property) return undefined;
  return Object.entries(property.types).sort(([, a], [, b]) => b - a)[0]?.[0];
}
