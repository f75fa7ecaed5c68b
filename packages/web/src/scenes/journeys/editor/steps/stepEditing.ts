import type { Problem } from "@beckon/contract";
import type { JourneyDocument, StepNode } from "@beckon/core";
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";

export interface StepFormProps<S extends StepNode = StepNode> {
  readonly journey: JourneyDocument;
  readonly step: S;
  readonly onChange: (step: S) => void;
  /** Where the step stands in the document: `steps[2]`. */
  readonly path: string;
  /** What is wrong with the step. */
  readonly problems: readonly Problem[];
}

/** How one kind of step is shown and changed. Each is a file here; `kinds.ts` lists them. What it does and means is core's `StepKind`. */
export interface StepEditing<S extends StepNode = StepNode> {
  readonly kind: S["kind"];
  readonly icon: LucideIcon;
  /** Colour of its mark: what acts on the person, what waits, what parts the ways. */
  readonly tone: "sea" | "yellow" | "blue" | "gray";
  /** Of the ids of new ones: `wait-2`. */
  readonly idBase: string;
  readonly blank: () => Omit<S, "id">;
  readonly Form: ComponentType<StepFormProps<S>>;
}
