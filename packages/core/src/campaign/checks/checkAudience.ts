import { checkComparison, checkComparisons, comparisonsIn, entryReferences } from "../../condition/checkCondition.ts";
import type { ConditionNode } from "../../condition/condition.ts";
import type { ConsentCondition } from "../../condition/conditions/consentCondition.ts";
import type { SegmentCondition } from "../../condition/conditions/segmentCondition.ts";
import type { StageCondition } from "../../condition/conditions/stageCondition.ts";
import { clashes, type Demand, demandsIn, required } from "../../condition/contradictions.ts";
import { describeCondition } from "../../condition/judge.ts";
import { type PlacedCondition, placedConditions } from "../../condition/placedConditions.ts";
import { didYouMean } from "../../schema/nearest.ts";
import { at, error, type Problem, warning } from "../../schema/problem.ts";
import { checkPlaceNames, unknownSegment, unknownStage } from "../../segment/checkSegment.ts";
import type { TriggerNode } from "../../trigger/trigger.ts";
import type { AttributeChangedTrigger } from "../../trigger/triggers/attributeChangedTrigger.ts";
import type { DateTrigger } from "../../trigger/triggers/dateTrigger.ts";
import type { EventTrigger } from "../../trigger/triggers/eventTrigger.ts";
import type { SegmentEnteredTrigger } from "../../trigger/triggers/segmentEnteredTrigger.ts";
import type { SessionEndedTrigger } from "../../trigger/triggers/sessionEndedTrigger.ts";
import type { StageChangedTrigger } from "../../trigger/triggers/stageChangedTrigger.ts";
import type { CampaignDocument, CourseDocument } from "../campaign.ts";
import type { Known } from "./known.ts";

/** A condition of a step, with its place in the document; somebody has entered when it is judged. */
export type StepCondition = Pick<Placed, "condition" | "path">;

/** Conditions: whether each makes sense alone, and whether audience and trigger can hold together. A journey gives those of its steps too. */
export function checkAudience(document: Audience, known: Known, ofSteps: readonly StepCondition[] = []): Problem[] {
  const conditions = [...conditionsOf(document), ...ofSteps.map((one) => ({ ...one, afterEntry: true }))];
  return [
    ...conditions.flatMap(({ condition, path }) => checkComparisons(condition, path)),
    ...checkChanges(document),
    ...checkEntryReferences(conditions),
    ...checkAttributes(conditions, known),
    ...checkConsent(document),
    ...conditions.flatMap(({ condition, path }) => checkPast(condition, path)),
    ...checkSegments(document, conditions, known),
    ...checkContradictions(document),
  ];
}

/** A journey has no message of its own. */
type Audience = CourseDocument & Partial<Pick<CampaignDocument, "message">>;

const ABOUT_THE_PAST = new Set(["did", "occurrence", "engagement"]);

/** What an audience asks about the past would have to be built at each launch; a segment is built once, seen and shared. */
function checkPast(condition: ConditionNode, path: string): Problem[] {
  return placedConditions(condition, path)
    .filter(({ node }) => ABOUT_THE_PAST.has(node.kind))
    .map(({ node, path: where }) =>
      error(
        where,
        "past_in_campaign",
        `Campaigns and journeys cannot ask about the past itself (“${describeCondition(node)}”). Make it a segment, and name that here: { "kind": "segment", "segment": "its-key", "is": "in" }.`,
      ),
    );
}

function checkSegments({ trigger }: CourseDocument, conditions: readonly Placed[], { segments, unpublishedSegments, stages, places }: Known): Problem[] {
  if (segments === undefined) return [];
  const isTrigger = trigger.kind === "segment_entered" || trigger.kind === "segment_left";
  const all = conditions.flatMap(({ condition, path }) => placedConditions(condition, path));
  const named = all.filter(({ node }) => node.kind === "segment");
  return [
    ...(isTrigger ? unknownSegment((trigger as SegmentEnteredTrigger).segment, "trigger.segment", segments, unpublishedSegments) : []),
    ...named.flatMap(({ node, path }) => unknownSegment((node as SegmentCondition).segment, at(path, "segment"), segments, unpublishedSegments)),
    ...(stages === undefined ? [] : checkStageNames(trigger, all, stages)),
    ...checkPlaceNames(all, places),
  ];
}

