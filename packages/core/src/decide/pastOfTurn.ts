import type { Event } from "../event/event.ts";
import { bucketOf, type Profile } from "../profile/profile.ts";
import { type Aggregate, type AggregateDefinition, EMPTY_AGGREGATE, mergeAggregates } from "../segment/aggregate.ts";
import { noteEvent } from "../segment/noteEvent.ts";
import { type Membership, membershipKey } from "../segment/segment.ts";
import type { IndexedSegment, SegmentIndex } from "../segment/segmentIndex.ts";
import { LIFE_CYCLE } from "../stage/stage.ts";
import type { Instant } from "../time/instant.ts";
import type { Definitions, ProfileState } from "./decide.types.ts";

/** Segments that are kept for the profile: the live ones, and those of a back-fill that is through with its bucket. */
export interface KeptSegments {
  readonly index: SegmentIndex;
  /** A back-fill: nobody sees it, and it causes nothing. */
  readonly silent: boolean;
}

const NO_AGGREGATES: ReadonlyMap<string, Aggregate> = new Map();
const NO_MEMBERSHIPS: ReadonlyMap<string, Membership> = new Map();

/**
 * The aggregates and memberships of one profile during one call of `decide`, and what has changed since its segments were judged
 * last. Maps are copied with the first change only: most events touch no segment at all.
 */
export class PastOfTurn {
  #aggregates: Map<string, Aggregate> | null = null;
  #memberships: Map<string, Membership> | null = null;
  readonly #loaded: { readonly aggregates: ReadonlyMap<string, Aggregate>; readonly memberships: ReadonlyMap<string, Membership> };
  readonly kept: readonly KeptSegments[];
  /** What has changed: `aggregate:<id>`, `segment:vip`. Changes of the profile are found by comparing it. */
  readonly touched = new Set<string>();
  /** The profile and its zone as they were judged last. */
  judged: { readonly profile: Profile; readonly timeZone: string };
  /** Everything is judged anew: two people have become one. */
  all = false;
  isNew: boolean;

  constructor(state: ProfileState, { segments, building }: Definitions, timeZone: string) {
    this.#loaded = { aggregates: state.aggregates ?? NO_AGGREGATES, memberships: state.memberships ?? NO_MEMBERSHIPS };
    this.isNew = state.isNew ?? false;
    this.judged = { profile: state.profile, timeZone };
    const built = building.length === 0 ? [] : building.filter((build) => build.built.has(bucketOf(state.profile.id)));
    const live = segments.segments.length + segments.aggregates.size === 0 ? [] : [{ index: segments, silent: false }];
    this.kept = [...live, ...built.map((build) => ({ index: build.segments, silent: true }))];
  }

  get aggregates(): ReadonlyMap<string, Aggregate> {
    return this.#aggregates ?? this.#loaded.aggregates;
  }

  get memberships(): ReadonlyMap<string, Membership> {
    return this.#memberships ?? this.#loaded.memberships;
  }

  /** Counts the event wherever somebody asks about its kind. */
  note(event: Event, at: Instant): void {
    for (const definition of this.#asking(event.name)) {
      const before = this.aggregates.get(definition.id);
      const after = noteEvent(before, definition, event, at);
      if (after !== (before ?? EMPTY_AGGREGATE)) this.putAggregate(definition.id, after);
    }
  }

  /** Two builds, or a build and a live segment, may ask the same. */
  #asking(name: string): Iterable<AggregateDefinition> {
    const [first, ...others] = this.kept;
    const asking = first?.index.counting.get(name) ?? [];
    if (others.length === 0) return asking;
    const all = [...asking, ...others.flatMap(({ index }) => index.counting.get(name) ?? [])];
    return new Map(all.map((definition) => [definition.id, definition])).values();
  }

  putAggregate(id: string, aggregate: Aggregate): void {
    this.#aggregates ??= new Map(this.#loaded.aggregates);
    this.#aggregates.set(id, aggregate);
    this.touched.add(`aggregate:${id}`);
  }

  putMembership(membership: Membership): void {
    this.#memberships ??= new Map(this.#loaded.memberships);
    this.#memberships.set(membershipKey(membership), membership);
  }

  membershipIn({ segment }: IndexedSegment): Membership | undefined {
    return this.memberships.get(membershipKey({ segmentId: segment.id, version: segment.version }));
  }

  /** Whether the profile is in the segment that the key names, as those of this index see it. */
  isIn({ byKey }: SegmentIndex, key: string): boolean {
    const segment = byKey.get(key);
    if (!segment) return false;
    return this.memberships.get(membershipKey({ segmentId: segment.id, version: segment.version }))?.member ?? false;
  }

  /** The stage of the life cycle, as the segments of this index see it; null where there is none. */
  stageIn({ byKey }: SegmentIndex): string | null {
    const lifeCycle = byKey.get(LIFE_CYCLE);
    return (lifeCycle && this.memberships.get(membershipKey({ segmentId: lifeCycle.id, version: lifeCycle.version }))?.stage) ?? null;
  }

  /** Takes the past of another profile in: what it counted counts, and who was in a segment under either name was in it. */
  adopt(other: ProfileState): void {
    const definitions = new Map(this.kept.flatMap(({ index }) => [...index.aggregates]));
    for (const [id, aggregate] of other.aggregates ?? []) {
      const definition = definitions.get(id);
      if (!definition) continue;
      const own = this.aggregates.get(id) ?? EMPTY_AGGREGATE;
      const timer = own.timerAt === undefined ? {} : { timerAt: own.timerAt };
      this.putAggregate(id, { ...mergeAggregates(own, aggregate, definition), ...timer });
    }
    for (const [key, theirs] of other.memberships ?? []) {
      const own = this.memberships.get(key);
      // The survivor stays in the stage they are in, if they are in one, and goes on from there.
      if (!theirs.member || (theirs.stage !== undefined && own !== undefined)) continue;
      const since = own?.member ? Math.min(own.since, theirs.since) : theirs.since;
      this.putMembership({ ...theirs, since, timerAt: own?.timerAt ?? null });
    }
    this.all = true;
  }
}
