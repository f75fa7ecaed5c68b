import { INTERNAL } from "../../event/event.ts";
import { type AggregateDefinition, aggregateOf, EMPTY_AGGREGATE, type Mark } from "../../segment/aggregate.ts";
import { addDuration, type Duration, describeDuration, durationSchema } from "../../time/duration.ts";
import { earliest, formatInstant, type Instant } from "../../time/instant.ts";
import type { ConditionKind, ConditionNode, Finding, Subject } from "../condition.ts";
import {
  type Count,
  countLapse,
  countSchema,
  describeCount,
  describePeriod,
  fitsCount,
  marksIn,
  marksNeeded,
  ONCE,
  timesFound,
  withinSchema,
} from "../counting.ts";

/**
 * `{ kind: "engagement", message: "opened", channel: "email", within: "P30D" }`: what the person did with our messages. `ignored`: sent
 * at least `after` ago and neither opened nor clicked since; it is asked of the messages of a window. What machines open does not count.
 */
export interface EngagementCondition extends ConditionNode {
  readonly kind: "engagement";
  readonly message: Engagement;
  readonly channel?: string;
  /** Id of the campaign; any where left out. */
  readonly campaign?: string;
  readonly count?: Count;
  readonly within?: Duration;
  /** For `ignored`: how long it may lie before it counts as that. Default P3D. */
  readonly after?: Duration;
}

export type Engagement = "sent" | "delivered" | "opened" | "clicked" | "ignored";

export const DEFAULT_IGNORED_AFTER: Duration = "P3D";

const WORDS: { readonly [message in Engagement]: readonly [did: string, never: string] } = {
  sent: ["was sent a message", "was not sent a message"],
  delivered: ["got a message", "got no message"],
  opened: ["opened a message", "opened no message"],
  clicked: ["clicked in a message", "clicked in no message"],
  ignored: ["ignored a message", "ignored no message"],
};

export const engagementCondition: ConditionKind<EngagementCondition> = {
  kind: "engagement",
  schema: {
    type: "object",
    title: "Engaged with messages",
    properties: {
      kind: { const: "engagement" },
      message: { enum: Object.keys(WORDS), title: "What happened", description: "“ignored”: neither opened nor clicked." },
      channel: { type: "string", minLength: 1, maxLength: 40, title: "Channel" },
      campaign: { type: "string", minLength: 1, maxLength: 100, title: "Campaign", description: "Its id; any where left out." },
      count: countSchema,
      within: withinSchema,
      after: {
        ...durationSchema,
        default: DEFAULT_IGNORED_AFTER,
        title: "Ignored for",
        description: "How long a message may lie before it counts as ignored.",
      },
    },
    required: ["kind", "message"],
    additionalProperties: false,
  },
  judge: (condition, subject): Finding => {
    const { times, isMost } = timesOf(condition, subject);
    const until = lapseOf(condition, subject);
    return {
      holds: fitsCount(condition.count ?? ONCE, times),
      condition: describe(condition),
      found: timesFound(times, isMost),
      ...(until === null ? {} : { until: formatInstant(until) }),
    };
  },
  describe,
  reads: (condition) => definitionsOf(condition).map(({ event }) => `event:${event}`),
  aggregates: definitionsOf,
  lapses: lapseOf,
};

function describe(condition: EngagementCondition): string {
  const { message, channel, campaign, count = ONCE, after = DEFAULT_IGNORED_AFTER } = condition;
  const isNever = count.op !== "at_least" && count.value === 0;
  return [
    WORDS[message][isNever ? 1 : 0],
    channel === undefined ? "" : ` by ${channel}`,
    campaign === undefined ? "" : ` of campaign ${campaign}`,
    message === "ignored" ? ` for ${describeDuration(after)}` : "",
    isNever ? "" : describeCount(count),
    describePeriod(condition),
  ].join("");
}

const EVENTS: { readonly [message in Engagement]: readonly string[] } = {
  sent: [INTERNAL.messageSent],
  delivered: [INTERNAL.messageDelivered],
  opened: [INTERNAL.messageOpened],
  clicked: [INTERNAL.messageClicked],
  ignored: [INTERNAL.messageSent, INTERNAL.messageOpened, INTERNAL.messageClicked],
};

const known = new WeakMap<EngagementCondition, readonly AggregateDefinition[]>();

function definitionsOf(condition: EngagementCondition): readonly AggregateDefinition[] {
  const { message, channel, campaign, count = ONCE, within } = condition;
  const isIgnored = message === "ignored";
  const definitions =
    known.get(condition) ??
    EVENTS[message].map((event) =>
      aggregateOf({
        event,
        message: { ...(campaign === undefined ? {} : { campaign }), ...(channel === undefined ? {} : { channel }) },
        within,
        ...(isIgnored ? { keep: "send" as const } : { newest: within === undefined ? undefined : marksNeeded(count) }),
      }),
    );
  known.set(condition, definitions);
  return definitions;
}

function marksOf(condition: EngagementCondition, subject: Subject): readonly (readonly Mark[])[] {
  return definitionsOf(condition).map(({ id }) => marksIn(subject.aggregates?.get(id) ?? EMPTY_AGGREGATE, condition, subject));
}

function timesOf(condition: EngagementCondition, subject: Subject): { readonly times: number; readonly isMost: boolean } {
  if (condition.message === "ignored") {
    const ignored = unansweredOf(condition, subject).filter(([sentAt]) => addDuration(sentAt, condition.after ?? DEFAULT_IGNORED_AFTER) <= subject.now);
    return { times: ignored.length, isMost: false };
  }
  const [definition] = definitionsOf(condition);
  if (condition.within === undefined) return { times: subject.aggregates?.get(definition?.id ?? "")?.count ?? 0, isMost: false };
  const times = marksOf(condition, subject)[0]?.length ?? 0;
  return { times, isMost: times === definition?.newest };
}

/** The messages of the window that were neither opened nor clicked so far. */
function unansweredOf(condition: EngagementCondition, subject: Subject): readonly Mark[] {
  const [sent = [], ...answers] = marksOf(condition, subject);
  const answered = new Set(answers.flat().map(([, send]) => send));
  return sent.filter(([, send]) => !answered.has(send));
}

function lapseOf(condition: EngagementCondition, subject: Subject): Instant | null {
  const { message, count = ONCE, within, after = DEFAULT_IGNORED_AFTER } = condition;
  if (within === undefined) return null;
  if (message !== "ignored") return countLapse(count, marksOf(condition, subject)[0] ?? [], within);
  const turns = unansweredOf(condition, subject).flatMap(([sentAt]) => [addDuration(sentAt, after), addDuration(sentAt, within)]);
  return earliest([...turns, ...outlivedAnswers(condition, subject)].filter((at) => at > subject.now));
}

/** Clocks differ, so an answer may seem to precede its message; when it leaves the window first, the message counts as unanswered. */
function outlivedAnswers(condition: EngagementCondition, subject: Subject): readonly Instant[] {
  const [sent = [], ...answers] = marksOf(condition, subject);
  const sentAt = new Map(sent.map(([at, send]) => [send, at]));
  return answers.flat().flatMap(([at, send]) => (at < (sentAt.get(send) ?? at) ? [addDuration(at, condition.within ?? "PT0S")] : []));
}
