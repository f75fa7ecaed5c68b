import type { Problem } from "@beckon/contract";
import type { CampaignDocument, JsonObject } from "@beckon/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRead } from "../../../api/hooks.ts";

const TYPING_PAUSE_MS = 350;

/** What is wrong with the document as it stands, a moment after the typing pauses; `before` until the first answer. */
export function useProblems(document: CampaignDocument, before: readonly Problem[]): readonly Problem[] {
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  return useRead("checkCampaign", { body: { document: settled as unknown as JsonObject } }, { keep: true }).data?.problems ?? before;
}
