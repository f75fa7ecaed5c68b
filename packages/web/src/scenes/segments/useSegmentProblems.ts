import type { Problem, SegmentDetail } from "@beckon/contract";
import type { JsonObject, SegmentDocument } from "@beckon/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRead } from "../../api/hooks.ts";
import { conditionProblems } from "./conditionProblem.ts";

const TYPING_PAUSE_MS = 350;

/** What is wrong with the document as it stands: its own conditions at once, what only the server knows a moment after the typing pauses. */
export function useSegmentProblems({ kind, problems: before }: SegmentDetail, document: SegmentDocument): readonly Problem[] {
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const isLive = kind === "live";
  const own = isLive ? conditionProblems(settled.condition) : [];
  const isWhole = own.every(({ severity }) => severity !== "error");
  const checked = useRead("checkSegment", { body: { document: settled as unknown as JsonObject } }, { keep: true, enabled: isLive && isWhole });
  if (!isLive) return before;
  return isWhole ? (checked.data?.problems ?? before) : own;
}
