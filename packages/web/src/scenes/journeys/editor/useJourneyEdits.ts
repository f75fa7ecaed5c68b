import { type StepNode, stepKindOf } from "@beckon/core";
import { useState } from "react";
import type { JourneyEdits } from "./journeyDesk.ts";
import { stepEditingOf } from "./steps/kinds.ts";
import { copied as copyOf, freeId, inserted, led, onwardOf, removed } from "./stepWays.ts";
import type { JourneyDraft } from "./useJourneyDraft.ts";

/** All that can be done to the steps of a draft. Each is one step of undo. */
export function useJourneyEdits(draft: JourneyDraft, select: (id: string | null) => void) {
  const { document, change } = draft;
  const { steps } = document;
  const [copied, setCopied] = useState<StepNode | null>(null);
  const [asking, setAsking] = useState<StepNode | null>(null);
  const put = (next: readonly StepNode[]) => change({ steps: next });
  const add = (place: Parameters<typeof inserted>[1], step: StepNode) => {
    put(inserted(steps, place, step));
    select(step.id);
  };
  const addAfter = (step: StepNode, original: StepNode) => {
    const way = stepKindOf(step).ways(step)[0];
    if (way) add({ from: step.id, way: way.key }, copyOf(steps, original));
  };
  const takeOut = (step: StepNode, onward: string | undefined) => {
    put(removed(steps, step.id, onward));
    setAsking(null);
    select(null);
  };
  const edits: JourneyEdits = {
    insert: (place, kind) => {
      const { blank, idBase } = stepEditingOf({ kind });
      add(place, { ...blank(), id: freeId(steps, idBase) } as StepNode);
    },
    paste: (place) => copied && add(place, copyOf(steps, copied)),
    pasteAfter: (step) => copied && addAfter(step, copied),
    lead: (place, to) => put(led(steps, place, to)),
    put: (step) => put(steps.map((old) => (old.id === step.id ? step : old))),
    remove: (step) => {
      const onward = onwardOf(step);
      if (onward.length > 1) setAsking(step);
      else takeOut(step, onward[0]?.to);
    },
    copy: setCopied,
    duplicate: (step) => addAfter(step, step),
  };
  return { edits, copied, asking, takeOut, keep: () => setAsking(null) };
}
