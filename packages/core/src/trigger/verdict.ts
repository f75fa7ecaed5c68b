import type { ConditionNode, Finding } from "../condition/condition.ts";
import type { JsonObject } from "../json.ts";
import type { TriggerSubject, TriggerVerdict } from "./trigger.ts";

/** The happening does not concern the trigger at all: no line in the decision log. */
export const NOT_ABOUT_IT: TriggerVerdict = { fires: false, finding: null };

export function fires(properties: JsonObject, finding: Finding): TriggerVerdict {
  return { fires: true, properties, finding };
}

export function refuses(finding: Finding): TriggerVerdict {
  return { fires: false, finding };
}

/** Fires where the condition holds for the properties, or where there is none; `happened` says in words what came about. */
export function whereVerdict(where: ConditionNode | undefined, properties: JsonObject, subject: TriggerSubject, happened: string): TriggerVerdict {
  if (where === undefined) return fires(properties, { holds: true, condition: happened });
  const finding = subject.judge(where, properties);
  return finding.holds ? fires(properties, finding) : refuses(finding);
}
