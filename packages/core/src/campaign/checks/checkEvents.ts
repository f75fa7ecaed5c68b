import { INTERNAL } from "../../event/event.ts";
import { didYouMean } from "../../schema/nearest.ts";
import { at, error, type Problem, warning } from "../../schema/problem.ts";
import type { AttributeChangedTrigger } from "../../trigger/triggers/attributeChangedTrigger.ts";
import type { DateTrigger } from "../../trigger/triggers/dateTrigger.ts";
import type { EventTrigger } from "../../trigger/triggers/eventTrigger.ts";
import type { MessageTrigger } from "../../trigger/triggers/messageTrigger.ts";
import type { SessionEndedTrigger } from "../../trigger/triggers/sessionEndedTrigger.ts";
import type { CourseDocument } from "../campaign.ts";
import type { Known } from "./known.ts";

/** An event that a document waits for, with its place. */
export interface NamedEvent {
  readonly name: string;
  readonly path: string;
}

/** Triggers, exceptions and goals: whether their events can come, and whether one gets in the way of another. */
export function checkEvents(document: CourseDocument, known: Known, ofSteps: readonly NamedEvent[] = []): Problem[] {
  return [
    ...checkExceptions(document),
    ...checkInternal(document),
    ...checkMessageTrigger(document, known),
    ...checkReentry(document),
    ...checkSeen(document, known, ofSteps),
  ];
}

function checkExceptions({ trigger, unless = [] }: CourseDocument): Problem[] {
  if (trigger.kind !== "event") return [];
  const { event } = trigger as EventTrigger;
  return unless.flatMap((exception, i) =>
    exception.event === event && exception.where === undefined
      ? [
          warning(
            at("unless", i),
            "exception_is_trigger",
            `“${event}” both lets people in and takes them out: when it comes again, whoever waits leaves. Add a “where”, or set onRepeat to “restart”.`,
          ),
        ]
      : [],
  );
}

const SESSIONS: { readonly [name: string]: string } = { [INTERNAL.sessionStarted]: "session_started", [INTERNAL.sessionEnded]: "session_ended" };
const SESSION_WORDS: { readonly [kind: string]: string } = { session_started: "A session starts", session_ended: "A session ends" };
const ENGAGEMENT = new Set<string>([INTERNAL.messageOpened, INTERNAL.messageClicked]);

function checkInternal({ trigger }: CourseDocument): Problem[] {
  if (trigger.kind !== "event") return [];
  const { event } = trigger as EventTrigger;
  const kind = SESSIONS[event];
  if (kind !== undefined)
    return [
      error(
        "trigger.event",
        "use_session_trigger",
        `“${event}” is made by Beckon and starts nothing as an event: choose “${SESSION_WORDS[kind]}” instead (the trigger kind \`${kind}\`).`,
      ),
    ];
  if (ENGAGEMENT.has(event))
    return [
      warning(
        "trigger.event",
        "machines_count",
        `“${event}” also comes from mail scanners; “Something happens to a message” (the trigger kind \`message\`) leaves those out.`,
      ),
    ];
  return [];
}

function checkMessageTrigger({ trigger }: CourseDocument, { campaignIds }: Known): Problem[] {
  if (trigger.kind !== "message" && trigger.kind !== "message_ignored") return [];
  const { campaign } = trigger as MessageTrigger;
  if (campaign === undefined)
    return [
      warning(
        "trigger.campaign",
        "own_messages_trigger",
        "Messages of any campaign trigger this one, its own too; name the campaign you mean, or limit re-entry.",
      ),
    ];
  if (campaignIds !== undefined && !campaignIds.includes(campaign))
    return [error("trigger.campaign", "unknown_campaign", `There is no campaign with the id “${campaign}”.`)];
  return [];
}

const WITHOUT_PROPERTIES = new Set(["date", "attribute_changed", "message_ignored"]);

function checkReentry({ trigger, reentry, onRepeat }: CourseDocument): Problem[] {
  if (reentry?.kind === "per_key" && WITHOUT_PROPERTIES.has(trigger.kind)) {
    return [
      warning(
        "reentry.property",
        "no_such_property",
        `A trigger of kind “${trigger.kind}” brings no property “${reentry.property}” along, so nobody would enter.`,
      ),
    ];
  }
  if (reentry?.kind === "once" && onRepeat === "enroll")
    return [warning("onRepeat", "no_effect", "“enroll” has no effect where each person may enter only once.")];
  return [];
}

function checkSeen(document: CourseDocument, { events, attributes }: Known, ofSteps: readonly NamedEvent[]): Problem[] {
  const problems: Problem[] = [];
  if (events !== undefined) {
    const seen = new Set([...events, ...Object.values(INTERNAL)]);
    for (const { name, path } of [...eventsOf(document), ...ofSteps]) {
      if (!seen.has(name)) problems.push(warning(path, "event_not_seen", `No event “${name}” has arrived so far.${didYouMean(name, seen)}`));
    }
  }
  if (attributes !== undefined && (document.trigger.kind === "date" || document.trigger.kind === "attribute_changed")) {
    const { attribute } = document.trigger as DateTrigger | AttributeChangedTrigger;
    if (!attributes.includes(attribute))
      problems.push(
        warning("trigger.attribute", "attribute_not_seen", `No profile has an attribute “${attribute}” so far.${didYouMean(attribute, attributes)}`),
      );
  }
  return problems;
}

/** Every event name that the document waits for, with its place. */
export function eventsOf({ trigger, unless = [], goal }: CourseDocument): NamedEvent[] {
  return [
    ...triggerEvents(trigger),
    ...unless.map(({ event }, i) => ({ name: event, path: `unless[${i}].event` })),
    ...(goal ? [{ name: goal.event, path: "goal.event" }] : []),
  ];
}

function triggerEvents(trigger: CourseDocument["trigger"]): NamedEvent[] {
  if (trigger.kind === "event") return [{ name: (trigger as EventTrigger).event, path: "trigger.event" }];
  if (trigger.kind !== "session_ended") return [];
  const { did = [], without = [] } = trigger as SessionEndedTrigger;
  return [
    ...did.map(({ event }, i) => ({ name: event, path: `trigger.did[${i}].event` })),
    ...without.map((name, i) => ({ name, path: `trigger.without[${i}]` })),
  ];
}
