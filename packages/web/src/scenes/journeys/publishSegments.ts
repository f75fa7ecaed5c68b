import type { SegmentDocument } from "@beckon/core";
import { ApiError } from "../../api/apiError.ts";
import { api } from "../../api/client.ts";

/** Makes the segments that a journey asks for; one of this key is taken as it is. */
export async function createSegments(documents: readonly SegmentDocument[]): Promise<void> {
  for (const document of documents) {
    try {
      await api("createSegment", { body: { kind: "live", document } });
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.code !== "segment_key_taken") throw problem;
    }
  }
}

/** Publishes those of these keys that never were; one that is live stays as it is. */
export async function publishSegments(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const { items } = await api("listSegments", { query: { search: key } });
    const draft = items.find((each) => each.key === key && each.version === 0 && each.building === null);
    if (draft) await api("publishSegment", { params: { id: draft.id } });
  }
}
