import { timeOfDayPattern } from "../../time/civil.ts";
import { describeWeekdays, weekdaysSchema } from "../../time/weekdays.ts";
import { nextLocalTime } from "../../time/zone.ts";
import type { DelayKind, DelayNode } from "../delay.ts";

/** `{ kind: "until_time", time: "09:00", weekdays: [1, 2, 3, 4, 5] }`: the next such time by the person's clock; at once where it is just then. */
export interface UntilTimeDelay extends DelayNode {
  readonly kind: "until_time";
  readonly time: string;
  /** 1 = Monday ... 7 = Sunday; all where left out. */
  readonly weekdays?: readonly number[];
}

export const untilTimeDelay: DelayKind<UntilTimeDelay> = {
  kind: "until_time",
  schema: {
    type: "object",
    title: "Until a time of day",
    properties: {
      kind: { const: "until_time" },
      time: { type: "string", pattern: timeOfDayPattern, title: "Time", description: "By the person's clock, for example 09:00." },
      weekdays: weekdaysSchema,
    },
    required: ["kind", "time"],
    additionalProperties: false,
  },
  until: ({ time, weekdays }, { timeZone, from }) => ({ until: nextLocalTime(timeZone, from, time, weekdays) ?? from }),
  dependsOn: { timeZone: true, attributes: () => [] },
  takesTime: () => true,
  describe: ({ time, weekdays }) => `until ${time}${describeWeekdays(weekdays)} by the person's clock`,
};
