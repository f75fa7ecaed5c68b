import { reachesPerson } from "../../message/kinds.ts";
import { didYouMean } from "../../schema/nearest.ts";
import { at, error, type Problem, warning } from "../../schema/problem.ts";
import { parseDuration } from "../../time/duration.ts";
import type { CampaignDocument, FrequencyCap } from "../campaign.ts";
import type { Known } from "./known.ts";

/** Caps, holdout, topic: whether the guard could ever let the message through, and what would be without effect. */
export function checkSending(document: CampaignDocument, known: Known): Problem[] {
  return [...checkCaps(document), ...checkTopic(document, known), ...checkHoldout(document), ...checkWithoutEffect(document)];
}

function checkCaps({ atMost = [], frequencyCaps = "respect" }: CampaignDocument): Problem[] {
  const problems = atMost.flatMap((cap, i) => checkCap(cap, at("atMost", i)));
  if (atMost.length > 0 && frequencyCaps !== "respect")
    problems.push(
      warning("atMost", "caps_overridden", "The campaign goes over every cap, so its own have no effect; take them out or set frequencyCaps to “respect”."),
    );
  return problems;
}

/** Also for the caps of the workspace. */
export function checkCap({ max, per }: FrequencyCap, path: string): Problem[] {
  if (max === 0) return [error(at(path, "max"), "cap_of_zero", "A cap of 0 lets no message through; to stop sending, pause the campaign.")];
  if ("rolling" in per && parseDuration(per.rolling) === 0)
    return [error(at(path, "per.rolling"), "cap_without_period", "The period has no length, so the cap limits nothing; write P1D, for example.")];
  return [];
}

function checkTopic({ topic }: CampaignDocument, { rules }: Known): Problem[] {
  if (topic === undefined || rules === undefined || rules.topics.some(({ key }) => key === topic)) return [];
  const keys = rules.topics.map(({ key }) => key);
  const choice = keys.length === 0 ? "The workspace has no topics yet." : `There are ${keys.join(", ")}.`;
  return [error("topic", "unknown_topic", `There is no topic “${topic}”.${didYouMean(topic, keys)} ${choice}`)];
}

function checkHoldout({ holdout = 0 }: CampaignDocument): Problem[] {
  return holdout >= 100 ? [warning("holdout", "everyone_held_out", "With a holdout of 100 percent nobody gets the message.")] : [];
}

type Field = "topic" | "holdout" | "atMost" | "quietHours" | "frequencyCaps";

/** What is said of a message to which the rules that protect people do not apply. */
function checkWithoutEffect(document: CampaignDocument): Problem[] {
  const without = (fields: readonly Field[], why: string) =>
    fields.filter((field) => document[field] !== undefined).map((field) => warning(field, "no_effect", `“${field}” has no effect: ${why}`));
  if (document.purpose === "transactional")
    return without(
      ["topic", "holdout", "atMost", "quietHours", "frequencyCaps"],
      "transactional messages ignore caps, quiet hours, holdout and marketing consent.",
    );
  if (!reachesPerson(document.message))
    return without(["atMost", "quietHours", "frequencyCaps"], "what only another system gets ignores caps and quiet hours.");
  return [];
}
