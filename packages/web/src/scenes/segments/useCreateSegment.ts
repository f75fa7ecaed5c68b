import type { SegmentDetail } from "@beckon/contract";
import type { SegmentDocument } from "@beckon/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ApiError } from "../../api/apiError.ts";
import { api } from "../../api/client.ts";

const KEYS_TRIED = 50;

/** Makes a segment or list under a free key and opens it. `create` resolves to what went wrong, or null. */
export function useCreateSegment() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const create = async (kind: SegmentDetail["kind"], document: SegmentDocument): Promise<unknown> => {
    setBusy(true);
    setError(null);
    try {
      const made = await createUnderFreeKey(kind, document);
      client.setQueryData(["getSegment", { params: { id: made.id } }], made);
      await client.invalidateQueries({ queryKey: ["listSegments"] });
      await navigate(`/segments/${made.id}`);
      return null;
    } catch (problem) {
      setError(problem);
      setBusy(false);
      return problem;
    }
  };
  return { create, busy, error };
}

/** `recent-buyers`, else `recent-buyers-2`, and so on. */
async function createUnderFreeKey(kind: SegmentDetail["kind"], document: SegmentDocument): Promise<SegmentDetail> {
  for (let copy = 1; ; copy++) {
    try {
      const named = copy === 1 ? document : { ...document, key: `${document.key}-${copy}`, name: `${document.name} ${copy}` };
      return await api("createSegment", { body: { kind, document: named } });
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.code !== "segment_key_taken" || copy === KEYS_TRIED) throw problem;
    }
  }
}
