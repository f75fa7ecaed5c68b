import {
  type Course,
  type Decision,
  type Finding,
  isJourney,
  isJourneyDocument,
  isObject,
  type JsonObject,
  REASONS,
  type RehearsedPlace,
  stepKindOf,
  stepTitle,
} from "@beckon/core";
import { findingWords, sentenceOf, titleOf } from "../explainWords.ts";

/** What was decided at a place of somebody's path, in words. */
export interface PlaceWords {
  readonly title: string;
  readonly sentence: string;
}

/**
 * @param timeZone in which instants are told
 * @param nameOf what the other campaign or journey is called, where the place is a message of one
 */
export function placeWords({ decision, step, other }: RehearsedPlace, course: Course, timeZone: string, nameOf: (courseId: string) => string): PlaceWords {
  if (other !== null) return { title: `Message of “${nameOf(other)}”`, sentence: "It is live as well, and would have sent this message meanwhile." };
  return { title: titleFor(decision, step, course), sentence: sentenceFor(decision, course, timeZone) };
}

function titleFor(decision: Decision, step: string | null, course: Course): string {
  const { outcome, reason } = decision;
  if (outcome === "stepped" && step !== null) return titleOfStep(course, step);
  if (outcome !== "exited" || reason === null) return titleOf({ outcome, reason, facts: {} });
  return reason === "completed" ? "Came to the end" : `Left: ${REASONS[reason].title.toLowerCase()}`;
}

function sentenceFor(decision: Decision, course: Course, timeZone: string): string {
  if (decision.outcome === "sent") return "The message would have gone.";
  if (decision.outcome === "entered" && isJourney(course)) return "The trigger was met, and the person came in.";
  if (decision.outcome === "stepped") return steppedSentence(decision.facts, course);
  if (decision.outcome === "exited" && decision.reason === "completed") return "The way ends here.";
  return sentenceOf({ ...decision, facts: decision.facts as JsonObject }, timeZone);
}

/** By which way, where there are several; why, where a condition decided it; and where to. */
function steppedSentence({ step: id, way, to, unsent, findings }: Decision["facts"], course: Course): string {
  const step = isJourney(course) ? course.document.steps.find((one) => one.id === id) : undefined;
  const ways = step ? stepKindOf(step).ways(step) : [];
  const label = ways.find(({ key }) => key === way)?.label ?? "";
  const went = ways.length > 1 && label !== "" ? `Went the way “${label}”` : "Went on";
  const where = typeof to === "string" ? ` to ${quoted(titleOfStep(course, to))}` : ", and this was the last step";
  const why = Array.isArray(findings) ? findings.filter(isObject).map((finding) => findingWords(finding as unknown as Finding)) : [];
  const without = typeof unsent === "string" ? " The message did not go." : "";
  return [`${went}${where}.${without}`, ...why].join(" ");
}

/** Titles of steps that send bear a subject in quotes already. */
function quoted(title: string): string {
  return title.includes("“") ? title : `“${title}”`;
}

export function titleOfStep({ document }: Course, id: string): string {
  const step = isJourneyDocument(document) ? document.steps.find((one) => one.id === id) : undefined;
  return step ? stepTitle(step) : id;
}