function checkStageNames(trigger: TriggerNode, placed: readonly PlacedCondition[], stages: readonly string[]): Problem[] {
  const { from = [], to = [] } = trigger.kind === "stage_changed" ? (trigger as StageChangedTrigger) : {};
  const asked = placed
    .filter(({ node }) => node.kind === "stage")
    .map(({ node, path }) => ({ named: (node as StageCondition).stages, path: at(path, "stages") }));
  const all = [{ named: from, path: "trigger.from" }, { named: to, path: "trigger.to" }, ...asked];
  return all.flatMap(({ named, path }) => named.flatMap((stage, i) => unknownStage(stage, at(path, i), stages)));
}

interface Placed {
  readonly condition: ConditionNode;
  readonly path: string;
  /** Whether there is an entry event to compare with when it is judged. */
  readonly afterEntry: boolean;
}

function conditionsOf({ trigger, audience, unless = [], goal }: CourseDocument): Placed[] {
  const did = trigger.kind === "session_ended" ? ((trigger as SessionEndedTrigger).did ?? []) : [];
  return [
    ...placed((trigger as EventTrigger).where, "trigger.where", false),
    ...did.flatMap(({ where }, i) => placed(where, `trigger.did[${i}].where`, false)),
    ...placed(audience, "audience", false),
    ...unless.flatMap(({ where }, i) => placed(where, `unless[${i}].where`, true)),
    ...placed(goal?.where, "goal.where", true),
  ];
}

function placed(condition: ConditionNode | undefined, path: string, afterEntry: boolean): Placed[] {
  return condition === undefined ? [] : [{ condition, path, afterEntry }];
}

function checkChanges({ trigger }: CourseDocument): Problem[] {
  if (trigger.kind !== "attribute_changed") return [];
  const { from, to } = trigger as AttributeChangedTrigger;
  return [...(from ? checkComparison(from, "trigger.from") : []), ...(to ? checkComparison(to, "trigger.to") : [])];
}

function checkEntryReferences(conditions: readonly Placed[]): Problem[] {
  return conditions
    .filter(({ afterEntry }) => !afterEntry)
    .flatMap(({ condition, path }) => entryReferences(condition, path))
    .map((path) =>
      warning(path, "no_entry_event_yet", 'Nobody has entered yet when this is judged, so there is no entry event to compare with; use { from: "property" }.'),
    );
}

function checkAttributes(conditions: readonly Placed[], { attributes }: Known): Problem[] {
  if (attributes === undefined) return [];
  const seen = new Set(attributes);
  return conditions
    .flatMap(({ condition, path }) => comparisonsIn(condition, path))
    .filter(({ node }) => node.kind === "attribute" && !seen.has(node.name) && !seen.has(node.name.split(".")[0] ?? ""))
    .map(({ node, path }) =>
      warning(at(path, "name"), "attribute_not_seen", `No profile has an attribute “${node.name}” so far.${didYouMean(node.name, seen)}`),
    );
}

/** A marketing message to those who said no to its channel or topic reaches nobody. */
function checkConsent({ audience, purpose, topic, message }: Audience): Problem[] {
  if (audience === undefined || purpose === "transactional" || message === undefined) return [];
  return required(audience)
    .filter(({ kind }) => kind === "consent")
    .map((condition) => condition as ConsentCondition)
    .filter(({ is, channel, topic: about }) => is === "unsubscribed" && (channel === message.channel || (about !== undefined && about === topic)))
    .map(({ channel, topic: about }) =>
      error("audience", "audience_without_consent", `The audience asks for people who left ${channel ?? about}, and the message may not go to them.`),
    );
}

function checkContradictions(document: CourseDocument): Problem[] {
  return clashes(demandsOf(document), "audience", "nobody would enter unless it is a list");
}

function demandsOf({ trigger, audience }: CourseDocument): Demand[] {
  const { where } = trigger as EventTrigger;
  const demands: Demand[] = [audience, where].flatMap((condition) => (condition === undefined ? [] : demandsIn(condition)));
  if (trigger.kind === "attribute_changed" && (trigger as AttributeChangedTrigger).to)
    demands.push({ of: "attribute", name: (trigger as AttributeChangedTrigger).attribute, ...(trigger as AttributeChangedTrigger).to! });
  if (trigger.kind === "date") demands.push({ of: "attribute", name: (trigger as DateTrigger).attribute, op: "exists" });
  return demands;
}
