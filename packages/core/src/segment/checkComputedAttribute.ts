import { checkComparisons } from "../condition/checkCondition.ts";
import { placedConditions } from "../condition/placedConditions.ts";
import { isRfmAttribute } from "../rfm/rfm.ts";
import { checkJson } from "../schema/checkJson.ts";
import { didYouMean } from "../schema/nearest.ts";
import { error, type Problem, warning } from "../schema/problem.ts";
import { parseDuration } from "../time/duration.ts";
import { DAY } from "../time/instant.ts";
import { MARKS_MAX } from "./aggregate.ts";
import { checkPlace } from "./checkSegment.ts";
import { type ComputedAttribute, computedType, needsProperty } from "./computedAttribute.ts";
import { computedAttributeSchema } from "./computedAttributeSchema.ts";

/** What a check may know beside the definition. Checks that need what is not given are left out. */
export interface KnownToComputed {
  readonly events?: readonly string[];
  /** Attributes that arrive from elsewhere: a computed one may not take their place. */
  readonly attributes?: readonly string[];
}

/** Names that sources send, or by which Beckon itself knows a person. */
const RESERVED: ReadonlySet<string> = new Set([
  "id",
  "user_id",
  "anonymous_id",
  "email",
  "phone",
  "name",
  "first_name",
  "last_name",
  "timezone",
  "country",
  "locale",
  "language",
  "created_at",
]);

/** Everything that is wrong with a computed attribute. No error = it may be built. */
export function checkComputedAttribute(document: unknown, known: KnownToComputed = {}): Problem[] {
  const shape = checkJson(computedAttributeSchema, document, computedAttributeSchema.$defs);
  if (shape.length > 0) return shape;
  const attribute = document as ComputedAttribute;
  return [...checkName(attribute, known), ...checkProperty(attribute), ...checkWindow(attribute), ...checkWhere(attribute), ...checkEvent(attribute, known)];
}

function checkName({ name }: ComputedAttribute, { attributes = [] }: KnownToComputed): Problem[] {
  if (isRfmAttribute(name)) return [error("name", "name_reserved", `“${name}” is where the RFM ranking writes; choose another name.`)];
  if (RESERVED.has(name))
    return [error("name", "name_reserved", `“${name}” is an attribute that sources send; choose another name, for example ${name}_computed.`)];
  return attributes.includes(name)
    ? [error("name", "name_taken", `The attribute “${name}” arrives from elsewhere already; choose another name, so that neither overwrites the other.`)]
    : [];
}

function checkProperty({ function: how, of }: ComputedAttribute): Problem[] {
  if (needsProperty(how) && of === undefined) return [error("of", "missing_field", "Say of which property of the event, for example total.")];
  return !needsProperty(how) && of !== undefined
    ? [error("of", "needless_property", "This looks at the events themselves, not at a property; leave `of` out.")]
    : [];
}

const LONG = 366 * DAY;

function checkWindow({ within, ...attribute }: ComputedAttribute): Problem[] {
  const span = within === undefined ? null : parseDuration(within);
  if (span === 0) return [error("within", "empty_window", "Nothing happens within no time; give the window a length, for example P30D.")];
  return span !== null && span > LONG && computedType(attribute) === "number"
    ? [
        warning(
          "within",
          "keeps_much",
          `In a window of more than a year each event is kept for everybody, and at most the newest ${MARKS_MAX}. Leave the window out, or shorten it, where that does.`,
        ),
      ]
    : [];
}

function checkWhere({ where }: ComputedAttribute): Problem[] {
  if (where === undefined) return [];
  const placed = placedConditions(where, "where", true);
  return [...checkComparisons(where, "where"), ...placed.flatMap(checkPlace)];
}

function checkEvent({ event }: ComputedAttribute, { events }: KnownToComputed): Problem[] {
  return events === undefined || events.includes(event)
    ? []
    : [warning("event", "event_not_seen", `No event “${event}” has arrived so far.${didYouMean(event, events)}`)];
}
