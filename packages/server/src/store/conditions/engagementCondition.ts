import {
  addDuration,
  type Count,
  DEFAULT_IGNORED_AFTER,
  type Engagement,
  type EngagementCondition,
  fitsCount,
  INTERNAL,
  type Instant,
  MARKS_MAX,
  ONCE,
} from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import { type CountedPast, instantSql, type PastEvents } from "./countedPast.ts";
import { countSql } from "./countSql.ts";
import { reader, UNSAID } from "./reader.ts";

/** What was done with our messages, counted from what Beckon itself noted in the histories. */
export const engagementCondition = reader<EngagementCondition>("engagement", (condition, parameters, { now, past }) => {
  const { message, within, count = ONCE } = condition;
  if (past === undefined || (within !== undefined && count.value >= MARKS_MAX)) return UNSAID;
  if (message === "ignored") return ignoredSql(condition, count, parameters, now, past);
  const done = past.ask(eventsOf(condition, [NAMES[message]], now, parameters), (history) => `select whose, count(*) as times from ${history} group by whose`);
  return countSql(count, `coalesce(${done}.times, 0)`, "0", parameters);
});

const NAMES: { readonly [message in Exclude<Engagement, "ignored">]: string } = {
  sent: INTERNAL.messageSent,
  delivered: INTERNAL.messageDelivered,
  opened: INTERNAL.messageOpened,
  clicked: INTERNAL.messageClicked,
};

function eventsOf({ campaign, channel, within }: EngagementCondition, names: readonly string[], now: Instant, parameters: Parameters): PastEvents {
  const about = (field: string, value: string | undefined) =>
    value === undefined ? [] : [`e.extra #>> '{message,${field}}' = ${parameters.add(value, "text")}`];
  return {
    names,
    ...(within === undefined ? {} : { after: addDuration(now, within, -1) }),
    only: ["e.kind = 'internal'", "e.extra ? 'message'", ...about("campaignId", campaign), ...about("channel", channel)],
  };
}

/** Messages of the window that have lain long enough and of which nothing in the window says that they were opened or clicked. */
function ignoredSql(condition: EngagementCondition, count: Count, parameters: Parameters, now: Instant, past: CountedPast): string {
  const { within, after = DEFAULT_IGNORED_AFTER } = condition;
  // Without a window nothing is kept of them.
  if (within === undefined) return String(fitsCount(count, 0));
  const lain = instantSql(addDuration(now, after, -1), parameters);
  const isSent = `e.name = ${parameters.add(INTERNAL.messageSent, "text")}`;
  const done = past.ask(
    eventsOf(condition, [INTERNAL.messageSent, INTERNAL.messageOpened, INTERNAL.messageClicked], now, parameters),
    (history) => `select whose, sum(ignored) filter (where not answered) as times, sum(noted) as noted from (
        select whose, count(*) filter (where ${isSent} and at <= ${lain}) as ignored, bool_or(not ${isSent}) as answered, count(*) as noted
        from ${history} group by whose, extra #>> '{message,sendId}') as each group by whose`,
  );
  return `(case when coalesce(${done}.noted, 0) <= ${MARKS_MAX} then ${countSql(count, `coalesce(${done}.times, 0)`, "0", parameters)} end)`;
}
