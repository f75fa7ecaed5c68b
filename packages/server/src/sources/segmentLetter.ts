import { randomUUID } from "node:crypto";
import { isObject, type Json, type JsonObject } from "@beckon/core";
import type { EventProblem } from "../engine/eventCheck.ts";
import type { IncomingEvent } from "../engine/incoming.ts";
import { type SegmentEnvelope, segmentEvent } from "./segment.ts";

/** How dead letters of this source say what they hold. */
export const SEGMENT_LETTER = "segment";

/** What is kept of an event that could not be read: itself and what its request said, so that it can be read again. */
export function segmentLetter(item: Json, type: string | null, envelope: SegmentEnvelope): { readonly messageId: string; readonly body: Json } {
  const { receivedAt, sentAt, context, integrations, caller } = envelope;
  return {
    messageId: idOf(item),
    body: { form: SEGMENT_LETTER, type, item, envelope: { receivedAt, sentAt, context, integrations, caller: { ...caller } } },
  };
}

/** Reads the event of a letter again, by the rules as they are now. */
export function eventOfSegmentLetter(body: JsonObject, workspaceId: number): IncomingEvent | EventProblem {
  const { type, item, envelope } = body as unknown as { type: string | null; item: Json; envelope: Omit<SegmentEnvelope, "workspaceId"> };
  return segmentEvent(item, type, { ...envelope, workspaceId });
}

/** Its own id, so that a repeat is kept once. */
function idOf(item: Json): string {
  if (isObject(item) && typeof item["messageId"] === "string" && item["messageId"] !== "") return item["messageId"].slice(0, 500);
  return `beckon-${randomUUID()}`;
}
