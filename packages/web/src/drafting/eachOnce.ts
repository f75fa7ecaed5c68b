import type { Problem } from "@beckon/contract";

/** A sentence that is true of the subject and of the body is said once. */
export function eachOnce(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ message }, place) => problems.findIndex((other) => other.message === message) === place);
}
