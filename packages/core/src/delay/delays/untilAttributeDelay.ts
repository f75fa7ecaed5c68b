import { attributeNames } from "../../condition/conditions/attributeCondition.ts";
import { valueAt } from "../../condition/path.ts";
import type { DelayKind, DelayNode } from "../delay.ts";
import { type DateWait, dateWaitProperties, describeDateWait, waitForDate } from "../untilDate.ts";

/** `{ kind: "until_attribute", name: "renewal_date", offset: "P2D", before: true, at: "09:00" }`: a date on the profile; moves with it. */
export interface UntilAttributeDelay extends DelayNode, DateWait {
  readonly kind: "until_attribute";
}

export const untilAttributeDelay: DelayKind<UntilAttributeDelay> = {
  kind: "until_attribute",
  schema: {
    type: "object",
    title: "Until a date of the profile",
    properties: { kind: { const: "until_attribute" }, ...dateWaitProperties },
    required: ["kind", "name"],
    additionalProperties: false,
  },
  until: (delay, subject) => waitForDate(delay, valueAt(subject.attributes, delay.name), subject),
  dependsOn: { timeZone: true, attributes: ({ name }) => attributeNames(name) },
  takesTime: ({ past, missing }) => past === "exit" && missing !== "continue",
  describe: (delay) => describeDateWait(delay, `the person's ${delay.name}`),
};
