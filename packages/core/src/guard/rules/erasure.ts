import { formatInstant } from "../../time/instant.ts";
import { type GuardRule, hold } from "../question.ts";

/** Who is about to be deleted gets nothing more, a receipt no more than an offer. What waits goes on where the deletion is taken back. */
export const erasure: GuardRule = ({ profile: { erasures } }) => {
  const due = Object.values(erasures);
  return due.length === 0 ? null : hold(null, "being_deleted", { due: formatInstant(Math.min(...due)) });
};
