import type { JourneyDocument } from "@beckon/core";
import { type Others, randomCourse, randomDelay, randomSending, randomTrigger } from "./campaigns.ts";
import type { Random } from "./random.ts";

/** What else there is in the shop that a journey may name. */
export interface AroundJourney extends Others {
  /** Keys of the other journeys. */
  readonly journeys: readonly string[];
  readonly segments: readonly string[];
}

/** So many ids there are: versions of a journey share some steps by name, often of another kind. */
const IDS = 8;

/** A journey as somebody might have drawn it. Ways lead on, or end; only from a step at which a day passes do they lead back. */
export function randomJourney(random: Random, key: string, around: AroundJourney, day: string): JourneyDocument {
  const trigger = {
    plain: { kind: "event", event: "Cart Updated" },
    chained: { kind: "event", event: random.pick(["Journey Ended", "Journey Entered"]) },
    any: randomTrigger(random, around),
  }[random.weighted({ plain: 4, chained: 1, any: 4 })];
  const ids = Array.from({ length: IDS }, (_, index) => `s${index}`).filter(() => random.chance(0.75));
  const steps = (ids.length === 0 ? ["s0"] : ids).map((id, place, all) => ({ id, ...randomStep(random, around, all.slice(place + 1), all) }));
  return { ...randomCourse(random, key, trigger, day), steps };
}

/** A step without its id. */
type Written = { readonly kind: string } & { readonly [field: string]: unknown };

/**
 * @param ahead  ids of the steps that come after this one
 * @param before all ids: a way leads back where a day passes at the step
 */
function randomStep(random: Random, around: AroundJourney, ahead: readonly string[], before: readonly string[]): Written {
  const on = (field: string) => (ahead.length > 0 && random.chance(0.9) ? { [field]: ahead[Math.min(ahead.length - 1, random.pick([0, 0, 0, 1, 2]))] } : {});
  const back = (field: string) => (random.chance(0.2) ? { [field]: random.pick(before) } : on(field));
  const kinds = { send: 8, delay: 5, wait: 5, branch: 3, split: 2, set_attributes: 1, set_consent: 1, task: 1, exit: 1 };
  const others = around.journeys.length > 0 ? 2 : 0;
  const kind = random.weighted({ ...kinds, start_journey: others, end_journey: others });
  switch (kind) {
    case "send":
      return { kind, ...randomSending(random), ...on("next"), ...(random.chance(0.3) ? on("unsent") : {}) };
    case "delay":
      return random.chance(0.3)
        ? { kind, delay: { kind: "for", duration: random.pick(["P1D", "P2D"]) }, ...back("next") }
        : { kind, delay: randomDelay(random), ...on("next") };
    case "wait":
      return randomWait(random, around, on, back);
    case "branch":
      return { kind, branches: [{ if: randomQuestion(random, around), ...on("next") }], ...on("else") };
    case "split":
      return {
        kind,
        shares: [
          { name: "A", percent: 40, ...on("next") },
          { name: "B", percent: 60, ...on("next") },
        ],
        ...(random.chance(0.2) ? { winner: "B" } : {}),
      };
    case "set_attributes":
      return { kind, set: random.pick([{ plan: "pro" }, { plan: null }, { renewal: "2026-11-30" }]), ...on("next") };
    case "set_consent":
      return { kind, topics: { marketing: random.pick(["subscribed", "unsubscribed"]) }, ...on("next") };
    case "task":
      return { kind, title: "Call", ...on("next") };
    case "start_journey":
    case "end_journey":
      return { kind, journey: random.pick(around.journeys), ...on("next") };
    default:
      return { kind: "exit" };
  }
}

type Lead = (field: string) => { readonly [field: string]: string | undefined };

/** For something that may come soon, late, or not at all; with and without an end. */
function randomWait(random: Random, around: AroundJourney, on: Lead, back: Lead): Written {
  if (random.chance(0.4)) {
    const awaited = { kind: "segment", segment: random.pick(around.segments), is: random.pick(["in", "not_in"]) };
    return { kind: "wait", for: awaited, ...(random.chance(0.7) ? { within: "P1D", ...back("timeout") } : {}), ...on("next") };
  }
  const event = random.pick(["Order Completed", "Cart Updated", "Message Opened", "Session Ended"]);
  const own = { where: { kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } } };
  const awaited = { kind: "event", event, ...(event.startsWith("Order") && random.chance(0.5) ? own : {}) };
  return {
    kind: "wait",
    for: awaited,
    ...(random.chance(0.8) ? { within: random.pick(["PT30M", "PT6H", "P1D"]), ...on("timeout") } : {}),
    ...on("next"),
  } as never;
}

function randomQuestion(random: Random, { segments }: AroundJourney): object {
  return random.pick([
    { kind: "attribute", name: "plan", op: "equals", value: "pro" },
    { kind: "property", name: "total", op: "at_least", value: 100 },
    { kind: "segment", segment: random.pick(segments), is: "in" },
  ]);
}
