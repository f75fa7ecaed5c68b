import type { Problem } from "@beckon/contract";
import { createContext, useContext } from "react";

const Problems = createContext<readonly Problem[]>([]);

/** What is wrong with the document around, to be shown beside the conditions that it concerns. */
export const ConditionProblemsProvider = Problems.Provider;

/** Problems at a path of the document or inside it, apart from those inside one of `elsewhere`, which shows them itself. */
export function useProblemsAt(path: string, elsewhere: readonly string[] = []): readonly Problem[] {
  return useContext(Problems).filter((problem) => isInside(problem.path, path) && !elsewhere.some((other) => isInside(problem.path, other)));
}

export function isInside(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
