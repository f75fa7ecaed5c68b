import {
  type Decision,
  type Effects,
  type Enrollment,
  type Event,
  type Input,
  type Instant,
  type JsonObject,
  newProfile,
  type Profile,
  type ProfileState,
  type Send,
  type Timer,
} from "@beckon/core";
import type { AggregateChange, MembershipChange, StoredPast } from "./pastRows.ts";
import type { WorkRow } from "./processWork.ts";
import { addressesOf, type StoredPerson } from "./profiles.ts";
import type { CancelledSend } from "./sends.ts";
import { timerKey } from "./timers.ts";

/** Everything that a batch is to write for one profile. */
export interface TurnResult {
  readonly profileId: string;
  readonly workspaceId: number;
  readonly before: Profile | null;
  readonly stored: Pick<StoredPerson, "emails" | "search">;
  /** Null where the profile does not exist (any more). */
  readonly after: Profile | null;
  readonly mergedInto: string | null;
  /** Merges of this batch into the profile, with what both were before. */
  readonly folds: readonly Fold[];
  /** New and changed ones. */
  readonly enrollments: readonly Enrollment[];
  readonly aggregates: readonly AggregateChange[];
  readonly memberships: readonly MembershipChange[];
  readonly decisions: readonly Decision[];
  readonly events: readonly Event[];
  readonly sends: readonly Send[];
  readonly cancelled: readonly CancelledSend[];
  /** The last word on each timer: set, or gone. */
  readonly timers: Iterable<TimerFate>;
}

/** What two were before a merge made them one. */
export interface Fold {
  readonly survivor: string;
  readonly merged: string;
  /** The inbox row of the merge: what was accepted later came for both. */
  readonly rowId: string;
  readonly before: { readonly survivor: ProfileState; readonly merged: ProfileState };
  /** Events that this batch had made for the survivor until then. */
  readonly made: readonly string[];
  /** What was kept of the past then: ids of aggregates, keys of memberships. */
  readonly kept: { readonly aggregates: readonly string[]; readonly memberships: readonly string[] };
}

export interface TimerFate {
  readonly timer: Timer;
  readonly set: boolean;
}

/** How many timers that a batch itself sets may fire in it, per profile: what sets itself again and again must not hold up the others. */
const MAX_CHAIN = 100;

/** One profile at its turn: what it is given, in order of time, and what comes of it. */
export class ProfileTurn {
  readonly profileId: string;
  readonly workspaceId: number;
  /** Up to then everything that waits for the profile is at hand, so that a timer due by then may fire. */
  readonly horizon: Instant;
  state: ProfileState | null;
  mergedInto: string | null = null;
  isPlaying = false;
  inputs = 0;
  readonly #stored: StoredPerson;
  readonly #loaded: ReadonlyMap<string, Enrollment>;
  readonly #past: StoredPast;
  #rows: readonly WorkRow[];
  #place = 0;
  #due: readonly Timer[];
  #chained = 0;
  readonly #timers = new Map<string, TimerFate>();
  readonly #decisions: Decision[] = [];
  readonly #events: Event[] = [];
  readonly #folds: Fold[] = [];
  #sends: readonly Send[] = [];
  #cancelled: readonly CancelledSend[] = [];

