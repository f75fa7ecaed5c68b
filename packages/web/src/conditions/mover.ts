import { createContext, useContext } from "react";
import type { Place, Step } from "./conditionTree.ts";

/** Moves the parts of one tree. */
export interface Mover {
  readonly step: (from: Place, step: Step) => void;
  /** Whether there is anything to move. */
  readonly isUseful: boolean;
}

const MoverContext = createContext<Mover>({ step: () => undefined, isUseful: false });

export const MoverProvider = MoverContext.Provider;

export function useMover(): Mover {
  return useContext(MoverContext);
}
