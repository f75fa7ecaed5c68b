import type { Campaign } from "../campaign/campaign.ts";
import { deriveId } from "../hash/hash.ts";
import type { Journey, JourneyDocument } from "./journey.ts";
import { stepKindOf } from "./kinds.ts";
import type { StepNode } from "./step.ts";

const known = new WeakMap<JourneyDocument, readonly Campaign[]>();

/**
 * The messages of a journey, each as a campaign of its own: the guard, the sender, reports and explanations know no other. A step's
 * campaign has the same id in every version, and the journey's version and status.
 */
export function messagesOf(journey: Journey): readonly Campaign[] {
  const before = known.get(journey.document);
  if (before?.every(({ status, version }) => status === journey.status && version === journey.version)) return before;
  const messages = journey.document.steps.flatMap((step) => messageAt(journey, step) ?? []);
  known.set(journey.document, messages);
  return messages;
}

/** The message of one step; undefined where the step sends none. */
export function messageAt({ id, workspaceId, version, status, document }: Journey, step: StepNode): Campaign | undefined {
  const message = stepKindOf(step).message?.(step, document);
  return message && { id: messageCampaignId(id, step.id), workspaceId, version, status, document: message, partOf: { journeyId: id, step: step.id } };
}

/** The id of the campaign that stands for a step's message. Its time is that of the journey, so that ids go on to sort. */
export function messageCampaignId(journeyId: string, step: string): string {
  return deriveId(Number.parseInt(journeyId.replaceAll("-", "").slice(0, 12), 16), journeyId, step, "message");
}
