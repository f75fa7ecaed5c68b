import {
  type Course,
  DAY,
  type Decision,
  type Definitions,
  type Enrollment,
  type Instant,
  isObject,
  type Journey,
  type ProfileState,
  type Reason,
  stepTitle,
  VirtualLife,
} from "@beckon/core";
import type { Query } from "../store/db.ts";
import { readEnrollments } from "../store/enrollments.ts";
import { NO_PAST, readPasts } from "../store/pastRows.ts";
import { addressesOf, readPeople } from "../store/profiles.ts";
import { dueTimersOfPerson } from "../store/timers.ts";
import { DefinitionsCache } from "./definitionsCache.ts";
import { sentenceOf } from "./explainWords.ts";
import { Refusal } from "./refusal.ts";

const FORESEEN_MS = 14 * DAY;
/** Nobody has so much before them in two weeks. */
const INPUTS_MAX = 500;

/** One message as it would be decided if nothing else happens. */
export interface ForeseenMessage {
  readonly at: Instant;
  readonly course: { readonly id: string; readonly kind: "campaign" | "journey"; readonly name: string };
  /** Of a message of a journey. */
  readonly step: string | null;
  readonly outcome: "goes" | "held_out" | "held" | "not_sent";
  readonly reason: Reason | null;
  readonly sentence: string;
}

/**
 * What comes to one person in the next two weeks if nothing else happens: the engine's own decision, played on from where they stand, with
 * the caps that each message fills for the next. @throws Refusal `not_found`
 */
export async function foresee(q: Query, workspaceId: number, profileId: string, now: Instant): Promise<ForeseenMessage[]> {
  const person = (await readPeople(q, [profileId])).get(profileId);
  if (!person?.profile || person.profile.workspaceId !== workspaceId) throw new Refusal("not_found", { what: "profile", id: profileId });
  const definitions = await definitionsFor(q, workspaceId, person.live);
  const entered = await readEnrollments(q, { named: [], past: limitingReentry(definitions).map((campaignId) => ({ profileId, campaignId })) });
  const past = (await readPasts(q, [{ profileId, aggregates: [], memberships: [], everything: true }])).get(profileId) ?? NO_PAST;
  const state: ProfileState = {
    profile: person.profile,
    addresses: addressesOf(person.profile.attributes, person.emails),
    enrollments: new Map([...entered, ...person.live].map((enrollment) => [enrollment.id, enrollment])),
    ...past,
  };
  const until = now + FORESEEN_MS;
  const life = new VirtualLife(state, definitions, now, INPUTS_MAX, await dueTimersOfPerson(q, profileId, until));
  life.moveTo(until);
  return life.decisions.flatMap((decision) => messageIn(decision, life.state.enrollments, definitions));
}

async function definitionsFor(q: Query, workspaceId: number, live: readonly Enrollment[]): Promise<Definitions> {
  const cache = new DefinitionsCache();
  await cache.include(
    q,
    workspaceId,
    live.map(({ campaignId, version }) => ({ campaignId, version })),
  );
  const definitions = (await cache.current(q, []))(workspaceId);
  if (!definitions) throw new Refusal("not_found", { what: "workspace", id: String(workspaceId) });
  return definitions;
}

function limitingReentry({ campaigns, journeys }: Definitions): string[] {
  const limits = ({ document: { reentry } }: Course) => reentry !== undefined && reentry.kind !== "every_time";
  return [...campaigns.values(), ...journeys.values()].filter(limits).map(({ id }) => id);
}

function stepName({ document }: Journey, id: string): string {
  const step = document.steps.find((each) => each.id === id);
  return step ? stepTitle(step) : id;
}

const OUTCOMES: { readonly [outcome in Decision["outcome"]]?: ForeseenMessage["outcome"] } = { cleared: "goes", held: "held", skipped: "not_sent" };

function messageIn(decision: Decision, enrollments: ReadonlyMap<string, Enrollment>, definitions: Definitions): ForeseenMessage[] {
  const outcome = OUTCOMES[decision.outcome];
  const campaign = definitions.versions.get(`${decision.campaignId}@${decision.version}`) ?? definitions.campaigns.get(decision.campaignId);
  if (outcome === undefined || !campaign || definitions.journeys.has(decision.campaignId)) return [];
  const { partOf } = enrollments.get(decision.enrollmentId ?? "") ?? {};
  const journey = partOf && definitions.journeys.get(partOf.journeyId);
  const { timeZone } = definitions.workspace;
  const facts = isObject(decision.facts) ? decision.facts : {};
  return [
    {
      at: decision.at,
      course: journey
        ? { id: journey.id, kind: "journey", name: journey.document.name }
        : { id: decision.campaignId, kind: "campaign", name: campaign.document.name },
      step: journey ? stepName(journey, partOf.step) : null,
      outcome: outcome === "goes" && facts["holdout"] === true ? "held_out" : outcome,
      reason: decision.reason,
      sentence: outcome === "goes" ? "" : sentenceOf({ at: decision.at, outcome: decision.outcome, reason: decision.reason, facts }, timeZone),
    },
  ];
}
