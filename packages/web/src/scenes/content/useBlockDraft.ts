import type { ContentBlockDetail } from "@beckon/contract";
import type { ContentBlock } from "@beckon/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiError } from "../../api/apiError.ts";
import { api } from "../../api/client.ts";

/** What becomes different, or how it follows from what is there by then. */
export type Change = (part: Partial<ContentBlock> | ((now: ContentBlock) => Partial<ContentBlock>)) => void;

/** The block as it is written, and how far it is saved. */
export interface BlockDraft {
  readonly document: ContentBlock;
  readonly change: Change;
  readonly isChanged: boolean;
  readonly busy: boolean;
  readonly error: ApiError | null;
  /** Saves what is changed. Null where it was refused. */
  readonly save: () => Promise<ContentBlockDetail | null>;
  /** Takes what the server has by now. */
  readonly take: (block: ContentBlockDetail) => void;
}

/** @param saved null for a block that is still to be made */
export function useBlockDraft(saved: ContentBlockDetail | null): BlockDraft {
  const [base, setBase] = useState(saved);
  const [document, setDocument] = useState<ContentBlock>(saved?.document ?? EMPTY);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const client = useQueryClient();
  const take = (block: ContentBlockDetail) => {
    setBase(block);
    setDocument(block.document);
    setError(null);
    client.setQueryData(["getContentBlock", { params: { id: block.id } }], block);
    for (const route of ["listContentBlocks", "listContentBlockVersions"]) void client.invalidateQueries({ queryKey: [route] });
  };
  const isChanged = JSON.stringify(document) !== JSON.stringify(base?.document ?? EMPTY);
  const save = async () => {
    if (base !== null && !isChanged) return base;
    setBusy(true);
    try {
      const answer = base
        ? await api("saveContentBlock", { params: { id: base.id }, body: { document, basedOn: base.updatedAt } })
        : await api("createContentBlock", { body: { document } });
      take(answer);
      return answer;
    } catch (refusal) {
      setError(refusal as ApiError);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const change: Change = (part) => setDocument((now) => ({ ...now, ...(typeof part === "function" ? part(now) : part) }));
  return { document, isChanged, busy, error, save, take, change };
}

const EMPTY: ContentBlock = { name: "", format: "mjml", source: "" };
