import { describeMessage } from "../message/kinds.ts";
import { checkJson } from "../schema/checkJson.ts";
import type { CampaignDocument } from "./campaign.ts";
import { campaignSchema } from "./campaignSchema.ts";
import { CLAUSE_WORDS } from "./describeClauses.ts";

/** The campaign as short English sentences in the order in which things come: when, for whom, wait, unless, between, at most, send, goal. Empty for a draft that has not its shape yet. */
export function describeCampaign(document: CampaignDocument): string[] {
  if (checkJson(campaignSchema, document, campaignSchema.$defs).length > 0) return [];
  const said = (lead: string, name: keyof typeof CLAUSE_WORDS) => {
    const words = CLAUSE_WORDS[name](document);
    return words === null ? [] : [capital(`${lead}${words}.`)];
  };
  const or = (sentences: string[], otherwise: string) => (sentences.length > 0 ? sentences : [otherwise]);
  return [
    ...said("When ", "when"),
    ...or(said("For ", "audience"), "For everyone."),
    ...said("", "again"),
    ...said("", "repeat"),
    ...or(said("Wait ", "wait"), "At once."),
    ...said("Unless ", "unless"),
    ...said("", "between"),
    ...said("Runs ", "life"),
    ...said("", "atMost"),
    `Send ${describeMessage(document.message)}.`,
    ...(document.holdout ? [`Hold out ${document.holdout} percent of people.`] : []),
    ...said("Goal: ", "goal"),
  ];
}

/** A sentence begins with a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