  constructor(options: {
    stored: StoredPerson;
    extra: readonly Enrollment[];
    past: StoredPast;
    workspaceId: number;
    rows: readonly WorkRow[];
    timers: readonly Timer[];
    horizon: Instant;
  }) {
    const { stored } = options;
    this.profileId = stored.id;
    this.workspaceId = options.workspaceId;
    this.horizon = options.horizon;
    this.#stored = stored;
    this.#past = options.past;
    this.#loaded =
      options.extra.length + stored.live.length === 0 ? NONE : new Map([...options.extra, ...stored.live].map((enrollment) => [enrollment.id, enrollment]));
    this.#rows = options.rows.length < 2 ? options.rows : [...options.rows].sort(byId);
    this.#due = options.timers.length < 2 ? options.timers : [...options.timers].sort(byTime);
    this.state = stored.profile ? { profile: stored.profile, enrollments: this.#loaded, addresses: {}, ...this.#past } : null;
  }

  /** What comes next: the timers due before the next row, or that row. With `until`, only what came before that row. */
  next(until: WorkRow | null): { timers: readonly Timer[] } | { row: WorkRow } | null {
    const first = this.#rows[this.#place];
    const row = first && (until === null || first.id < until.id) ? first : undefined;
    const timers = this.#takeDue(Math.min(row?.acceptedAt ?? until?.acceptedAt ?? Number.POSITIVE_INFINITY, this.horizon));
    if (timers.length > 0) return { timers };
    if (!row) return null;
    this.#place += 1;
    return { row };
  }

  /** A profile that nobody has heard of begins with its first event; whatever else speaks of it is about someone erased. */
  meet(at: Instant): ProfileState {
    this.state ??= { profile: newProfile(this.profileId, this.workspaceId, at), enrollments: this.#loaded, addresses: {}, ...this.#past, isNew: true };
    return this.state;
  }

  /** The state with the addresses as they are once the input's own attributes are applied. */
  stateFor(input: Input): ProfileState {
    const state = this.state as ProfileState;
    return { ...state, addresses: addressesOf(attributesWithNewEmail(state.profile, input), this.#stored.emails) };
  }

  accept(state: ProfileState, effects: Effects): void {
    this.state = state;
    this.#decisions.push(...effects.decisions);
    this.#events.push(...effects.events);
    const { workspaceId, profileId } = this;
    if (effects.sends.length > 0) this.#sends = [...this.#sends, ...effects.sends];
    if (effects.cancelSends.length > 0)
      this.#cancelled = [...this.#cancelled, ...effects.cancelSends.map((cancelled) => ({ ...cancelled, workspaceId, profileId }))];
    for (const timer of effects.cancelTimers) this.#forget(timer);
    for (const timer of effects.setTimers) this.#set(timer);
  }

  /** Events that this batch has made so far. */
  made(): string[] {
    return this.#events.filter(({ kind }) => kind === "internal").map(({ id }) => id);
  }

  /** Remembers what two were whom a merge has just made one. */
  noteFold(fold: Fold): void {
    this.#folds.push(fold);
  }

  /** Takes over, after a merge, what the other was given for later and what it has asked for. Its own history stays its own. */
  takeOver(other: ProfileTurn): void {
    const mine = { profileId: this.profileId };
    this.#rows = [...this.#rows.slice(this.#place), ...other.#rows.slice(other.#place)].sort(byId);
    this.#place = 0;
    this.#sends = [...this.#sends, ...other.#sends.map((send) => ({ ...send, ...mine }))];
    this.#cancelled = [...this.#cancelled, ...other.#cancelled.map((cancelled) => ({ ...cancelled, ...mine }))];
    const asked = [...other.#timers.values()].filter((fate) => fate.set).map((fate) => fate.timer);
    for (const timer of [...asked, ...other.#due]) {
      other.#timers.set(timerKey(timer), { timer, set: false });
      this.#set({ ...timer, ...mine });
    }
    other.#rows = [];
    other.#place = 0;
    other.#due = [];
    other.#sends = [];
    other.#cancelled = [];
    other.mergedInto = this.profileId;
  }

  result(): TurnResult {
    const { profileId, workspaceId, mergedInto } = this;
    // A merge that came to nothing: what was read ahead for it goes back.
    for (const timer of this.#due) this.#timers.set(timerKey(timer), { timer, set: true });
    return {
      profileId,
      workspaceId,
      mergedInto,
      folds: this.#folds,
      before: this.#stored.profile,
      stored: this.#stored,
      after: this.state?.profile ?? null,
      enrollments: mergedInto === null ? this.#changedEnrollments() : [],
      aggregates: mergedInto === null ? this.#changedAggregates() : [],
      memberships: mergedInto === null ? this.#changedMemberships() : [],
      decisions: this.#decisions,
      events: this.#events,
      sends: this.#sends,
      cancelled: this.#cancelled,
      timers: this.#timers.values(),
    };
  }

  #changedEnrollments(): Enrollment[] {
    if (!this.state || this.state.enrollments === this.#loaded) return [];
    return [...this.state.enrollments.values()].filter((enrollment) => this.#loaded.get(enrollment.id) !== enrollment);
  }

  #changedAggregates(): AggregateChange[] {
    const { aggregates } = this.state ?? {};
    const { profileId } = this;
    if (!aggregates || aggregates === this.#past.aggregates) return [];
    return [...aggregates].flatMap(([id, aggregate]) => (this.#past.aggregates.get(id) === aggregate ? [] : [{ profileId, id, aggregate }]));
  }

  #changedMemberships(): MembershipChange[] {
    const { memberships } = this.state ?? {};
    const { profileId } = this;
    if (!memberships || memberships === this.#past.memberships) return [];
    return [...memberships].flatMap(([key, membership]) => (this.#past.memberships.get(key) === membership ? [] : [{ profileId, membership }]));
  }

  #takeDue(until: Instant): readonly Timer[] {
    if (this.#due.length === 0) return this.#due;
    const later = this.#due.findIndex((timer) => timer.at > until);
    const taken = later < 0 ? this.#due : this.#due.slice(0, later);
    this.#due = later < 0 ? [] : this.#due.slice(later);
    for (const timer of taken) this.#timers.set(timerKey(timer), { timer, set: false });
    return taken;
  }

  #forget(timer: Timer): void {
    const key = timerKey(timer);
    this.#timers.set(key, { timer, set: false });
    if (this.#due.length > 0) this.#due = this.#due.filter((other) => timerKey(other) !== key);
  }

  #set(timer: Timer): void {
    this.#forget(timer);
    if (timer.at <= this.horizon && this.#chained < MAX_CHAIN) {
      this.#chained += 1;
      this.#due = [...this.#due, timer].sort(byTime);
    } else this.#timers.set(timerKey(timer), { timer, set: true });
  }
}

const NONE: ReadonlyMap<string, Enrollment> = new Map();

/** The address that an event brings along holds for the event itself, unless a newer one is known. */
function attributesWithNewEmail({ attributes, attributeTimes }: Profile, input: Input): JsonObject {
  if (input.kind !== "event" || input.event.attributes === undefined || !Object.hasOwn(input.event.attributes, "email")) return attributes;
  const email = input.event.attributes["email"] ?? null;
  return input.event.at < (attributeTimes["email"] ?? Number.NEGATIVE_INFINITY) ? attributes : { ...attributes, email };
}

function byId(a: WorkRow, b: WorkRow): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function byTime(a: Timer, b: Timer): number {
  return a.at - b.at;
}
