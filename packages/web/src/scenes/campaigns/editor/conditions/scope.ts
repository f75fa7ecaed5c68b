import { createContext, useContext } from "react";

/** What the conditions of one place may speak of. */
export interface ConditionScope {
  /** Event whose properties are judged; absent where none is (an audience is about the person). */
  readonly event?: string;
  /** Whether `property` conditions make sense here at all. */
  readonly hasProperties: boolean;
  /** Event that started the enrollment, whose properties can be compared with; null where there is none yet. */
  readonly entryEvent: string | null;
}

const Scope = createContext<ConditionScope>({ hasProperties: false, entryEvent: null });

export const ConditionScopeProvider = Scope.Provider;

export function useConditionScope(): ConditionScope {
  return useContext(Scope);
}
