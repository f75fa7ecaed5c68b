import type { ConditionNode } from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import { allCondition } from "./allCondition.ts";
import { anyCondition } from "./anyCondition.ts";
import { attributeCondition } from "./attributeCondition.ts";
import { consentCondition } from "./consentCondition.ts";
import { countryCondition } from "./countryCondition.ts";
import { didCondition } from "./didCondition.ts";
import { notCondition } from "./notCondition.ts";
import { type Asking, UNSAID } from "./reader.ts";
import { segmentCondition } from "./segmentCondition.ts";
import { stageCondition } from "./stageCondition.ts";

/** Kinds that SQL can say something about; of all others it says nothing. A new one is a new file and a line here. */
const READERS = [
  allCondition,
  anyCondition,
  notCondition,
  attributeCondition,
  consentCondition,
  didCondition,
  segmentCondition,
  stageCondition,
  countryCondition,
];

const byKind = new Map(READERS.map((each) => [each.kind, each]));

/** A condition about a profile `p` as SQL that is true, false, or null where memory must judge. */
export function conditionSql(condition: ConditionNode, parameters: Parameters, asking: Asking): string {
  const inner = (part: ConditionNode): string => byKind.get(part.kind)?.sql(part, parameters, asking, inner) ?? UNSAID;
  return inner(condition);
}
