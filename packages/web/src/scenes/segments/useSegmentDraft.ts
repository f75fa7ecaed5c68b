import type { SegmentDetail } from "@beckon/contract";
import { checkJson, type SegmentDocument, segmentSchema } from "@beckon/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client.ts";
import { type Draft, type DraftDesk, useDraft } from "../../drafting/useDraft.ts";
import { conditionProblem } from "./conditionProblem.ts";

export type SegmentDraft = Draft<SegmentDocument>;

/** What a document still lacks to be kept at all, or null. */
export function segmentShapeProblem(kind: SegmentDetail["kind"]): (document: SegmentDocument) => string | null {
  return (document) => {
    const shape = checkJson(segmentSchema, document, segmentSchema.$defs)[0]?.message ?? null;
    return kind === "list" ? shape : (shape ?? conditionProblem(document.condition));
  };
}

/** The document of a segment or list while it is edited. */
export function useSegmentDraft({ id, kind, ...segment }: SegmentDetail): SegmentDraft {
  const client = useQueryClient();
  const desk = useMemo((): DraftDesk<SegmentDocument> => {
    const noted = (fresh: SegmentDetail) => {
      client.setQueryData(["getSegment", { params: { id } }], fresh);
      void client.invalidateQueries({ queryKey: ["listSegments"] });
      return fresh;
    };
    return {
      shapeProblem: segmentShapeProblem(kind),
      save: async (document, basedOn) => noted(await api("saveSegment", { params: { id }, body: { document, basedOn } })),
      read: async () => noted(await api("getSegment", { params: { id } })),
      changed: "segment_changed",
    };
  }, [id, kind, client]);
  return useDraft(segment, desk);
}
