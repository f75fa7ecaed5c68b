import type { JourneyDetail } from "@beckon/contract";
import type { JourneyDocument, SegmentDocument } from "@beckon/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ApiError } from "../../api/apiError.ts";
import { api } from "../../api/client.ts";
import { createSegments, publishSegments } from "./publishSegments.ts";

const KEYS_TRIED = 50;

/** Makes a journey under a free key, with the segments that it asks for where there are none of their keys, and opens it. */
export function useCreateJourney() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const create = async (document: JourneyDocument, segments: readonly SegmentDocument[] = [], publish = false): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await createSegments(segments);
      if (publish) await publishSegments(segments.map(({ key }) => key));
      const made = await createUnderFreeKey(document);
      client.setQueryData(["getJourney", { params: { id: made.id } }], made);
      await client.invalidateQueries({ queryKey: ["listJourneys"] });
      await navigate(`/journeys/${made.id}`, { replace: true });
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return { create, busy, error };
}

/** `welcome`, else `welcome-2`, and so on. */
async function createUnderFreeKey(document: JourneyDocument): Promise<JourneyDetail> {
  for (let copy = 1; ; copy++) {
    try {
      const named = copy === 1 ? document : { ...document, key: `${document.key}-${copy}`, name: `${document.name} ${copy}` };
      return await api("createJourney", { body: { document: named } });
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.code !== "journey_key_taken" || copy === KEYS_TRIED) throw problem;
    }
  }
}
