import { lifeOf } from "../../campaign/life.ts";
import { formatInstant } from "../../time/instant.ts";
import { type GuardRule, hold, skip } from "../question.ts";

/** After the end people inside still get their message, unless the campaign says that they leave. */
export const life: GuardRule = ({ campaign: { document }, subject: { now } }) => {
  const { start, end } = lifeOf(document);
  if (start !== null && now < start) return hold(start, "outside_life", { start: formatInstant(start) });
  if (end !== null && now >= end && document.life?.atEnd === "exit") return skip("outside_life", { end: formatInstant(end) });
  return null;
};
