import type { JsonSchema } from "../json.ts";
import { END_OF_TIME } from "../time/instant.ts";
import type { DelayKind, DelayNode, DelaySubject, DelayVerdict } from "./delay.ts";
import { forDelay } from "./delays/forDelay.ts";
import { noneDelay } from "./delays/noneDelay.ts";
import { untilAttributeDelay } from "./delays/untilAttributeDelay.ts";
import { untilPropertyDelay } from "./delays/untilPropertyDelay.ts";
import { untilTimeDelay } from "./delays/untilTimeDelay.ts";

/** Every kind of delay. A new kind is a new file in `delays/` and a line here. */
export const DELAY_KINDS = [noneDelay, forDelay, untilTimeDelay, untilAttributeDelay, untilPropertyDelay] as const;

// A kind is only ever handed documents of its own kind, which the map's key guarantees and the type cannot say.
const byName = new Map<string, DelayKind>(DELAY_KINDS.map((kind) => [kind.kind, kind as unknown as DelayKind]));

/** The kind of a delay. One that this version does not know counts as no wait: documents are checked before launch. */
export function delayKindOf(delay: DelayNode): DelayKind {
  return byName.get(delay.kind) ?? (noneDelay as unknown as DelayKind);
}

/** When an enrollment goes on that begins to wait at `subject.from`; never before that. No delay: at once. */
export function delayUntil(delay: DelayNode | undefined, subject: DelaySubject): DelayVerdict {
  if (delay === undefined) return { until: subject.from };
  const verdict = delayKindOf(delay).until(delay, subject);
  return "until" in verdict && verdict.until > END_OF_TIME ? { until: END_OF_TIME } : verdict;
}

/** The delay in words: `30 minutes`, `until 09:00 by the person's clock`. */
export function describeDelay(delay: DelayNode | undefined): string {
  return delay === undefined ? noneDelay.describe({ kind: "none" }) : delayKindOf(delay).describe(delay);
}

/** The schema of any delay: `$defs/delay` of the documents that hold one. */
export const delaySchema: JsonSchema = { title: "Delay", oneOf: DELAY_KINDS.map((kind) => kind.schema) };
