import {
  addressFor,
  type Campaign,
  type Decision,
  type Definitions,
  decide,
  type Effects,
  type Enrollment,
  type Event,
  type Finding,
  holdoutSharesOf,
  type Instant,
  type JsonObject,
  judgeCondition,
  judgeSend,
  lifeOf,
  type Profile,
  type ProfileState,
  type Reason,
  type Subject,
  subjectOfState,
  type Timer,
  triggerKindOf,
  type Verdict,
  type WorkspaceRules,
} from "@beckon/core";
import type { Query } from "../store/db.ts";
import { addressesOf, type StoredPerson } from "../store/profiles.ts";
import { type EventRow, lastEventNamed } from "../store/timeline.ts";
import { triggerEventOf } from "./explainTrigger.ts";
import { findingWords, localTime, sentenceOf } from "./explainWords.ts";
import { segmentsNamedIn } from "./segmentCheck.ts";
import { readStanding, type Standing, withCampaigns } from "./standing.ts";

/** One thing that was looked at, and whether it speaks for the message. */
interface NowFinding {
  readonly about: "status" | "trigger" | "audience" | "reentry" | "guard";
  readonly holds: boolean;
  readonly sentence: string;
  readonly facts: JsonObject;
}

/** What would happen if the trigger came at this moment. */
export interface NowAnswer {
  readonly sentence: string;
  readonly wouldEnter: boolean;
  /** Null where it would be held, or cannot be said. */
  readonly wouldSend: boolean | null;
  readonly reason: Reason | null;
  readonly findings: readonly NowFinding[];
}

export interface NowCase {
  readonly db: Query;
  readonly rules: WorkspaceRules;
  readonly person: StoredPerson;
  readonly ids: readonly string[];
  readonly enrollments: readonly Enrollment[];
  readonly campaign: Campaign;
  readonly launched: boolean;
}

/**
 * Asks the engine's own code what would happen now, without any effect: for triggers by event the decision itself is run
 * with the person's last such event, up to the moment when the message would be due; for other triggers the parts are asked one by one.
 */
export async function explainNow(about: NowCase, now: Instant): Promise<NowAnswer> {
  const { profile } = about.person;
  if (!profile) throw new Error("explained a person without a profile");
  const name = triggerEventOf(about.campaign.document.trigger);
  const last = name === null ? null : await lastEventNamed(about.db, about.ids, name);
  const standing = await readStanding(about.db, profile);
  const findings = findingsOf(about, standing, last, now);
  const blocked = findings.find((finding) => !finding.holds && finding.about !== "guard");
  if (!about.launched)
    return { sentence: "The campaign is a draft: nothing happens before it is launched.", wouldEnter: false, wouldSend: false, reason: null, findings };
  if (name === null || !last) return withoutEvent(findings, blocked, name);
  return tried(about, standing, last, findings, now);
}

function withoutEvent(findings: readonly NowFinding[], blocked: NowFinding | undefined, event: string | null): NowAnswer {
  const guard = findings.find((finding) => finding.about === "guard");
  if (blocked && blocked.about !== "trigger")
    return {
      sentence: `If the trigger came now, the person would not enter: ${blocked.sentence}`,
      wouldEnter: false,
      wouldSend: false,
      reason: null,
      findings,
    };
  const open =
    event === null ? "If the trigger came now, the person could enter" : `If “${event}” happened now with what the campaign asks for, the person could enter`;
  const then = guard && !guard.holds ? `, but a message would not go at this moment: ${guard.sentence}` : ", and nothing would speak against a message.";
  return { sentence: open + then, wouldEnter: true, wouldSend: guard ? guard.holds : null, reason: null, findings };
}

