import type { ConditionNode } from "@beckon/core";
import { type ComponentType, createContext, useContext } from "react";

export interface ConditionEditorProps {
  readonly label: string;
  readonly value: ConditionNode | undefined;
  readonly onChange: (value: ConditionNode | undefined) => void;
  /** Where the conditions stand in the document: its problems are shown beside what they concern. */
  readonly path?: string;
}

const InnerEditor = createContext<ComponentType<ConditionEditorProps> | null>(null);

/** The editor hands itself to the conditions in it: some hold conditions of their own, and modules that import each other in a circle break. */
export const InnerEditorProvider = InnerEditor.Provider;

export function useInnerEditor(): ComponentType<ConditionEditorProps> | null {
  return useContext(InnerEditor);
}
