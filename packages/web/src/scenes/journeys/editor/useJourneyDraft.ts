import type { JourneyDetail } from "@beckon/contract";
import { checkJson, type JourneyDocument, journeySchema } from "@beckon/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../../api/client.ts";
import { type Draft, type DraftDesk, useDraft } from "../../../drafting/useDraft.ts";

export type JourneyDraft = Draft<JourneyDocument>;

/** What a document still lacks to be kept at all, or null. */
export function shapeProblem(document: JourneyDocument): string | null {
  if (document.steps.length === 0) return "A journey needs a step; add one with the plus below the trigger.";
  return checkJson(journeySchema, document, journeySchema.$defs)[0]?.message ?? null;
}

/** A journey's document while it is edited. */
export function useJourneyDraft(journey: JourneyDetail): JourneyDraft {
  const client = useQueryClient();
  const { id } = journey;
  const desk = useMemo((): DraftDesk<JourneyDocument> => {
    const noted = (fresh: JourneyDetail) => {
      client.setQueryData(["getJourney", { params: { id } }], fresh);
      void client.invalidateQueries({ queryKey: ["listJourneys"] });
      return fresh;
    };
    return {
      shapeProblem,
      save: async (document, basedOn) => noted(await api("saveJourney", { params: { id }, body: { document, basedOn } })),
      read: async () => noted(await api("getJourney", { params: { id } })),
      changed: "journey_changed",
    };
  }, [id, client]);
  return useDraft(journey, desk);
}
