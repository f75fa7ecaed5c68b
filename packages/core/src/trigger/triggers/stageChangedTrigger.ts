import type { TriggerKind, TriggerNode } from "../trigger.ts";
import { fires, NOT_ABOUT_IT } from "../verdict.ts";

/** `{ kind: "stage_changed", from: ["retention"], to: ["re-engagement"] }`: left out, any stage does; somebody new comes from none. */
export interface StageChangedTrigger extends TriggerNode {
  readonly kind: "stage_changed";
  /** Keys of stages. */
  readonly from?: readonly string[];
  readonly to?: readonly string[];
}

const keys = { type: "array", items: { type: "string", minLength: 1, maxLength: 100 }, minItems: 1, maxItems: 20 } as const;

export const stageChangedTrigger: TriggerKind<StageChangedTrigger> = {
  kind: "stage_changed",
  schema: {
    type: "object",
    title: "The life-cycle stage changes",
    properties: {
      kind: { const: "stage_changed" },
      from: { ...keys, title: "From", description: "Keys of stages; left out: from any, and also somebody new." },
      to: { ...keys, title: "To", description: "Keys of stages; left out: to any." },
    },
    required: ["kind"],
    additionalProperties: false,
  },
  listens: () => ["stage_changed"],
  judge: (trigger, happening) => {
    if (happening.kind !== "stage") return NOT_ABOUT_IT;
    const { from, to, event } = happening;
    const fits = (trigger.from === undefined || (from !== null && trigger.from.includes(from))) && (trigger.to?.includes(to) ?? true);
    return fits ? fires(event.properties, { holds: true, condition: describe(trigger) }) : NOT_ABOUT_IT;
  },
  describe,
};

function describe({ from, to }: StageChangedTrigger): string {
  const place = (word: string, stages: readonly string[] | undefined) =>
    stages === undefined ? "" : ` ${word} ${stages.map((one) => `“${one}”`).join(" or ")}`;
  return from === undefined && to === undefined ? "the profile moves to another stage" : `the profile moves${place("from", from)}${place("to", to)}`;
}
