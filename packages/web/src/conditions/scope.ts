import { createContext, useContext } from "react";

/** What the conditions of one place may speak of. */
export interface ConditionScope {
  /** Event whose properties are judged; absent where none is (an audience is about the person). */
  readonly event?: string;
  /** Whether `property` conditions make sense here at all. */
  readonly hasProperties: boolean;
  /** Event that started the enrollment, whose properties can be compared with; null where there is none yet. */
  readonly entryEvent: string | null;
  /** Whether it may be asked who the person is. Default true. */
  readonly hasPerson?: boolean;
  /** Whether it may be asked what the person did before: segments keep that, campaigns name a segment. Default false. */
  readonly hasPast?: boolean;
  /** The segment that is written here, which cannot ask for itself. */
  readonly segment?: string;
}

const Scope = createContext<ConditionScope>({ hasProperties: false, entryEvent: null });

export const ConditionScopeProvider = Scope.Provider;

export function useConditionScope(): ConditionScope {
  return useContext(Scope);
}
