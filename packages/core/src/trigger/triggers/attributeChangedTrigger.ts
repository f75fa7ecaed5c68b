import { type Comparison, comparisonSchema, describeComparison, fits } from "../../condition/comparison.ts";
import type { Finding } from "../../condition/condition.ts";
import { attributeNames } from "../../condition/conditions/attributeCondition.ts";
import { valueAt } from "../../condition/path.ts";
import type { Json, JsonSchema } from "../../json.ts";
import type { Happening, TriggerKind, TriggerNode, TriggerSubject } from "../trigger.ts";
import { fires, NOT_ABOUT_IT, refuses } from "../verdict.ts";

/**
 * `{ kind: "attribute_changed", attribute: "plan", from: { op: "equals", value: "free" }, to: { op: "one_of", value: ["pro", "team"] } }`.
 * Fires only when the value really changes; being set for the first time and being removed are changes too.
 */
export interface AttributeChangedTrigger extends TriggerNode {
  readonly kind: "attribute_changed";
  /** Dotted for nested values. */
  readonly attribute: string;
  readonly from?: Comparison;
  readonly to?: Comparison;
}

const change: JsonSchema = { type: "object", ...comparisonSchema, additionalProperties: false };

export const attributeChangedTrigger: TriggerKind<AttributeChangedTrigger> = {
  kind: "attribute_changed",
  schema: {
    type: "object",
    title: "A changed attribute",
    properties: {
      kind: { const: "attribute_changed" },
      attribute: { type: "string", minLength: 1, maxLength: 200, title: "Attribute" },
      from: { ...change, title: "From", description: "What the value must have been." },
      to: { ...change, title: "To", description: "What the value must have become." },
    },
    required: ["kind", "attribute"],
    additionalProperties: false,
  },
  listens: ({ attribute }) => attributeNames(attribute).map((name) => `attribute:${name}`),
  judge: (trigger, happening, subject) => {
    if (happening.kind !== "attribute") return NOT_ABOUT_IT;
    const before = inside(trigger.attribute, happening.name, happening.before);
    const after = inside(trigger.attribute, happening.name, happening.after);
    if (same(before, after)) return NOT_ABOUT_IT;
    const parts = [
      ...(trigger.from ? [finding(trigger.attribute, "was", trigger.from, before, happening, subject)] : []),
      ...(trigger.to ? [finding(trigger.attribute, "became", trigger.to, after, happening, subject)] : []),
    ];
    const why: Finding = { holds: parts.every((part) => part.holds), condition: `the person's ${trigger.attribute} changes`, found: [before, after], parts };
    return why.holds ? fires({ attribute: trigger.attribute, before, after }, why) : refuses(why);
  },
  attributes: ({ attribute }) => attributeNames(attribute),
  describe: ({ attribute, from, to }) => {
    const was = from ? `, where ${describeComparison(from, "the old value")}` : "";
    const became = to ? `${from ? " and" : ", where"} ${describeComparison(to, "the new value")}` : "";
    return `the person's ${attribute} changes${was}${became}`;
  },
};

function finding(
  name: string,
  when: "was" | "became",
  wanted: Comparison,
  value: Json,
  { event }: Extract<Happening, { kind: "attribute" }>,
  subject: TriggerSubject,
): Finding {
  const holds = fits(value, wanted, {
    attributes: subject.attributes,
    properties: event.properties,
    entry: null,
    now: subject.now,
    timeZone: subject.timeZone,
  });
  return { holds, condition: describeComparison(wanted, `what ${name} ${when}`), found: value };
}

/** The value of the trigger's path inside the attribute that changed. */
function inside(path: string, name: string, value: Json): Json {
  return path === name ? value : (valueAt({ [name]: value }, path) ?? null);
}

function same(a: Json, b: Json): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}