/** Runs the engine's decision on a copy of the person's state: the last event again, now, and then the wait to its end. */
function tried(about: NowCase, standing: Standing, last: EventRow, findings: readonly NowFinding[], now: Instant): NowAnswer {
  const definitions = withCampaigns(standing.definitions, [about.campaign]);
  const state: ProfileState = {
    ...standing.state,
    addresses: addressesOf(standing.state.profile.attributes, about.person.emails),
    enrollments: new Map(about.enrollments.map((enrollment) => [enrollment.id, enrollment])),
  };
  const event = eventAgain(last, now);
  const entering = decide(state, { kind: "event", id: event.id, event }, definitions, now);
  const first = entering.effects.decisions.find((decision) => decision.campaignId === about.campaign.id && decision.eventId === event.id);
  const again = `“${last.name}” as on ${localTime(last.at, about.rules.timeZone)}`;
  if (!first || first.outcome === "not_entered") {
    const why = first ? sentenceOf({ ...first, facts: { ...first.facts } }, about.rules.timeZone) : "The campaign does not listen at the moment.";
    return {
      sentence: `If ${again} happened again now, the person would not enter: ${why}`,
      wouldEnter: false,
      wouldSend: false,
      reason: first?.reason ?? null,
      findings:
        first?.reason === "reentry" || first?.reason === "already_waiting"
          ? [...findings, { about: "reentry", holds: false, sentence: why, facts: { ...first.facts } }]
          : findings,
    };
  }
  const { decision, at } = atTheEndOfTheWait(about, entering, definitions, now);
  return { ...outcomeWords(again, decision, at, about.rules.timeZone, now), wouldEnter: true, findings };
}

/** Lets the enrollment's own timer fire at its time; nothing else happens meanwhile but that people come into segments and leave them by time. */
function atTheEndOfTheWait(
  about: NowCase,
  entering: ReturnType<typeof decide>,
  definitions: Definitions,
  now: Instant,
): { readonly decision: Decision | null; readonly at: Instant } {
  const timer = entering.effects.setTimers.find((candidate) => candidate.kind === "enrollment");
  if (!timer) return { decision: judged(about, entering.effects), at: now };
  let later = entering;
  let decision = judged(about, entering.effects);
  for (let steps = 0, due: Timer[] = []; decision === null && steps < STEPS_MAX && due[0] !== timer; steps++) {
    const [lapse] = lapses(later.state, definitions, timer.at);
    due = [lapse ?? timer];
    later = decide(later.state, { kind: "timers", id: `${timer.subject}:due:${steps}`, timers: due }, definitions, (lapse ?? timer).at);
    decision = judged(about, later.effects);
  }
  return { decision, at: timer.at };
}

/** Nobody lapses so often while one message waits. */
const STEPS_MAX = 1_000;

/** The timers of segments that come due until then, the first one first. */
function lapses({ profile, memberships = new Map() }: ProfileState, { segments }: Definitions, until: Instant): Timer[] {
  return [...memberships]
    .filter(([key]) => segments.byMembership.has(key))
    .flatMap(([subject, { timerAt }]): Timer[] =>
      timerAt === null || timerAt > until ? [] : [{ profileId: profile.id, at: timerAt, kind: "segment", subject, payload: {} }],
    )
    .sort((a, b) => a.at - b.at);
}

function judged(about: NowCase, effects: Effects): Decision | null {
  return effects.decisions.find((decision) => decision.campaignId === about.campaign.id && ["cleared", "held", "skipped"].includes(decision.outcome)) ?? null;
}

function outcomeWords(
  again: string,
  decision: Decision | null,
  at: Instant,
  timeZone: string,
  now: Instant,
): Pick<NowAnswer, "sentence" | "wouldSend" | "reason"> {
  const start = `If ${again} happened again now, the person would enter`;
  const when = at === now ? "at once" : `on ${localTime(at, timeZone)}`;
  if (!decision) return { sentence: `${start}, and the message would be judged ${when}.`, wouldSend: null, reason: null };
  if (decision.outcome === "cleared") {
    const holdout = decision.facts.holdout === true;
    return {
      sentence: `${start}, and the message would ${holdout ? "be computed and not sent (held out)" : "go"} ${when}.`,
      wouldSend: !holdout,
      reason: holdout ? "holdout" : null,
    };
  }
  const why = sentenceOf({ ...decision, facts: { ...decision.facts } }, timeZone);
  const held = decision.outcome === "held";
  return { sentence: `${start}; the message would ${held ? "be held" : "not go"} ${when}: ${why}`, wouldSend: held ? null : false, reason: decision.reason };
}

