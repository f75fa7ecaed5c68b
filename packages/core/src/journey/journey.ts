import type { Course, CourseDocument } from "../campaign/campaign.ts";
import type { Instant } from "../time/instant.ts";
import type { StepNode } from "./step.ts";

/**
 * A journey as a document: how people come in and leave, as a campaign says it, and the steps between. The first step is where people
 * begin; each names the steps that follow it, so paths may part, meet again and lead back. A way that names no step ends the journey.
 */
export interface JourneyDocument extends CourseDocument {
  readonly steps: readonly StepNode[];
}

/** A launched journey. */
export interface Journey extends Course<JourneyDocument> {
  /** Where a launch moves people to who stand at a step that is gone or changed: a step of this version, or null to leave. Others stay where they are. */
  readonly moves?: { readonly [step: string]: string | null };
  /** By split, the share that all who are new take since it was chosen; the document's own word goes before it. */
  readonly winners?: { readonly [step: string]: string };
}

export function isJourney(course: Course): course is Journey {
  return isJourneyDocument(course.document);
}

export function isJourneyDocument(document: CourseDocument): document is JourneyDocument {
  return "steps" in document;
}

/** Where one person is in a journey, and how they came there. */
export interface Walk {
  /** The step where they are; it may be gone from a newer version. */
  readonly step: string;
  readonly since: Instant;
  /** Came to the step while the journey was paused: it is taken once the journey is resumed. */
  readonly atDoor: boolean;
  /** Enrollment of the message that the step sent and whose end is awaited. */
  readonly messageId: string | null;
  /** Steps taken so far: what goes round for ever is ended. */
  readonly taken: number;
  /** The newest of them, oldest first; at most `PATH_MAX`. */
  readonly path: readonly PathStep[];
}

/** A step that was left, by which of its ways. */
export interface PathStep {
  readonly step: string;
  readonly at: Instant;
  readonly left: Instant;
  readonly way: string;
}

export const PATH_MAX = 60;
/** More steps than anybody would draw: a person who comes so far goes round in a circle. */
export const TAKEN_MAX = 1_000;
