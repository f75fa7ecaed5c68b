import type { SegmentCondition } from "@beckon/core";
import { keptReader, lasting } from "./keptReader.ts";

/** Inner segments are judged before outer ones, and a change of theirs is news to the outer one: time alone changes nothing here. */
export const segmentCondition = keptReader<SegmentCondition>("segment", ({ segment, is }, keeping) =>
  lasting(`(${keeping.isMember(segment)} = ${is === "in"})`),
);
