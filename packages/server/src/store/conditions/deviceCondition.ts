import type { DeviceCondition } from "@beckon/core";
import { reader } from "./reader.ts";

/** The device that was last seen. */
export const deviceCondition = reader<DeviceCondition>("device", ({ type, os }, parameters) => {
  const fits = (field: string, wanted: readonly string[] | undefined) =>
    wanted === undefined
      ? []
      : [
          `p.state #>> '{lastDevice,${field}}' = any(${parameters.add(
            wanted.map((one) => one.toLowerCase()),
            "text[]",
          )})`,
        ];
  return `coalesce(jsonb_typeof(p.state -> 'lastDevice') = 'object' and ${[...fits("type", type), ...fits("os", os)].join(" and ")}, false)`;
});
