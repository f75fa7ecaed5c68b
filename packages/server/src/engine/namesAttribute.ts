import { isObject, type Json } from "@beckon/core";

/** Whether a document asks for the attribute, listens to it or shows it: in conditions, triggers, waits, and as `profile.name` in its content. */
export function namesAttribute(document: unknown, name: string): boolean {
  const shown = new RegExp(`\\bprofile(?:\\.${name}\\b|\\[\\s*["']${name}["']\\s*\\])`);
  const isName = (value: unknown) => typeof value === "string" && (value === name || value.startsWith(`${name}.`));
  const look = (value: unknown): boolean => {
    if (typeof value === "string") return shown.test(value);
    if (Array.isArray(value)) return value.some(look);
    if (!isObject(value as Json)) return false;
    const { kind, from, attribute, name: named, ...others } = value as { readonly [field: string]: unknown };
    return (
      isName(attribute) || ((kind === "attribute" || from === "attribute") && isName(named)) || [from, attribute, named, ...Object.values(others)].some(look)
    );
  };
  return look(document);
}
