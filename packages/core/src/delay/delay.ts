import type { JsonObject, JsonSchema } from "../json.ts";
import type { Instant } from "../time/instant.ts";

/** How long an enrollment waits before its message is judged. Each kind is a file in `delays/`; `kinds.ts` lists them. */
export interface DelayNode {
  readonly kind: string;
}

export interface DelaySubject {
  readonly attributes: JsonObject;
  /** Properties of the entry event. */
  readonly entry: JsonObject;
  readonly timeZone: string;
  /** When the enrollment began to wait. */
  readonly from: Instant;
}

/** When to go on; or that the awaited date is already past and the document says to exit then. */
export type DelayVerdict = { readonly until: Instant } | { readonly exit: "date_past" | "date_missing" };

export interface DelayKind<D extends DelayNode = DelayNode> {
  readonly kind: D["kind"];
  readonly schema: JsonSchema;
  until(delay: D, subject: DelaySubject): DelayVerdict;
  /** Whether a changed zone or attribute must re-compute a waiting timer. */
  readonly dependsOn: { readonly timeZone: boolean; readonly attributes: (delay: D) => readonly string[] };
  /** Whether somebody always waits, and never goes on at once. */
  takesTime(delay: D): boolean;
  describe(delay: D): string;
}
