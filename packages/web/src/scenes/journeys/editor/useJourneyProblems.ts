import type { Problem } from "@beckon/contract";
import { checkJourney, type JourneyDocument, type JsonObject } from "@beckon/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import { useRead } from "../../../api/hooks.ts";
import { shapeProblem } from "./useJourneyDraft.ts";

const TYPING_PAUSE_MS = 350;

/** What is wrong with the document as it stands: its shape and its ways at once, what only the server knows a moment after the typing pauses. */
export function useJourneyProblems(document: JourneyDocument, before: readonly Problem[]): readonly Problem[] {
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const own = useMemo(() => ownProblems(settled), [settled]);
  const isWhole = own.every(({ severity }) => severity !== "error");
  const checked = useRead("checkJourney", { body: { document: settled as unknown as JsonObject } }, { keep: true, enabled: isWhole });
  return isWhole ? (checked.data?.problems ?? before) : own;
}

function ownProblems(document: JourneyDocument): readonly Problem[] {
  if (document.steps.length === 0) return [{ severity: "error", code: "no_steps", path: "steps", message: shapeProblem(document) ?? "" }];
  return checkJourney(document);
}
