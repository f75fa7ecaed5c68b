import type { ConditionKind, ConditionNode, Finding, Subject } from "../condition.ts";
import { valueAt } from "../path.ts";

/** `{ kind: "language", in: ["de", "pt-BR"] }`: what the profile names (`locale`, `language`), else the language of the last activity. `de` is also `de-AT`. */
export interface LanguageCondition extends ConditionNode {
  readonly kind: "language";
  readonly in: readonly string[];
}

export const languageCondition: ConditionKind<LanguageCondition> = {
  kind: "language",
  schema: {
    type: "object",
    title: "Language",
    properties: {
      kind: { const: "language" },
      in: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$", description: "A language tag: de, pt-BR." },
        minItems: 1,
        maxItems: 200,
        title: "Languages",
      },
    },
    required: ["kind", "in"],
    additionalProperties: false,
  },
  judge: (condition, subject): Finding => {
    const found = languageOf(subject);
    const holds = found !== null && condition.in.map(normal).some((tag) => found === tag || found.startsWith(`${tag}-`));
    return { holds, condition: describe(condition), found };
  },
  describe,
  reads: () => ["locale", "attribute:locale", "attribute:language"],
};

function describe({ in: tags }: LanguageCondition): string {
  return `the profile's language is ${tags.join(" or ")}`;
}

function languageOf({ attributes, locale }: Subject): string | null {
  const told = [valueAt(attributes, "locale"), valueAt(attributes, "language"), locale].find((one) => typeof one === "string" && one !== "");
  return typeof told === "string" ? normal(told) : null;
}

function normal(tag: string): string {
  return tag.replaceAll("_", "-").toLowerCase();
}
