import { type Message, nearest } from "@beckon/core";
import { ROOTS } from "./drops.ts";
import type { KnownVariables, MessageProblem } from "./messageTemplate.ts";
import type { MissingFallback } from "./missingFallbacks.ts";

/**
 * What is said before a launch of a variable that may have no value. `path`: where in the document it stands.
 * @param fromBlocks what came from content blocks, by their names
 */
export function fallbackProblem(
  { path: variable, isKnownRoot }: MissingFallback,
  path: string,
  { onMissing = "skip" }: Pick<Message, "onMissing">,
  known: KnownVariables,
  fromBlocks: ReadonlyMap<string, string>,
): MessageProblem {
  const block = [...fromBlocks].find(([, source]) => source.includes(variable))?.[0];
  const where = block === undefined ? "" : ` In the content block “${block}”.`;
  const about = { path, name: variable, ...(block === undefined ? {} : { block }) };
  if (!isKnownRoot) {
    const suggestions = likelyRoots(variable, known);
    const meant = suggestions.map((each) => `\`${each}\``).join(" or ");
    return {
      ...about,
      severity: "error",
      code: "variable_unknown",
      suggestions,
      message: `There is no variable \`${variable}\`; did you mean ${meant}? Variables begin with ${ROOTS.slice(0, 5).join(", ")}.${where}`,
    };
  }
  const meant = likelyName(variable, known);
  const lacks = onMissing === "skip" ? "people without it do not get the message" : "people without it see nothing in its place";
  if (meant !== null) {
    return {
      ...about,
      severity: "warning",
      code: "variable_not_seen",
      suggestions: [meant],
      message: `Nobody has had a value for \`${variable}\` so far, and ${lacks}. Did you mean \`${meant}\`?${where}`,
    };
  }
  return {
    ...about,
    severity: "warning",
    code: "fallback_missing",
    message: `\`${variable}\` has no default: ${lacks}. Write {{ ${variable} | default: "..." }} to give it one.${where}`,
  };
}

/** `profil.plan` is `profile.plan`; `plan` belongs to whichever has one like it, or to either. */
function likelyRoots(variable: string, { attributes, properties }: KnownVariables): string[] {
  const [root, ...names] = variable.split(".");
  const near = names.length > 0 ? nearest(root!, ROOTS) : null;
  if (near !== null) return [[near, ...names].join(".")];
  const owners = [
    ["profile", nearest(root!, [...attributes, ...OF_EVERYBODY])],
    ["event", nearest(root!, properties)],
  ] as const;
  const found = owners.flatMap(([owner, name]) => (name === null ? [] : [[owner, name, ...names].join(".")]));
  return found.length > 0 ? found : [`profile.${variable}`, `event.${variable}`];
}

/** Names that a profile is given by us, whatever was sent. */
const OF_EVERYBODY = ["first_name", "last_name", "name", "email", "phone", "user_id"] as const;

/** The name seen so far that a name never seen is near to; null where it has been seen, or nothing is like it. */
function likelyName(variable: string, { attributes, properties }: KnownVariables): string | null {
  const [, begin, name, rest] =
    /^((?:event|trigger)\.(?:properties\.)?|event_properties\.|(?:profile|customer|custom_attribute)\.)([^.]+)(.*)$/s.exec(variable) ?? [];
  if (begin === undefined || name === undefined) return null;
  const seen = /^(?:event|trigger)/.test(begin) ? properties : [...attributes, ...OF_EVERYBODY];
  if (seen.includes(name)) return null;
  const meant = nearest(name, seen);
  return meant === null ? null : `${begin}${meant}${rest}`;
}
