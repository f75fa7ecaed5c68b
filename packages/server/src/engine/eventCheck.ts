import { type EventFlag, HOUR, type Instant, MINUTE } from "@beckon/core";
import { isMailAddress } from "../store/mailAddress.ts";
import { storableText } from "../store/storable.ts";
import type { Identifier, IncomingEvent } from "./incoming.ts";

/** What is wrong with an event, with its name, where it lies, and a sentence that says what to mend. */
export interface EventProblem {
  readonly code: EventProblemCode;
  readonly path: string;
  readonly message: string;
}

export type EventProblemCode =
  | "no_identifier"
  | "identifier_too_long"
  | "no_event_name"
  | "event_name_too_long"
  | "no_message_id"
  | "event_too_large"
  | "not_an_object"
  | "wrong_type"
  | "too_deep"
  | "too_many_properties"
  | "key_too_long"
  | "unknown_type"
  | "schema_violation"
  | "schema_quarantine"
  | "unprocessable";

/** Names and identifiers are parts of index rows, which PostgreSQL bounds at 2,700 bytes. */
const MAX_NAME_LENGTH = 500;
const MAX_IDENTIFIER_LENGTH = 500;

/** A clock that is this much ahead is taken as exact; what lies further in the future is clamped and flagged. */
const FUTURE_TOLERANCE = MINUTE;
/** Nobody tracked before the web was there: a date before is a broken clock or a zero. */
const EARLIEST = Date.UTC(1995, 0, 1);

/** The event with the identifiers that may be used and the time that it counts from. */
export interface CheckedEvent {
  readonly identifiers: readonly Identifier[];
  readonly hints: readonly Identifier[];
  readonly at: Instant;
  readonly flags: readonly EventFlag[];
}

/** What every event must keep, whatever source it came from. */
export function checkEvent(event: IncomingEvent, now: Instant): CheckedEvent | EventProblem {
  if (event.name === "") return problem("no_event_name", "event", "The event has no name; set `event` to one such as `Order Completed`.");
  if (event.name.length > MAX_NAME_LENGTH) {
    return problem("event_name_too_long", "event", `The event's name has ${event.name.length} characters; ${MAX_NAME_LENGTH} are allowed.`);
  }
  if (event.messageId === "") return problem("no_message_id", "messageId", "The event has no message id, so a repeat of it could not be told.");
  const identifiers = usableIdentifiers(event.identifiers);
  if (!Array.isArray(identifiers)) return identifiers as EventProblem;
  if (identifiers.length === 0 && event.profileId === undefined) return noIdentifier(event);
  const hints = event.hints === undefined ? [] : usableIdentifiers(event.hints);
  const { at, flags } = sensibleTime(event.at, now);
  return { identifiers, hints: Array.isArray(hints) ? hints : [], at, flags: event.flags === undefined ? flags : [...event.flags, ...flags] };
}

export function isProblem(answer: object): answer is EventProblem {
  return "code" in answer;
}

export function problem(code: EventProblemCode, path: string, message: string): EventProblem {
  return { code, path, message };
}

/** Normalised, without blocked values and repeats, in the order given. */
function usableIdentifiers(identifiers: readonly Identifier[]): readonly Identifier[] | EventProblem {
  const usable: Identifier[] = [];
  for (const { kind, value } of identifiers) {
    const normal = normalIdentifier(kind, value);
    if (normal === null || usable.some((other) => other.kind === kind && other.value === normal)) continue;
    if (normal.length > MAX_IDENTIFIER_LENGTH) {
      return problem("identifier_too_long", kind, `The identifier \`${kind}\` has ${normal.length} characters; ${MAX_IDENTIFIER_LENGTH} are allowed.`);
    }
    usable.push(normal === value ? { kind, value } : { kind, value: normal });
  }
  return usable;
}

/**
 * The form in which an identifier is kept and looked up, or null where it can name nobody: placeholders such as `null`,
 * `0` or `guest` that would throw strangers together, and mail addresses and numbers that are none.
 */
export function normalIdentifier(kind: string, value: string): string | null {
  const text = storableText(value).trim();
  if (text.length < 20 && (BLOCKED_WORDS.has(text.toLowerCase()) || ZEROS.test(text))) return null;
  if (kind === "email") return isMailAddress(text) ? text.toLowerCase() : null;
  if (kind === "phone") return normalPhone(text);
  return ZEROS.test(text) ? null : text;
}

/** Zeros and dashes only, also the empty text and the zero UUID. */
const ZEROS = /^[0-]*$/;
const BLOCKED_WORDS = new Set([
  "-1",
  "null",
  "(null)",
  "nil",
  "none",
  "undefined",
  "nan",
  "n/a",
  "anonymous",
  "anon",
  "guest",
  "unknown",
  "unidentified",
  "not set",
  "(not set)",
  "not_set",
  "true",
  "false",
  "[object object]",
]);

function normalPhone(text: string): string | null {
  const digits = text.replace(/[\s().\-/]/g, "").replace(/^00/, "+");
  return /^\+?\d{6,18}$/.test(digits) ? digits : null;
}

function noIdentifier(event: IncomingEvent): EventProblem {
  const blocked = event.identifiers.map(({ kind, value }) => `${kind} \`${value.slice(0, 50)}\``).join(", ");
  return blocked === ""
    ? problem("no_identifier", "userId", "The event names nobody; set `userId`, `anonymousId` or an email.")
    : problem("no_identifier", "userId", `The event names nobody: ${blocked} would stand for many people at once; send a real id.`);
}

function sensibleTime(at: Instant | null, now: Instant): { at: Instant; flags: readonly EventFlag[] } {
  if (at === null) return { at: now, flags: NO_FLAGS };
  if (!(at >= EARLIEST)) return { at: now, flags: ["odd_time"] };
  if (at <= now) return { at, flags: NO_FLAGS };
  // Beyond a year it is no clock that runs fast but a wrong unit or a typing error.
  if (at > now + FUTURE_TOLERANCE) return { at: now, flags: at > now + 365 * 24 * HOUR ? ["future", "odd_time"] : ["future"] };
  return { at: now, flags: NO_FLAGS };
}

const NO_FLAGS: readonly EventFlag[] = [];
