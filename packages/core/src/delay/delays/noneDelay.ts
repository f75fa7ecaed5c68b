import type { DelayKind, DelayNode } from "../delay.ts";

/** `{ kind: "none" }`: at once. */
export interface NoneDelay extends DelayNode {
  readonly kind: "none";
}

export const noneDelay: DelayKind<NoneDelay> = {
  kind: "none",
  schema: { type: "object", title: "At once", properties: { kind: { const: "none" } }, required: ["kind"], additionalProperties: false },
  until: (_delay, { from }) => ({ until: from }),
  dependsOn: { timeZone: false, attributes: () => [] },
  takesTime: () => false,
  describe: () => "no wait",
};
