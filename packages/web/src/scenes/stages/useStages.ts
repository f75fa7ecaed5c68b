import type { LifeCycle } from "@beckon/contract";
import { checkJson, type Json, type StageDocument, stagesSchema } from "@beckon/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client.ts";
import { type Draft, type DraftDesk, type Saved, useDraft } from "../../drafting/useDraft.ts";

export interface StagesDocument {
  readonly stages: readonly StageDocument[];
}

export type StagesDraft = Draft<StagesDocument>;

function savedOf({ stages, updatedAt }: LifeCycle): Saved<StagesDocument> {
  return { document: { stages }, updatedAt: updatedAt ?? "" };
}

export function stagesShapeProblem(document: StagesDocument): string | null {
  return checkJson(stagesSchema, document as unknown as Json, stagesSchema.$defs)[0]?.message ?? null;
}

/** The stages while they are edited. */
export function useStagesDraft(lifeCycle: LifeCycle): StagesDraft {
  const client = useQueryClient();
  const desk = useMemo((): DraftDesk<StagesDocument> => {
    const noted = (fresh: LifeCycle) => {
      client.setQueryData(["getStages", {}], fresh);
      void client.invalidateQueries({ queryKey: ["getStages"] });
      return savedOf(fresh);
    };
    return {
      shapeProblem: stagesShapeProblem,
      save: async ({ stages }, basedOn) => noted(await api("saveStages", { body: { stages, ...(basedOn && { basedOn }) } })),
      read: async () => noted(await api("getStages", {})),
      changed: "stages_changed",
    };
  }, [client]);
  const { updatedAt } = lifeCycle;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another answer with the same moment is the same document.
  const saved = useMemo(() => savedOf(lifeCycle), [updatedAt]);
  return useDraft(saved, desk);
}
