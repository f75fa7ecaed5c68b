import type { JourneyStepCounts, Problem } from "@beckon/contract";
import type { JourneyDocument, StepNode } from "@beckon/core";
import { createContext, useContext } from "react";
import type { WayPlace } from "./stepWays.ts";

/** What the canvas, the outline and the panel share while a journey is edited. */
export interface JourneyDesk {
  readonly document: JourneyDocument;
  readonly readOnly: boolean;
  /** Id of the step whose form is open, or `START`. */
  readonly selected: string | null;
  readonly select: (id: string | null) => void;
  readonly problemsOf: (step: string) => readonly Problem[];
  /** How many were and are at a step; undefined before the first launch. */
  readonly countsOf: (step: string) => JourneyStepCounts | undefined;
  readonly edits: JourneyEdits;
  /** The step that was copied, to be put elsewhere. */
  readonly copied: StepNode | null;
}

export interface JourneyEdits {
  readonly insert: (place: WayPlace, kind: string) => void;
  readonly paste: (place: WayPlace) => void;
  /** Into the first way of a step. */
  readonly pasteAfter: (step: StepNode) => void;
  readonly lead: (place: WayPlace, to: string | undefined) => void;
  readonly put: (step: StepNode) => void;
  /** Takes a step out; asks which way moves up where several could. */
  readonly remove: (step: StepNode) => void;
  readonly copy: (step: StepNode) => void;
  readonly duplicate: (step: StepNode) => void;
}

const Desk = createContext<JourneyDesk | null>(null);

export const JourneyDeskProvider = Desk.Provider;

export function useJourneyDesk(): JourneyDesk {
  const desk = useContext(Desk);
  if (desk === null) throw new Error("A journey is edited within a JourneyDeskProvider.");
  return desk;
}
