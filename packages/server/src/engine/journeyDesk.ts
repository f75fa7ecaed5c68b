import { didYouMean, type Journey, type JourneyDocument, messagesOf } from "@beckon/core";
import { keepMessage, publishVersion, setStatus } from "../store/campaigns.ts";
import type { Query } from "../store/db.ts";
import { pinsFor } from "./contentBlocks.ts";
import { CourseDesk, type CourseDeskDeps, type Launching } from "./courseDesk.ts";
import { Refusal } from "./refusal.ts";

/** Where journeys are made, changed, launched and stopped; each launch publishes the campaigns that stand for their messages. */
export class JourneyDesk extends CourseDesk<JourneyDocument> {
  constructor(deps: CourseDeskDeps<JourneyDocument>) {
    super("journey", deps);
  }

  protected async publish(tx: Query, { row, version, document, by, now, moves }: Launching<JourneyDocument>): Promise<void> {
    refuseLostMoves(document, moves ?? {});
    const { id, workspaceId } = row;
    await publishVersion(tx, id, version, document, by, now, { moves: moves ?? null });
    const journey: Journey = { id, workspaceId, version, status: "live", document };
    // Those of steps that are gone still speak to people inside older versions.
    await setStatus(tx, id, "live", now);
    for (const message of messagesOf(journey)) {
      await keepMessage(tx, message, now);
      await publishVersion(tx, message.id, version, message.document, by, now, { blocks: await pinsFor(tx, workspaceId, message.document) });
    }
  }
}

/** Nobody can be moved to a step that is not there. */
function refuseLostMoves({ steps }: JourneyDocument, moves: NonNullable<Launching<JourneyDocument>["moves"]>): void {
  const ids = steps.map((step) => step.id);
  for (const [from, to] of Object.entries(moves)) {
    if (to === null || ids.includes(to)) continue;
    const problem = `People at “${from}” cannot go to “${to}”: the journey has no such step.${didYouMean(to, ids)}`;
    throw new Refusal("campaign_invalid", { problem, problems: [] }, `body.moves.${from}`);
  }
}
