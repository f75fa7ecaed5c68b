import type { ConditionNode } from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import { allCondition } from "./allCondition.ts";
import { anyCondition } from "./anyCondition.ts";
import { attributeCondition } from "./attributeCondition.ts";
import { consentCondition } from "./consentCondition.ts";
import { countryCondition } from "./countryCondition.ts";
import { deviceCondition } from "./deviceCondition.ts";
import { didCondition } from "./didCondition.ts";
import { engagementCondition } from "./engagementCondition.ts";
import { languageCondition } from "./languageCondition.ts";
import { notCondition } from "./notCondition.ts";
import { occurrenceCondition } from "./occurrenceCondition.ts";
import { placeCondition } from "./placeCondition.ts";
import { propertyCondition } from "./propertyCondition.ts";
import { type Asking, type InnerSql, UNSAID } from "./reader.ts";
import { segmentCondition } from "./segmentCondition.ts";
import { stageCondition } from "./stageCondition.ts";

/** Kinds that an event can be asked, too. */
const OF_EVENTS = [allCondition, anyCondition, notCondition, propertyCondition];

/** Kinds that people can be asked. A new one is a new file and a line here; of what is not here SQL says nothing. */
const OF_PEOPLE = [
  ...OF_EVENTS,
  attributeCondition,
  consentCondition,
  countryCondition,
  deviceCondition,
  didCondition,
  engagementCondition,
  languageCondition,
  occurrenceCondition,
  placeCondition,
  segmentCondition,
  stageCondition,
];

const ofEvents = new Map(OF_EVENTS.map((each) => [each.kind, each]));
const ofPeople = new Map(OF_PEOPLE.map((each) => [each.kind, each]));

/** A condition about a profile `p` as SQL that is true, false, or null where memory must judge. */
export function conditionSql(condition: ConditionNode, parameters: Parameters, asking: Asking): string {
  const sqlOf = (part: ConditionNode, about: Asking): string => {
    const inner: InnerSql = (inside, other = about) => sqlOf(inside, other);
    const readers = about.properties === undefined ? ofPeople : ofEvents;
    return readers.get(part.kind)?.sql(part, parameters, about, inner) ?? UNSAID;
  };
  return sqlOf(condition, asking);
}
