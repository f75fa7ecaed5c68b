import { didYouMean } from "../../schema/nearest.ts";
import { at, error, type Problem, warning } from "../../schema/problem.ts";
import { parseDuration } from "../../time/duration.ts";
import type { CampaignDocument, FrequencyCap } from "../campaign.ts";
import type { Known } from "./known.ts";

/** Caps, holdout, topic: whether the guard could ever let the message through, and what would be without effect. */
export function checkSending(document: CampaignDocument, known: Known): Problem[] {
  return [...checkCaps(document), ...checkTopic(document, known), ...checkHoldout(document), ...checkTransactional(document)];
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

const WITHOUT_EFFECT = ["topic", "holdout", "atMost", "quietHours", "frequencyCaps"] as const;

function checkTransactional(document: CampaignDocument): Problem[] {
  if (document.purpose !== "transactional") return [];
  return WITHOUT_EFFECT.filter((field) => document[field] !== undefined).map((field) =>
    warning(field, "no_effect", `“${field}” has no effect: transactional messages ignore caps, quiet hours, holdout and marketing consent.`),
  );
}
