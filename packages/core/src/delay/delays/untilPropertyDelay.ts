import { valueAt } from "../../condition/path.ts";
import type { DelayKind, DelayNode } from "../delay.ts";
import { type DateWait, dateWaitProperties, describeDateWait, waitForDate } from "../untilDate.ts";

/** `{ kind: "until_property", name: "appointment_at", offset: "PT2H", before: true }`: a date that the entry event carries. */
export interface UntilPropertyDelay extends DelayNode, DateWait {
  readonly kind: "until_property";
}

export const untilPropertyDelay: DelayKind<UntilPropertyDelay> = {
  kind: "until_property",
  schema: {
    type: "object",
    title: "Until a date of the event",
    properties: { kind: { const: "until_property" }, ...dateWaitProperties },
    required: ["kind", "name"],
    additionalProperties: false,
  },
  until: (delay, subject) => waitForDate(delay, valueAt(subject.entry, delay.name), subject),
  dependsOn: { timeZone: true, attributes: () => [] },
  takesTime: ({ past, missing }) => past === "exit" && missing !== "continue",
  describe: (delay) => describeDateWait(delay, `the event's ${delay.name}`),
};
