import type { Course } from "../campaign/campaign.ts";
import type { Decision, Definitions, Enrollment, ProfileState } from "../decide/decide.types.ts";
import type { Event } from "../event/event.ts";
import { deriveId } from "../hash/hash.ts";
import type { JsonObject } from "../json.ts";
import type { Profile } from "../profile/profile.ts";
import { LIFE_CYCLE } from "../stage/stage.ts";
import type { Instant } from "../time/instant.ts";
import { VirtualLife } from "./virtualLife.ts";

/** What is to happen in a test run, at its instant: an event, or that the person comes into a segment or stage, or leaves it. */
export type TestHappening = { readonly at: Instant } & (
  | { readonly event: string; readonly properties?: JsonObject | undefined; readonly attributes?: JsonObject | undefined }
  | { readonly segment: string; readonly member: boolean }
  | { readonly stage: string }
);

/** A message that would have gone, with the person as they were then. */
export interface TestSend {
  readonly at: Instant;
  readonly enrollmentId: string;
  readonly campaignId: string;
  readonly profile: Profile;
}

export interface TestRun {
  readonly decisions: readonly Decision[];
  readonly sends: readonly TestSend[];
  /** Those of Beckon itself that the run led to: tasks, changed attributes. */
  readonly events: readonly Event[];
  readonly profile: Profile;
  /** Passages through the course that have not ended. */
  readonly inside: readonly Enrollment[];
  /** By enrollment, for messages: the event that began it. */
  readonly entries: ReadonlyMap<string, Enrollment["entry"]>;
  readonly end: Instant;
}

const INPUTS_MAX = 2_000;

/**
 * Lets one person go through a draft with a clock that only moves when told, by the engine's own decision. Nothing is written and nothing
 * leaves. It ends early where nothing is left to wait for.
 * @param definitions with the course; segments that happenings name are `asTold`
 */
export function playTestRun(
  state: ProfileState,
  course: Course,
  definitions: Definitions,
  { start, until, happenings }: { readonly start: Instant; readonly until: Instant; readonly happenings: readonly TestHappening[] },
): TestRun {
  const life = new VirtualLife(state, definitions, start, INPUTS_MAX);
  life.feed({ kind: "campaign", campaignId: course.id, version: course.version, change: "launched", at: start });
  for (const [place, happening] of [...happenings].sort((a, b) => a.at - b.at).entries()) {
    life.moveTo(happening.at);
    feed(life, happening, place, definitions);
  }
  life.moveTo(until);
  const passages = [...life.state.enrollments.values()];
  return {
    decisions: life.decisions,
    sends: life.sends.map(({ send, at, profile }) => ({ at, enrollmentId: send.enrollmentId, campaignId: send.campaignId, profile })),
    events: life.events,
    profile: life.state.profile,
    inside: passages.filter(({ campaignId, status }) => campaignId === course.id && status !== "ended"),
    entries: new Map(passages.map(({ id, entry }) => [id, entry])),
    end: life.now,
  };
}

function feed(life: VirtualLife, happening: TestHappening, place: number, { segments }: Definitions): void {
  const at = life.now;
  if ("segment" in happening || "stage" in happening) {
    const segment = segments.byKey.get("stage" in happening ? LIFE_CYCLE : happening.segment);
    if (!segment) return;
    const passage = "stage" in happening ? { member: true, stage: happening.stage } : { member: happening.member };
    life.feed({ kind: "list", segmentId: segment.id, ...passage, at });
    return;
  }
  const { event: name, properties = {}, attributes } = happening;
  const id = deriveId(at, "test-run", String(place));
  const event = {
    id,
    kind: "track",
    name,
    properties,
    at,
    receivedAt: at,
    source: "api",
    messageId: id,
    context: {},
    ...(attributes ? { attributes } : {}),
  } as const;
  life.feed({ kind: "event", event }, id);
}
