import { decide } from "../decide/decide.ts";
import { type Decision, type Definitions, type Effects, type Enrollment, type Input, isLive, type ProfileState, type Timer } from "../decide/decide.types.ts";
import { courseOf } from "../definitions/definitions.ts";
import type { Event } from "../event/event.ts";
import type { Profile } from "../profile/profile.ts";
import type { Send } from "../send/send.ts";
import type { Instant } from "../time/instant.ts";

/** A timer that sets itself again and again must not hold up the others. */
const INPUTS_MAX = 5_000;
/** Ended passages that are kept although nothing asks about them: each input copies them all. */
const PASSAGES_KEPT = 300;

export type InputWithoutId = Input extends infer Kind ? (Kind extends Input ? Omit<Kind, "id"> : never) : never;

/**
 * One person, some definitions, a clock that only moves when told and a channel that takes everything: lives are played by it that never
 * were, or were otherwise. By the engine's own decision; nothing is written and nothing leaves.
 */
export class VirtualLife {
  state: ProfileState;
  now: Instant;
  readonly decisions: Decision[] = [];
  readonly events: Event[] = [];
  /** With the person as they were then. */
  readonly sends: { readonly send: Send; readonly at: Instant; readonly profile: Profile }[] = [];
  readonly #definitions: Definitions;
  readonly #timers = new Map<string, Timer>();
  readonly #inputsMax: number;
  #inputs = 0;

  /** @param timers that are set already, for a life that goes on from where somebody stands */
  constructor(state: ProfileState, definitions: Definitions, now: Instant, inputsMax = INPUTS_MAX, timers: readonly Timer[] = []) {
    for (const timer of timers) this.#timers.set(nameOf(timer), timer);
    this.state = state;
    this.#definitions = definitions;
    this.now = now;
    this.#inputsMax = inputsMax;
  }

  /** It has been told more than a life is told; what comes is left out. */
  get isSpent(): boolean {
    return this.#inputs >= this.#inputsMax;
  }

  feed(input: InputWithoutId, id = `input-${this.#inputs}`): void {
    this.#inputs += 1;
    const answer = decide(this.state, { ...input, id } as Input, this.#definitions, this.now);
    this.state = this.#thinnedOut(answer.state);
    this.#perform(answer.effects);
  }

  /** Moves the clock; what is due on the way happens, each at its instant. */
  moveTo(end: Instant, kinds: (kind: string) => boolean = () => true): void {
    while (!this.isSpent) {
      const next = Math.min(...[...this.#timers.values()].filter(({ kind }) => kinds(kind)).map(({ at }) => at));
      if (next > end) break;
      this.now = Math.max(this.now, next);
      const due = [...this.#timers.values()].filter(({ kind, at }) => kinds(kind) && at <= this.now);
      for (const timer of due) this.#timers.delete(nameOf(timer));
      this.feed({ kind: "timers", timers: due });
    }
    this.now = Math.max(this.now, end);
  }

  /** Drops the oldest passages that have ended and limit no re-entry. */
  #thinnedOut(state: ProfileState): ProfileState {
    if (state.enrollments.size <= 2 * PASSAGES_KEPT) return state;
    const spent = [...state.enrollments.values()].filter((enrollment) => !isLive(enrollment) && !this.#limitsReentry(enrollment));
    const enrollments = new Map(state.enrollments);
    for (const { id } of spent.slice(0, -PASSAGES_KEPT)) enrollments.delete(id);
    return { ...state, enrollments };
  }

  #limitsReentry({ campaignId, partOf }: Enrollment): boolean {
    const reentry = courseOf(this.#definitions, campaignId)?.document.reentry;
    return partOf === undefined && reentry !== undefined && reentry.kind !== "every_time";
  }

  #perform({ cancelTimers, setTimers, decisions, sends, events }: Effects): void {
    for (const timer of cancelTimers) this.#timers.delete(nameOf(timer));
    for (const timer of setTimers) this.#timers.set(nameOf(timer), timer);
    this.decisions.push(...decisions);
    this.events.push(...events);
    for (const send of sends) {
      this.sends.push({ send, at: this.now, profile: this.state.profile });
      const outcome = send.holdout ? ({ state: "would_have_been_sent" } as const) : ({ state: "sent", providerId: null } as const);
      this.feed({ kind: "outcome", sendId: send.id, enrollmentId: send.enrollmentId, outcome, at: this.now });
    }
  }
}

function nameOf({ at, kind, subject }: Timer): string {
  return `${at}|${kind}|${subject}`;
}
