import type { StepNode } from "@beckon/core";
import { branchEditing } from "./branchEditing.tsx";
import { delayEditing } from "./delayEditing.tsx";
import { endJourneyEditing } from "./endJourneyEditing.tsx";
import { exitEditing } from "./exitEditing.tsx";
import { sendEditing } from "./sendEditing.tsx";
import { setAttributesEditing } from "./setAttributesEditing.tsx";
import { setConsentEditing } from "./setConsentEditing.tsx";
import { splitEditing } from "./splitEditing.tsx";
import { startJourneyEditing } from "./startJourneyEditing.tsx";
import type { StepEditing } from "./stepEditing.ts";
import { taskEditing } from "./taskEditing.tsx";
import { waitEditing } from "./waitEditing.tsx";

const EDITINGS = [
  sendEditing,
  delayEditing,
  waitEditing,
  branchEditing,
  splitEditing,
  setAttributesEditing,
  setConsentEditing,
  taskEditing,
  startJourneyEditing,
  endJourneyEditing,
  exitEditing,
] as const;

// A kind is only ever handed steps of its own kind, which the look-up by kind guarantees and the type cannot say.
/** The kinds of step in the order in which they are offered. A new kind is a file and a line here. */
export const STEP_EDITINGS = EDITINGS as unknown as readonly StepEditing[];

const byKind = new Map<string, StepEditing>(STEP_EDITINGS.map((editing) => [editing.kind, editing]));

export function stepEditingOf({ kind }: Pick<StepNode, "kind">): StepEditing {
  const known = byKind.get(kind);
  if (known === undefined) throw new Error(`There is no form for steps of the kind “${kind}”.`);
  return known;
}
