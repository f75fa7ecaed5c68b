import {
  type CampaignDocument,
  DAY,
  type Enrollment,
  type FrequencyCap,
  formatInstant,
  HOUR,
  type Instant,
  MINUTE,
  parseDuration,
  type WorkspaceRules,
} from "@beckon/core";
import type { Query } from "../packages/server/src/store/db.ts";
import type { SentEvent } from "./people.ts";

/** A message at the moment at which the channel gets it, with what the outside world knows. */
export interface HandOver {
  readonly sendId: string;
  readonly at: Instant;
  readonly rules: Omit<WorkspaceRules, "id">;
  /** Events that were answered with a 2xx before the sender began, in order. */
  readonly accepted: readonly SentEvent[];
  /** Messages that the provider surely has. */
  readonly taken: readonly TakenMessage[];
  /** What the channel did with earlier attempts. */
  readonly attempts: readonly string[];
  /** Of everybody. */
  readonly timeZone: string;
}

export interface TakenMessage {
  readonly sendId: string;
  readonly profileId: string;
  readonly at: Instant;
  readonly decidedAt: Instant;
  readonly document: CampaignDocument;
}

export interface MessageFacts {
  /** What ends it, by the campaign or, where it is part of one, by the journey as the person goes it. */
  readonly unless: CampaignDocument["unless"] | null;
  /** The journey of which it is a part is over for the person. */
  readonly journeyOver: boolean;
  readonly profileId: string;
  readonly address: string;
  readonly decidedAt: Instant;
  readonly holdout: boolean;
  readonly document: CampaignDocument;
  readonly status: string;
  readonly enrollment: Enrollment | null;
  readonly survivorOf: ReadonlyMap<string, string>;
}

export async function readFacts(q: Query, sendId: string): Promise<MessageFacts> {
  const { rows } = await q.query<Omit<MessageFacts, "survivorOf">>(
    `select s.profile_id as "profileId", s.address, s.created_at as "decidedAt", s.holdout, v.document, c.status, e.body as enrollment,
       coalesce(way.status = 'ended', false) as "journeyOver", case when way.id is null then v.document else by.document end -> 'unless' as unless
     from sends s join campaigns c on c.id = s.campaign_id join campaign_versions v on v.campaign_id = s.campaign_id and v.version = s.version
     left join enrollments e on e.id = s.enrollment_id
     left join enrollments way on way.id = (e.body #>> '{partOf,enrollmentId}')::uuid
     left join campaign_versions by on by.campaign_id = way.campaign_id and by.version = way.version where s.id = $1`,
    [sendId],
  );
  const merged = await q.query<{ id: string; into: string }>("select id, merged_into as into from profiles where merged_into is not null");
  return { ...(rows[0] as Omit<MessageFacts, "survivorOf">), survivorOf: new Map(merged.rows.map((row) => [row.id, row.into])) };
}

/** The profile that a profile is today. */
function todayOf(profileId: string, survivorOf: ReadonlyMap<string, string>): string {
  const next = survivorOf.get(profileId);
  return next === undefined ? profileId : todayOf(next, survivorOf);
}

/** Why this message should not be leaving now; empty where it may. Worked out from outside, without the guard's code. */
export function wrongHandOvers(message: HandOver, facts: MessageFacts): string[] {
  const { document } = facts;
  const wrong: string[] = [];
  if (facts.holdout) wrong.push("it is held out");
  if (facts.status !== "live") wrong.push(`its campaign is ${facts.status}`);
  if (facts.journeyOver) wrong.push("its journey is over for the person");
  wrong.push(...exceptionsBefore(message, facts));
  // A receipt may come twice where nobody knows whether it came once; an offer may not.
  if (document.purpose === "transactional") return wrong;
  if (message.attempts.some((fate) => fate !== "retry" && fate !== "configuration")) wrong.push(`the channel had it before: ${message.attempts.join(", ")}`);
  if (message.taken.some((taken) => taken.sendId === message.sendId)) wrong.push("the provider has it already");
  wrong.push(...consentAgainst(message, facts), ...badTimes(message, facts), ...capsExceeded(message, facts));
  return wrong;
}

