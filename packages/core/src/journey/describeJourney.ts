import { capital } from "../campaign/describeCampaign.ts";
import { CLAUSE_WORDS } from "../campaign/describeClauses.ts";
import { checkJson } from "../schema/checkJson.ts";
import type { JourneyDocument } from "./journey.ts";
import { journeySchema } from "./journeySchema.ts";
import { stepKindOf, stepTitle } from "./kinds.ts";

/** One step in an outline of the journey: how deep it stands, by which way one comes to it, and what it is. */
export interface OutlineLine {
  readonly depth: number;
  /** Label of the way that leads here; empty for the only one. */
  readonly way: string;
  /** The way itself: from which step (null: from the trigger) and by which key; null where none leads here. */
  readonly place: { readonly from: string | null; readonly way: string } | null;
  /** Id of the step; null where the journey ends. */
  readonly step: string | null;
  readonly text: string;
  /** The step was told further up: the ways meet, or lead back. */
  readonly again: boolean;
}

/** The journey as short English sentences: when, for whom, unless, goal. Empty for a draft that has not its shape yet. */
export function describeJourney(document: JourneyDocument): string[] {
  if (checkJson(journeySchema, document, journeySchema.$defs).length > 0) return [];
  const said = (lead: string, words: string | null, otherwise: readonly string[] = []) => (words === null ? otherwise : [capital(`${lead}${words}.`)]);
  return [
    ...said("When ", CLAUSE_WORDS.when(document)),
    ...said("For ", CLAUSE_WORDS.audience(document), ["For everyone."]),
    ...said("", CLAUSE_WORDS.again(document)),
    ...said("", CLAUSE_WORDS.repeat(document)),
    ...said("Leave when ", CLAUSE_WORDS.unless(document)),
    ...said("Runs ", CLAUSE_WORDS.life(document)),
    ...(document.holdout ? [`Hold out ${document.holdout} percent of people.`] : []),
    ...said("Goal: ", CLAUSE_WORDS.goal(document)),
  ];
}

/** The steps as a list to be read from above; where ways part, each goes one deeper. For small screens, screen readers and texts. */
export function outlineOf({ steps }: Pick<JourneyDocument, "steps">): OutlineLine[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const told = new Set<string>();
  const lines: OutlineLine[] = [];
  const tell = (id: string | undefined, way: string, depth: number, place: OutlineLine["place"]): void => {
    const step = id === undefined ? undefined : byId.get(id);
    if (!step) {
      lines.push({ depth, way, place, step: null, text: "End", again: false });
      return;
    }
    const again = told.has(step.id);
    lines.push({ depth, way, place, step: step.id, text: stepTitle(step), again });
    if (again) return;
    told.add(step.id);
    const ways = stepKindOf(step).ways(step);
    for (const { key, label, to } of ways) tell(to, label, ways.length > 1 ? depth + 1 : depth, { from: step.id, way: key });
  };
  tell(steps[0]?.id, "", 0, { from: null, way: "entry" });
  for (const { id } of steps) if (!told.has(id)) tell(id, "not connected", 0, null);
  return lines;
}
