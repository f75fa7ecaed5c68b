import type { CourseDocument } from "@beckon/core";
import type { Part } from "../../campaigns/editor/part.ts";
import { againPart } from "../../campaigns/editor/parts/againPart.tsx";
import { audiencePart } from "../../campaigns/editor/parts/audiencePart.tsx";
import { goalPart } from "../../campaigns/editor/parts/goalPart.tsx";
import { lifePart } from "../../campaigns/editor/parts/lifePart.tsx";
import { standingPart } from "../../campaigns/editor/parts/standingPart.tsx";
import { unlessPart } from "../../campaigns/editor/parts/unlessPart.tsx";
import { whenPart } from "../../campaigns/editor/parts/whenPart.tsx";

/** The clauses that a journey has in common with a campaign, as they read of a journey. */
export const ENTRY_PARTS: readonly Part<CourseDocument>[] = [
  whenPart,
  audiencePart,
  { ...unlessPart, lead: ({ unless = [] }) => (unless.length > 0 ? "leave when" : "and"), sentence: (document, topics) => exits(document, topics) },
  goalPart,
  againPart,
  lifePart,
  standingPart,
];

function exits(document: CourseDocument, topics: Parameters<Part<CourseDocument>["sentence"]>[1]): string {
  return (document.unless ?? []).length > 0 ? unlessPart.sentence(document, topics) : "let no event end it early";
}
