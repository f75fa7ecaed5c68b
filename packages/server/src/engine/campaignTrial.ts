import {
  type Campaign,
  type CampaignDocument,
  delayUntil,
  describeCondition,
  type Event,
  type Finding,
  holdoutSharesOf,
  type Instant,
  type JsonObject,
  judgeCondition,
  judgeSend,
  type Profile,
  type Subject,
  subjectOfState,
  triggerKindOf,
  type WorkspaceRules,
  zoneOf,
} from "@beckon/core";
import type { Query } from "../store/db.ts";
import { addressesOf, readPeople, type StoredPerson } from "../store/profiles.ts";
import { pastsOfPeople } from "../store/reachSample.ts";
import { type EventRow, eventById, lastEventNamed } from "../store/timeline.ts";
import { triggerEventOf } from "./explainTrigger.ts";
import { findingWords, localTime, sentenceOf } from "./explainWords.ts";
import { Refusal } from "./refusal.ts";
import { readStanding } from "./standing.ts";

/** A clause of the sentence, tried: whether it lets the message through; null where it only says something. */
export interface TriedClause {
  /** The clause's name in the editor: `when`, `audience`, `wait`, `unless`, `send`. */
  readonly part: "when" | "audience" | "wait" | "unless" | "send";
  readonly holds: boolean | null;
  readonly sentence: string;
}

export interface Trial {
  readonly event: EventRow | null;
  readonly clauses: readonly TriedClause[];
}

export interface TrialQuestion {
  readonly workspaceId: number;
  readonly document: CampaignDocument;
  readonly rules: WorkspaceRules;
  readonly profileId: string;
  /** Their newest that bears the trigger's name, where it is null. */
  readonly eventId: string | null;
  readonly now: Instant;
}

interface Tried {
  readonly campaign: Campaign;
  readonly rules: WorkspaceRules;
  readonly person: StoredPerson;
  readonly profile: Profile;
  readonly timeZone: string;
  /** As of the event's moment; the person, and the segments that they are in, as of today. */
  readonly subject: Subject;
  readonly event: Event;
}

/** Tries a draft with one person and one event of theirs, clause by clause, with the values found. Nothing is written. */
export async function tryCampaign(db: Query, question: TrialQuestion): Promise<Trial> {
  const { document, rules, profileId, workspaceId } = question;
  const person = (await readPeople(db, [profileId])).get(profileId);
  const profile = person?.profile;
  if (!person || !profile || profile.workspaceId !== workspaceId) throw new Refusal("not_found", { what: "profile", id: profileId });
  const row = await eventToTry(db, question);
  if (row === null) return { event: null, clauses: [withoutEvent(document)] };
  const timeZone = zoneOf(profile.attributes, profile.lastTimeZone, profile.lastCountry, rules.timeZone);
  const { state, definitions } = await readStanding(db, profile);
  const event = { ...row, ...row.extra } as unknown as Event;
  const subject = subjectOfState(state, definitions, event.at, { properties: event.properties });
  const campaign: Campaign = { id: "00000000-0000-7000-8000-000000000000", workspaceId, version: 1, status: "live", document };
  const tried: Tried = { campaign, rules, person, profile, timeZone, subject, event };
  const due = dueOf(tried);
  return {
    event: row,
    clauses: [when(tried), audience(tried), wait(tried, due), await unless(db, tried, due ?? question.now), send(tried, due ?? event.at)],
  };
}

async function eventToTry(db: Query, { workspaceId, profileId, eventId, document }: TrialQuestion): Promise<EventRow | null> {
  if (eventId !== null) {
    const event = await eventById(db, workspaceId, eventId);
    if (event === null || event.profileId !== profileId) throw new Refusal("not_found", { what: "event of this person", id: eventId });
    return event;
  }
  const name = triggerEventOf(document.trigger);
  return name === null ? null : lastEventNamed(db, [profileId], name);
}

function withoutEvent({ trigger }: CampaignDocument): TriedClause {
  const name = triggerEventOf(trigger);
  const sentence = name === null ? "Choose an event of this person to try it with." : `“${name}” never happened for this person.`;
  return { part: "when", holds: name === null ? null : false, sentence };
}

