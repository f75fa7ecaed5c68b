import type { Event } from "../event/event.ts";
import type { Json } from "../json.ts";
import { type Aggregate, EMPTY_AGGREGATE, firstLapse, marksWithin } from "../segment/aggregate.ts";
import { type ComputedAttribute, computedValue } from "../segment/computedAttribute.ts";
import type { Happening } from "../trigger/trigger.ts";
import type { Turn } from "./turn.ts";

type AttributeHappening = Extract<Happening, { kind: "attribute" }>;

/** Brings the computed attributes up to date whose aggregate has changed, and sets the timer for what time will take out of a window. */
export function computeAttributes(turn: Turn, cause: Event | null): AttributeHappening[] {
  const happenings: AttributeHappening[] = [];
  const touched = [...turn.past.touched].filter((key) => key.startsWith(AGGREGATE)).map((key) => key.slice(AGGREGATE.length));
  for (const id of touched) {
    const attributes = turn.past.kept.flatMap(({ index }) => index.attributesFrom.get(id) ?? []);
    if (attributes.length === 0) continue;
    const aggregate = turn.past.aggregates.get(id) ?? EMPTY_AGGREGATE;
    for (const attribute of attributes) {
      const changed = write(turn, attribute, computedValue(attribute, aggregate, turn.at), cause);
      if (changed) happenings.push(changed);
    }
    setLapse(turn, id, aggregate, attributes[0] as ComputedAttribute);
  }
  return happenings;
}

const AGGREGATE = "aggregate:";

function write(turn: Turn, { name }: ComputedAttribute, after: Json, cause: Event | null): AttributeHappening | null {
  const { attributes, attributeTimes } = turn.profile;
  const before = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
  if (JSON.stringify(before) === JSON.stringify(after)) return null;
  const { [name]: _old, ...others } = attributes;
  turn.change({ attributes: after === null ? others : { ...others, [name]: after }, attributeTimes: { ...attributeTimes, [name]: turn.at } });
  return { kind: "attribute", name, before, after, event: cause ?? lapseEvent(turn, name) };
}

/** Stands for the moment at which time changed the attribute; it is no event of the person, and joins no history. */
function lapseEvent(turn: Turn, name: string): Event {
  const id = turn.deriveId("attribute_lapse", name, String(turn.at));
  return {
    id,
    kind: "internal",
    name: "attribute_changed",
    properties: { attribute: name },
    at: turn.at,
    receivedAt: turn.at,
    source: "beckon",
    messageId: id,
    context: {},
  };
}

/** Attributes that share an aggregate share its window, and so its timer. */
function setLapse(turn: Turn, id: string, aggregate: Aggregate, { within }: ComputedAttribute): void {
  const lapse = firstLapse(marksWithin(aggregate, within, turn.at), within);
  const current = aggregate.timerAt ?? null;
  if (lapse === null || (current !== null && current <= lapse)) return;
  if (current !== null) turn.cancelTimer(current, "aggregate", id);
  turn.setTimer(lapse, "aggregate", id);
  turn.past.putAggregate(id, { ...aggregate, timerAt: lapse });
}
