import { metresBetween } from "../../place/place.ts";
import { addDuration, type Duration, describeDuration, durationSchema } from "../../time/duration.ts";
import { formatInstant } from "../../time/instant.ts";
import type { ConditionKind, ConditionNode, Finding, Subject } from "../condition.ts";

/**
 * `{ kind: "place", is: "in", places: ["store-berlin"], metres: 500, within: "PT30M" }`: whether the last known location of the person is
 * at one of these places of the workspace, told in the last half hour.
 */
export interface PlaceCondition extends ConditionNode {
  readonly kind: "place";
  readonly is: "in" | "not_in";
  /** Keys of places. */
  readonly places: readonly string[];
  /** So near; as near as each place says where it is left out. */
  readonly metres?: number;
  /** The location is no older. */
  readonly within?: Duration;
}

export const placeCondition: ConditionKind<PlaceCondition> = {
  kind: "place",
  schema: {
    type: "object",
    title: "Place",
    description: "By the last location that an event told (context.location).",
    properties: {
      kind: { const: "place" },
      is: { enum: ["in", "not_in"], title: "State" },
      places: {
        type: "array",
        items: { type: "string", minLength: 1, maxLength: 100 },
        minItems: 1,
        maxItems: 100,
        title: "Places",
        description: "Their keys.",
      },
      metres: { type: "integer", minimum: 1, maximum: 1_000_000, title: "Metres", description: "So near, instead of what each place says." },
      within: { ...durationSchema, title: "Seen there in the last" },
    },
    required: ["kind", "is", "places"],
    additionalProperties: false,
  },
  judge: (condition, subject): Finding => {
    const { location } = subject;
    const near = nearestOf(condition, subject);
    const isThere = near?.isIn === true && isFresh(condition, subject);
    const until = isThere && condition.within !== undefined && location ? { until: formatInstant(addDuration(location.at, condition.within)) } : {};
    const found = near === null ? (location ? "none of these places" : "no location known") : `${Math.round(near.metres)} m from ${near.name}`;
    return { holds: isThere === (condition.is === "in"), condition: describe(condition), found, ...until };
  },
  describe,
  reads: () => ["location"],
  lapses: (condition, subject) => {
    const { within } = condition;
    const { location } = subject;
    if (within === undefined || !location || !nearestOf(condition, subject)?.isIn || !isFresh(condition, subject)) return null;
    return addDuration(location.at, within);
  },
};

function describe({ is, places, metres, within }: PlaceCondition): string {
  const where = places.map((place) => `“${place}”`).join(" or ");
  const near = metres === undefined ? `at ${where}` : `within ${metres} m of ${where}`;
  const when = within === undefined ? "" : ` in the last ${describeDuration(within)}`;
  return `the profile was ${is === "in" ? "" : "not "}last seen ${near}${when}`;
}

/** The place that is nearest beyond or within its bounds. */
function nearestOf({ places, metres }: PlaceCondition, { location, places: all = [] }: Subject) {
  if (!location) return null;
  const asked = all
    .filter(({ key }) => places.includes(key))
    .map((place) => ({ name: place.name, metres: metresBetween(location, place), reach: metres ?? place.radius }))
    .sort((a, b) => a.metres - a.reach - (b.metres - b.reach));
  const [nearest] = asked;
  return nearest === undefined ? null : { ...nearest, isIn: nearest.metres <= nearest.reach };
}

function isFresh({ within }: PlaceCondition, { location, now }: Subject): boolean {
  return within === undefined || (location != null && addDuration(location.at, within) > now);
}
