import { isReference, resolve } from "../../condition/comparison.ts";
import type { Operand } from "../../condition/condition.ts";
import { INTERNAL } from "../../event/event.ts";
import type { JsonObject, JsonSchema } from "../../json.ts";
import { GO_NEXT, type Leading, leadNext, onlyNext, type StepKind, type StepNode, stepReference } from "../step.ts";

/** `{ id: "note", kind: "set_attributes", set: { plan_offer: "yearly", last_cart: { from: "entry", name: "cart_id" } } }`; null takes one away. */
export interface SetAttributesStep extends StepNode, Leading {
  readonly kind: "set_attributes";
  readonly set: { readonly [name: string]: Operand };
}

const value: JsonSchema = {
  title: "Value",
  description: 'A value, null to take it away, or { from: "entry", name: "cart_id" } for a property of the entry event.',
};

export const setAttributesStep: StepKind<SetAttributesStep> = {
  kind: "set_attributes",
  schema: {
    title: "Set attributes",
    description: "Keeps something on the person, for conditions and messages.",
    properties: { set: { type: "object", title: "Attributes", minProperties: 1, maxProperties: 50, additionalProperties: value }, next: stepReference },
    required: ["set"],
  },
  ways: ({ next }) => onlyNext(next),
  lead: leadNext,
  describe: ({ set }) => `Set ${Object.keys(set).join(", ")}`,
  causes: ({ set }) => [`event:${INTERNAL.attributesChanged}`, ...Object.keys(set).map((name) => `attribute:${name}`)],
  arrive: ({ set }, { subject }) => {
    const attributes: JsonObject = {};
    for (const [name, given] of Object.entries(set)) attributes[name] = isReference(given) ? (resolve(given, subject) ?? null) : given;
    return { ...GO_NEXT, acts: [{ kind: "event", name: INTERNAL.attributesChanged, properties: {}, attributes }] };
  },
};
