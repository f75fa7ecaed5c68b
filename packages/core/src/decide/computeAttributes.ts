import type { Event } from "../event/event.ts";
import type { Json, JsonObject } from "../json.ts";
import { type Aggregate, EMPTY_AGGREGATE } from "../segment/aggregate.ts";
import { aggregateOfAttribute, type ComputedAttribute, computedLapse, computedValue } from "../segment/computedAttribute.ts";
import { earliest, type Instant } from "../time/instant.ts";
import type { Happening } from "../trigger/trigger.ts";
import type { Turn } from "./turn.ts";

type AttributeHappening = Extract<Happening, { kind: "attribute" }>;

/**
 * Brings the computed attributes up to date whose aggregate has changed, and sets the timer for what time alone will change. One
 * that is being built is only read by what is built with it: nobody sees it in the profile before it holds.
 */
export function computeAttributes(turn: Turn, cause: Event | null): AttributeHappening[] {
  const happenings: AttributeHappening[] = [];
  const touched = [...turn.past.touched].filter((key) => key.startsWith(AGGREGATE)).map((key) => key.slice(AGGREGATE.length));
  for (const { index, silent } of turn.past.kept) {
    for (const id of touched) {
      const attributes = index.attributesFrom.get(id) ?? [];
      for (const attribute of silent ? [] : attributes) {
        const changed = write(turn, attribute, computedValue(attribute, aggregateIn(turn, id), turn.at), cause);
        if (changed) happenings.push(changed);
      }
      if (attributes.length > 0) setLapse(turn, id, attributes);
    }
  }
  return happenings;
}

/** Attributes as they are at `now` for a condition that reads computed ones: as they follow from the past, whatever stands in the profile yet. */
export function withComputed(turn: Turn, computed: ReadonlyMap<string, ComputedAttribute>, now: Instant): JsonObject {
  const { attributes } = turn.profile;
  if (computed.size === 0) return attributes;
  const others = Object.entries(attributes).filter(([name]) => !computed.has(name));
  const values = [...computed].map(([name, one]) => [name, computedValue(one, aggregateIn(turn, aggregateOfAttribute(one).id), now)] as const);
  return Object.fromEntries([...others, ...values.filter(([, value]) => value !== null)]);
}

function aggregateIn({ past }: Turn, id: string): Aggregate {
  return past.aggregates.get(id) ?? EMPTY_AGGREGATE;
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

/** One timer serves all that are read from one aggregate. */
function setLapse(turn: Turn, id: string, attributes: readonly ComputedAttribute[]): void {
  const aggregate = aggregateIn(turn, id);
  const lapse = earliest(attributes.map((attribute) => computedLapse(attribute, aggregate, turn.at)));
  const current = aggregate.timerAt ?? null;
  if (lapse === null || (current !== null && current <= lapse)) return;
  if (current !== null) turn.cancelTimer(current, "aggregate", id);
  turn.setTimer(lapse, "aggregate", id);
  turn.past.putAggregate(id, { ...aggregate, timerAt: lapse });
}