/** The same event, happening now: a fresh id, so that it is not taken for the one that is past. */
function eventAgain(last: EventRow, now: Instant): Event {
  return {
    id: "00000000-0000-7000-8000-000000000000",
    kind: last.kind,
    name: last.name,
    properties: last.properties,
    at: now,
    receivedAt: now,
    source: last.source,
    messageId: "explained",
    context: {},
    ...(last.extra?.message ? { message: last.extra.message } : {}),
  };
}

function findingsOf(about: NowCase, { state, definitions }: Standing, last: EventRow | null, now: Instant): NowFinding[] {
  const { profile } = state;
  const properties = last?.properties ?? {};
  const subject = subjectOfState(state, definitions, now, { properties, entry: properties });
  return [
    statusFinding(about, now),
    ...triggerFinding(about, profile, last, subject),
    ...audienceFinding(about, subject, definitions),
    guardFinding(about, profile, subject),
  ];
}

function statusFinding({ campaign, rules, launched }: NowCase, now: Instant): NowFinding {
  const life = lifeOf(campaign.document);
  const is = (holds: boolean, sentence: string): NowFinding => ({ about: "status", holds, sentence, facts: { status: campaign.status } });
  if (!launched) return is(false, "The campaign was never launched.");
  if (campaign.status !== "live") return is(false, `The campaign is ${campaign.status}.`);
  if (life.start !== null && now < life.start) return is(false, `The campaign starts on ${localTime(life.start, rules.timeZone)}.`);
  if (life.end !== null && now >= life.end) return is(false, `The campaign ended on ${localTime(life.end, rules.timeZone)}.`);
  return is(true, "The campaign is live.");
}

function triggerFinding(about: NowCase, profile: Profile, last: EventRow | null, subject: Subject): NowFinding[] {
  const { trigger } = about.campaign.document;
  const name = triggerEventOf(trigger);
  if (name === null) return [];
  if (!last) return [{ about: "trigger", holds: false, sentence: `“${name}” never happened for this person.`, facts: {} }];
  const event = eventAgain(last, subject.now);
  const judge = (condition: Parameters<typeof judgeCondition>[0], properties: JsonObject): Finding =>
    judgeCondition(condition, { ...subject, properties, entry: null });
  const verdict = triggerKindOf(trigger).judge(trigger, { kind: "event", event }, { ...subject, profile, judge, engaged: () => false });
  const words = verdict.finding ? findingWords(verdict.finding) : "";
  return [
    {
      about: "trigger",
      holds: verdict.fires,
      sentence: `“${name}” last happened on ${localTime(last.at, about.rules.timeZone)}. ${words}`.trim(),
      facts: { event: last.id, properties: last.properties },
    },
  ];
}

function audienceFinding({ campaign }: NowCase, subject: Subject, { segments }: Definitions): NowFinding[] {
  const { audience } = campaign.document;
  if (!audience) return [];
  const finding = judgeCondition(audience, subject);
  const why = segmentsNamedIn(audience).flatMap((key) => {
    const segment = segments.byKey.get(key);
    if (!segment?.document.condition) return [];
    return [`“${segment.document.name}”: ${findingWords(judgeCondition(segment.document.condition, subject))}`];
  });
  return [{ about: "audience", holds: finding.holds, sentence: [findingWords(finding), ...why].join(" "), facts: {} }];
}

function guardFinding(about: NowCase, profile: Profile, subject: Subject): NowFinding {
  const verdict: Verdict = judgeSend({
    // Whether the campaign runs is a finding of its own; here it is asked what else speaks against a message.
    campaign: { ...about.campaign, status: "live" },
    profile,
    subject,
    rules: about.rules,
    address: addressFor(about.campaign.document.message, addressesOf(profile.attributes, about.person.emails)),
    holdoutShares: holdoutSharesOf(about.campaign, profile),
  });
  if (verdict.verdict === "send") {
    const sentence = verdict.holdout
      ? "The person is held out: the message would be computed and not sent."
      : "Nothing speaks against a message at this moment.";
    return { about: "guard", holds: !verdict.holdout, sentence, facts: verdict.facts };
  }
  return {
    about: "guard",
    holds: false,
    sentence: sentenceOf({ outcome: verdict.verdict === "hold" ? "held" : "skipped", reason: verdict.reason, facts: verdict.facts }, about.rules.timeZone),
    facts: verdict.facts,
  };
}
