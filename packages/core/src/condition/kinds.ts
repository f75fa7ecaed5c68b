import type { ConditionKind, ConditionNode } from "./condition.ts";
import { allCondition } from "./conditions/allCondition.ts";
import { anyCondition } from "./conditions/anyCondition.ts";
import { attributeCondition } from "./conditions/attributeCondition.ts";
import { consentCondition } from "./conditions/consentCondition.ts";
import { countryCondition } from "./conditions/countryCondition.ts";
import { deviceCondition } from "./conditions/deviceCondition.ts";
import { didCondition } from "./conditions/didCondition.ts";
import { engagementCondition } from "./conditions/engagementCondition.ts";
import { languageCondition } from "./conditions/languageCondition.ts";
import { notCondition } from "./conditions/notCondition.ts";
import { occurrenceCondition } from "./conditions/occurrenceCondition.ts";
import { placeCondition } from "./conditions/placeCondition.ts";
import { propertyCondition } from "./conditions/propertyCondition.ts";
import { segmentCondition } from "./conditions/segmentCondition.ts";
import { stageCondition } from "./conditions/stageCondition.ts";

/** Every kind of condition. A new kind is a new file in `conditions/` and a line here. */
export const CONDITION_KINDS = [
  allCondition,
  anyCondition,
  notCondition,
  attributeCondition,
  propertyCondition,
  consentCondition,
  didCondition,
  occurrenceCondition,
  engagementCondition,
  segmentCondition,
  stageCondition,
  countryCondition,
  languageCondition,
  deviceCondition,
  placeCondition,
] as const;

// A kind is only ever handed documents of its own kind, which the map's key guarantees and the type cannot say.
const byName = new Map<string, ConditionKind>(CONDITION_KINDS.map((kind) => [kind.kind, kind as unknown as ConditionKind]));

/** A kind this version does not know never holds and says so: documents are checked before launch, so it comes from a newer version. */
const unknownCondition: ConditionKind = {
  kind: "unknown",
  schema: { not: {} },
  judge: (condition) => ({ holds: false, condition: `unknown condition “${condition.kind}”` }),
  describe: (condition) => `unknown condition “${condition.kind}”`,
};

export function conditionKindOf(condition: ConditionNode): ConditionKind {
  return byName.get(condition.kind) ?? unknownCondition;
}
