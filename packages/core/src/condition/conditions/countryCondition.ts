import type { ConditionKind, ConditionNode, Finding, Subject } from "../condition.ts";
import { valueAt } from "../path.ts";

/** `{ kind: "country", in: ["DE", "AT"] }`: the country that the profile names (`country`, `address.country`), else the one of the last activity. */
export interface CountryCondition extends ConditionNode {
  readonly kind: "country";
  /** ISO 3166 codes of two letters. */
  readonly in: readonly string[];
}

const CODE = /^[A-Za-z]{2}$/;

export const countryCondition: ConditionKind<CountryCondition> = {
  kind: "country",
  schema: {
    type: "object",
    title: "Country",
    properties: {
      kind: { const: "country" },
      in: {
        type: "array",
        items: { type: "string", pattern: CODE.source, description: "Two letters: DE, AT, US." },
        minItems: 1,
        maxItems: 300,
        title: "Countries",
      },
    },
    required: ["kind", "in"],
    additionalProperties: false,
  },
  judge: (condition, subject): Finding => {
    const found = countryOf(subject);
    return { holds: found !== null && condition.in.some((code) => code.toUpperCase() === found), condition: describe(condition), found };
  },
  describe,
  reads: () => ["country", "attribute:country", "attribute:address"],
};

function describe({ in: codes }: CountryCondition): string {
  return `the profile is in ${codes.map((code) => code.toUpperCase()).join(" or ")}`;
}

function countryOf({ attributes, country }: Subject): string | null {
  const told = [valueAt(attributes, "country"), valueAt(attributes, "address.country"), country].find((one) => typeof one === "string" && CODE.test(one));
  return typeof told === "string" ? told.toUpperCase() : null;
}