/** An exception that was accepted after the entry event and before the sender began. */
function exceptionsBefore({ accepted }: HandOver, { unless, enrollment }: MessageFacts): string[] {
  if (!enrollment) return ["its enrollment is gone"];
  const entry = accepted.find((sent) => sent.profileId !== null && sent.incoming.name === enrollment.entry.name && sent.eventId === enrollment.entry.eventId);
  if (!entry) return [];
  return (unless ?? []).flatMap(({ event, where }) => {
    const exception = accepted.find(
      (sent) =>
        sent.profileId === entry.profileId &&
        (sent.order ?? 0) > (entry.order ?? 0) &&
        sent.incoming.name === event &&
        // What happened an hour before the entry, and is only heard of now, is another story.
        (sent.incoming.at === null || sent.incoming.at >= enrollment.entry.at - HOUR) &&
        (where === undefined || sent.incoming.properties["cart_id"] === enrollment.entry.properties["cart_id"]),
    );
    return exception ? [`its exception ${event} was accepted before (${exception.incoming.messageId})`] : [];
  });
}

/** The person's last word on the channel, or on the message's topic, was no. */
function consentAgainst({ accepted }: HandOver, { profileId, survivorOf, document }: MessageFacts): string[] {
  const today = todayOf(profileId, survivorOf);
  const own = accepted.filter((sent) => sent.profileId !== null && todayOf(sent.profileId, survivorOf) === today && sent.incoming.consent);
  const channel = own.filter((sent) => sent.incoming.consent?.channels?.["email"]).at(-1)?.incoming.consent?.channels?.["email"];
  const topic =
    document.topic === undefined
      ? undefined
      : own.filter((sent) => sent.incoming.consent?.topics?.[document.topic as string]).at(-1)?.incoming.consent?.topics?.[document.topic];
  return [...(channel === "unsubscribed" ? ["the person has left the channel"] : []), ...(topic === "unsubscribed" ? ["the person has left its topic"] : [])];
}

function badTimes({ at, rules, timeZone }: HandOver, { document }: MessageFacts): string[] {
  const local = localTime(at, timeZone);
  const quiet = document.quietHours !== "ignore" && rules.quietHours !== null && isWithin(local, rules.quietHours.from, rules.quietHours.to);
  const outside = document.sendWindow !== undefined && !isWithin(local, document.sendWindow.from, document.sendWindow.to);
  return [...(quiet ? [`it is ${local} there, in the quiet hours`] : []), ...(outside ? [`it is ${local} there, outside the send window`] : [])];
}

function localTime(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

function isWithin(time: string, from: string, to: string): boolean {
  return from <= to ? from <= time && time < to : time >= from || time < to;
}

/** Counts what surely left. A message whose slot was taken in an earlier period, and which left late, is the one that is judged then. */
function capsExceeded({ at, sendId, rules, taken, timeZone }: HandOver, { profileId, survivorOf, document }: MessageFacts): string[] {
  if (document.frequencyCaps === "override" || document.frequencyCaps === "override_uncounted") return [];
  const today = todayOf(profileId, survivorOf);
  const others = taken.filter(
    (other) =>
      other.sendId !== sendId &&
      todayOf(other.profileId, survivorOf) === today &&
      other.document.purpose !== "transactional" &&
      other.document.frequencyCaps !== "override_uncounted",
  );
  const caps = [...rules.frequencyCaps.filter((cap) => cap.tag === undefined || document.tags?.includes(cap.tag)), ...(document.atMost ?? [])];
  return caps.flatMap((cap) => {
    const since = periodBegin(cap, at, timeZone);
    const counted = others.filter((other) => other.at > since && other.decidedAt > since && (cap.tag === undefined || other.document.tags?.includes(cap.tag)));
    return counted.length >= cap.max ? [`${counted.length} of at most ${cap.max} since ${formatInstant(since)} are used up`] : [];
  });
}

function periodBegin({ per }: FrequencyCap, at: Instant, timeZone: string): Instant {
  if ("rolling" in per) return at - (parseDuration(per.rolling) ?? 0);
  const day = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  // Back to midnight by steps of a minute: slow, and right over daylight saving.
  let begin = at - (at % MINUTE);
  while (day.format(begin - MINUTE) === day.format(at) && at - begin < DAY + HOUR) begin -= MINUTE;
  return begin - 1;
}
