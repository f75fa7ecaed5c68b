import type { Device } from "../../profile/profile.ts";
import { joined } from "../comparison.ts";
import type { ConditionKind, ConditionNode, Finding } from "../condition.ts";

/** `{ kind: "device", type: ["phone"], os: ["ios"] }`: the device of the last activity that told one. */
export interface DeviceCondition extends ConditionNode {
  readonly kind: "device";
  readonly type?: readonly Device["type"][];
  readonly os?: readonly string[];
}

export const deviceCondition: ConditionKind<DeviceCondition> = {
  kind: "device",
  schema: {
    type: "object",
    title: "Device",
    description: "The one last used. Name its type, its system, or both.",
    properties: {
      kind: { const: "device" },
      type: { type: "array", items: { enum: ["phone", "tablet", "computer", "other"] }, minItems: 1, maxItems: 4, title: "Type" },
      os: {
        type: "array",
        items: { type: "string", minLength: 1, maxLength: 40 },
        minItems: 1,
        maxItems: 20,
        title: "System",
        description: "ios, android, windows, macos, linux.",
      },
    },
    required: ["kind"],
    minProperties: 2,
    additionalProperties: false,
  },
  judge: (condition, { device }): Finding => {
    const { type, os } = condition;
    const fits = (wanted: readonly string[] | undefined, found: string | null) =>
      wanted === undefined || (found !== null && wanted.some((one) => one.toLowerCase() === found));
    const holds = device != null && fits(type, device.type) && fits(os, device.os);
    return { holds, condition: describe(condition), found: device == null ? null : joined([device.type, ...(device.os === null ? [] : [device.os])], "and") };
  },
  describe,
  reads: () => ["device"],
};

function describe({ type, os }: DeviceCondition): string {
  const parts = [...(type === undefined ? [] : [`a ${joined(type, "or")}`]), ...(os === undefined ? [] : [`one with ${joined(os, "or")}`])];
  return `the last device is ${joined(parts, "and")}`;
}