function when({ campaign, event, subject, profile }: Tried): TriedClause {
  const { trigger } = campaign.document;
  const { properties: _properties, entry: _entry, ...facts } = subject;
  const judge = (condition: Parameters<typeof judgeCondition>[0], properties: JsonObject): Finding => judgeCondition(condition, { ...subject, properties });
  const verdict = triggerKindOf(trigger).judge(trigger, { kind: "event", event }, { ...facts, profile, judge, engaged: () => false });
  if (verdict.finding) return { part: "when", holds: verdict.fires, sentence: findingWords(verdict.finding) };
  if (triggerEventOf(trigger) === null)
    return { part: "when", holds: null, sentence: "This kind of trigger does not come with one event, so it is taken as met." };
  return { part: "when", holds: false, sentence: `“${event.name}” is not what the campaign waits for.` };
}

function audience({ campaign, subject }: Tried): TriedClause {
  const wanted = campaign.document.audience;
  if (!wanted) return { part: "audience", holds: true, sentence: "Everyone belongs to it." };
  const finding = judgeCondition(wanted, subject);
  return { part: "audience", holds: finding.holds, sentence: findingWords(finding) };
}

function dueOf({ campaign, subject, event }: Tried): Instant | null {
  const due = delayUntil(campaign.document.delay, {
    attributes: subject.attributes,
    entry: event.properties,
    timeZone: subject.timeZone,
    from: event.at,
  });
  return "until" in due ? due.until : null;
}

function wait({ rules, event }: Tried, due: Instant | null): TriedClause {
  if (due === null) return { part: "wait", holds: false, sentence: "There is no date to wait for, or it was past already." };
  const sentence = due === event.at ? "The message is due at once." : `The message is due on ${localTime(due, rules.timeZone)}.`;
  return { part: "wait", holds: null, sentence };
}

/** Looks for exceptions from the event until the message was due. */
async function unless(db: Query, { campaign, event, subject, profile, rules }: Tried, until: Instant): Promise<TriedClause> {
  const exceptions = campaign.document.unless ?? [];
  if (exceptions.length === 0) return { part: "unless", holds: true, sentence: "Nothing calls it off." };
  const names = exceptions.map((exception) => exception.event);
  const later = (await pastsOfPeople(db, [profile.id], { from: event.at, until, names, limit: 200 })).get(profile.id) ?? [];
  for (const one of later) {
    if (one.id === event.id) continue;
    const met = exceptions.find(
      ({ event: name, where }) =>
        name === one.name && (!where || judgeCondition(where, { ...subject, properties: one.properties, entry: event.properties }).holds),
    );
    if (!met) continue;
    const how = met.where ? `, where ${describeCondition(met.where)}` : "";
    return { part: "unless", holds: false, sentence: `“${one.name}” happened on ${localTime(one.at, rules.timeZone)}${how}.` };
  }
  const [other] = later.filter((one) => one.id !== event.id);
  return {
    part: "unless",
    holds: true,
    sentence: other
      ? `“${other.name}” happened on ${localTime(other.at, rules.timeZone)}, but not as it is asked for.`
      : "None of these happened before the message was due.",
  };
}

/** Consent, address, hours and caps, as they would be judged at that moment. */
function send({ campaign, profile, person, rules, subject, event, timeZone }: Tried, at: Instant): TriedClause {
  const verdict = judgeSend({
    campaign: { ...campaign, document: withoutLife(campaign.document) },
    profile,
    subject: { ...subject, entry: event.properties, now: at, timeZone },
    rules,
    address: addressesOf(profile.attributes, person.emails)[campaign.document.message.channel] ?? null,
    holdoutShares: holdoutSharesOf(campaign, profile),
  });
  if (verdict.verdict === "send") return { part: "send", holds: true, sentence: `Nothing speaks against the message on ${localTime(at, rules.timeZone)}.` };
  const outcome = verdict.verdict === "hold" ? "held" : "skipped";
  const until = verdict.verdict === "hold" && verdict.until !== null ? ` It would go on ${localTime(verdict.until, rules.timeZone)}.` : "";
  const sentence = sentenceOf({ outcome, reason: verdict.reason, facts: verdict.facts }, rules.timeZone) + until;
  return { part: "send", holds: verdict.verdict === "hold" ? null : false, sentence };
}

function withoutLife({ life: _life, ...document }: CampaignDocument): CampaignDocument {
  return document;
}
