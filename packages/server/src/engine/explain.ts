import {
  type Campaign,
  type CampaignDocument,
  describeTrigger,
  type Enrollment,
  type JsonObject,
  membershipKey,
  type Reason,
  type WorkspaceRules,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import { type CampaignRow, readCampaign } from "../store/campaigns.ts";
import type { Db, Query } from "../store/db.ts";
import { readSend } from "../store/messageList.ts";
import { idsOfPerson } from "../store/profileSearch.ts";
import { readPeople, type StoredPerson } from "../store/profiles.ts";
import { type DecisionRow, decisionsOfPerson, enrollmentsOfPerson, lastEventNamed } from "../store/timeline.ts";
import { readWorkspace } from "../store/workspaces.ts";
import { explainNow, type NowAnswer } from "./explainNow.ts";
import { segmentOfTrigger, triggerEventOf } from "./explainTrigger.ts";
import { localTime, sentenceOf } from "./explainWords.ts";
import { Refusal } from "./refusal.ts";
import { readStanding } from "./standing.ts";

type WhyState =
  | "never_triggered"
  | "not_entered"
  | "waiting"
  | "held"
  | "sending"
  | "sent"
  | "would_have_been_sent"
  | "skipped"
  | "exited"
  | "failed"
  | "unknown";

/** Why one person did or did not get one campaign's message. */
export interface WhyAnswer {
  readonly verdict: string;
  readonly state: WhyState;
  readonly campaign: CampaignRow;
  readonly sendId: string | null;
  /** Oldest first. */
  readonly steps: readonly DecisionRow[];
  readonly now: NowAnswer;
  readonly timeZone: string;
}

/** Newest lines of the log that are told; a person with more has been through the same many times. */
const STEPS_MAX = 200;

/** What all parts of the answer look at. */
interface Case {
  readonly db: Query;
  readonly campaign: CampaignRow;
  readonly document: CampaignDocument;
  readonly rules: WorkspaceRules;
  readonly person: StoredPerson;
  /** All ids that are this person. */
  readonly ids: readonly string[];
  readonly enrollments: readonly Enrollment[];
  readonly steps: readonly DecisionRow[];
}

/**
 * Reads the decision log of a person and a campaign and says in one sentence how it stands, and what would happen now.
 * @throws Refusal `not_found`
 */
export async function explainWhy(db: Db, clock: Clock, workspaceId: number, profileId: string, campaignId: string): Promise<WhyAnswer> {
  const about = await readCase(db, workspaceId, profileId, campaignId);
  const { verdict, state, sendId } = await verdictOf(about);
  const now = await explainNow(
    {
      db,
      rules: about.rules,
      person: about.person,
      ids: about.ids,
      enrollments: about.enrollments,
      campaign: campaignNow(about.campaign, about.document),
      launched: about.campaign.version > 0,
    },
    clock.now(),
  );
  return { verdict, state, sendId, campaign: about.campaign, steps: [...about.steps].reverse(), now, timeZone: about.rules.timeZone };
}

async function readCase(db: Db, workspaceId: number, profileId: string, campaignId: string): Promise<Case> {
  const campaign = await readCampaign(db, workspaceId, campaignId);
  if (!campaign) throw new Refusal("not_found", { what: "campaign", id: campaignId });
  const workspace = await readWorkspace(db, workspaceId);
  const person = (await readPeople(db, [profileId])).get(profileId);
  if (!workspace || !person?.profile || person.profile.workspaceId !== workspaceId) throw new Refusal("not_found", { what: "profile", id: profileId });
  const ids = await idsOfPerson(db, workspaceId, profileId);
  const document = campaign.launched ?? campaign.draft;
  if (!document) throw new Refusal("not_found", { what: "campaign", id: campaignId });
  return {
    db,
    campaign,
    document,
    rules: { id: workspaceId, ...workspace.settings },
    person,
    ids,
    enrollments: await enrollmentsOfPerson(db, ids, campaignId),
    steps: await decisionsOfPerson(db, ids, { campaignId, before: null, limit: STEPS_MAX }),
  };
}

function campaignNow(campaign: CampaignRow, document: CampaignDocument): Campaign {
  return { id: campaign.id, workspaceId: campaign.workspaceId, version: campaign.version, status: campaign.status, document };
}

interface Verdict {
  readonly verdict: string;
  readonly state: WhyState;
  readonly sendId: string | null;
}

/** The newest passage tells how it stands, unless the trigger came again after it had ended and led to nothing. */
async function verdictOf(about: Case): Promise<Verdict> {
  const newest = about.enrollments[0];
  const [last] = about.steps;
  if (!newest) return last ? notEntered(about, last) : neverTriggered(about);
  const later = newest.status === "ended" && last?.outcome === "not_entered" && last.at > (newest.endedAt ?? 0) ? last : null;
  const passage = newest.status === "sending" ? await sendingVerdict(about, newest) : passageVerdict(about, newest);
  if (!later) return passage;
  return {
    ...passage,
    verdict: `${passage.verdict} The trigger came again on ${localTime(later.at, about.rules.timeZone)}: ${sentenceOf(later, about.rules.timeZone)}`,
  };
}

function notEntered(about: Case, last: DecisionRow): Verdict {
  return {
    verdict: `Did not enter on ${localTime(last.at, about.rules.timeZone)}: ${sentenceOf(last, about.rules.timeZone)}`,
    state: "not_entered",
    sendId: null,
  };
}

/** With the sender: what it says of the send. */
async function sendingVerdict({ db, campaign, rules }: Case, { sendId }: Enrollment): Promise<Verdict> {
  const send = sendId === null ? null : await readSend(db, campaign.workspaceId, sendId);
  const answer = (verdict: string): Verdict => ({ verdict, state: "sending", sendId });
  if (send?.state !== "ready") return answer("The message is being handed over at this moment.");
  const detail = typeof send.facts?.detail === "string" ? `: ${send.facts.detail}` : "";
  if (send.attempts > 0)
    return answer(`The message could not be handed over yet${detail}. It is tried again on ${localTime(send.nextAttemptAt, rules.timeZone)}.`);
  return answer(`The message is ready and waits for the sender${detail}.`);
}

function passageVerdict(about: Case, passage: Enrollment): Verdict {
  const zone = about.rules.timeZone;
  const when = (at: number | null) => (at === null ? "–" : localTime(at, zone));
  const { sendId } = passage;
  switch (passage.status) {
    case "waiting":
      return { verdict: `Waits since ${when(passage.waitingSince)}; the message is due on ${when(passage.dueAt)}.`, state: "waiting", sendId };
    case "held":
      return {
        verdict: `Held: ${reasonSentence(passage.hold?.reason ?? "expired", passage.hold?.facts ?? {}, zone)}${passage.dueAt === null ? "" : ` It is judged again on ${when(passage.dueAt)}.`}`,
        state: "held",
        sendId,
      };
    case "sending":
      return { verdict: "The message is with the sender.", state: "sending", sendId };
    case "ended":
      return endedVerdict(about, passage);
  }
}

function endedVerdict(about: Case, passage: Enrollment): Verdict {
  const zone = about.rules.timeZone;
  const { sendId, endReason } = passage;
  const end = about.steps.find((step) => step.enrollmentId === passage.id && ENDS.has(step.outcome));
  const sentence = end ? sentenceOf(end, zone) : reasonSentence(endReason ?? "exited", {}, zone);
  switch (endReason) {
    case "sent":
      return { verdict: `The message was sent on ${localTime(passage.sentAt ?? passage.enteredAt, zone)}.`, state: "sent", sendId };
    case "holdout":
      return {
        verdict: `Held out: the message would have been sent on ${localTime(passage.sentAt ?? passage.enteredAt, zone)}.`,
        state: "would_have_been_sent",
        sendId,
      };
    case "failed":
      return { verdict: `Not delivered: ${sentence}`, state: "failed", sendId };
    case "unknown":
      return { verdict: sentence, state: "unknown", sendId };
    default:
      return end?.outcome === "exited"
        ? { verdict: `Left before the message went: ${sentence}`, state: "exited", sendId }
        : { verdict: `Not sent: ${sentence}`, state: "skipped", sendId };
  }
}

/** Outcomes that end a passage. */
const ENDS: ReadonlySet<string> = new Set(["skipped", "exited", "failed", "unknown"]);

/** There is no line in the log: the trigger never came, or came before the campaign was there to hear it. */
async function neverTriggered(about: Case): Promise<Verdict> {
  const answer = (verdict: string): Verdict => ({ verdict, state: "never_triggered", sendId: null });
  const { campaign, document, rules } = about;
  const event = triggerEventOf(document.trigger);
  const last = event === null ? null : await lastEventNamed(about.db, about.ids, event);
  if (campaign.version === 0) return answer("The campaign was never launched.");
  if (event === null) return answer(`The trigger has not come: it comes when ${describeTrigger(document.trigger)}.${await withSegment(about)}`);
  if (!last) return answer(`“${event}” never happened for this person, so nothing triggered the campaign.`);
  const launched = campaign.launchedAt ?? campaign.createdAt;
  if (last.receivedAt < launched)
    return answer(
      `“${event}” last happened on ${localTime(last.at, rules.timeZone)}, before the campaign was launched on ${localTime(launched, rules.timeZone)}.`,
    );
  return answer(`“${event}” last happened on ${localTime(last.at, rules.timeZone)} and is not judged yet, or the campaign was not live then.`);
}

/** How the person stands with the segment that the trigger names: somebody who was in it already never came in. */
async function withSegment({ db, campaign, document, rules, person: { profile } }: Case): Promise<string> {
  const key = segmentOfTrigger(document.trigger);
  if (key === null || profile === null) return "";
  const { state, definitions } = await readStanding(db, profile);
  const segment = definitions.segments.byKey.get(key);
  if (!segment) return ` There is no live segment “${key}” at the moment.`;
  const membership = state.memberships.get(membershipKey({ segmentId: segment.id, version: segment.version }));
  const { name } = segment.document;
  if (!membership?.member) return ` The person is not in “${name}”.`;
  const since = localTime(membership.since, rules.timeZone);
  return membership.since < (campaign.launchedAt ?? campaign.createdAt)
    ? ` The person is in “${name}” since ${since}, before the campaign was launched.`
    : ` The person is in “${name}” since ${since}. Whoever is found in a segment when it is built, or by a late event, does not start a campaign.`;
}

function reasonSentence(reason: Reason, facts: JsonObject, timeZone: string): string {
  return sentenceOf({ outcome: "skipped", reason, facts }, timeZone);
}
