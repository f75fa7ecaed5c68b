import type { ConditionNode } from "@beckon/core";
import type { ComponentType } from "react";
import type { ConditionScope } from "./scope.ts";

export interface ConditionRowProps<C extends ConditionNode> {
  readonly condition: C;
  readonly onChange: (condition: C) => void;
  /** Where it stands in the document: problems inside it are shown beside what they concern. */
  readonly path: string;
}

/** A condition that the picker offers. */
export interface ConditionOffer {
  readonly label: string;
  readonly hint: string;
  /** The condition as it begins, before anything is chosen. */
  readonly begin: () => ConditionNode;
}

/** How conditions of a kind are offered and written. */
export interface ConditionForm<C extends ConditionNode = ConditionNode> {
  readonly kind: C["kind"];
  readonly group: (typeof CONDITION_GROUPS)[number];
  readonly offers: readonly ConditionOffer[];
  /** Whether it can be asked in this place. */
  readonly isOffered: (scope: ConditionScope) => boolean;
  readonly Row: ComponentType<ConditionRowProps<C>>;
}

/** Under which headings the picker offers them. */
export const CONDITION_GROUPS = ["The event", "What they did", "Who they are", "Messages", "Other segments", "Life cycle"] as const;

export const aboutPerson = ({ hasPerson = true }: ConditionScope) => hasPerson;
export const aboutPast = ({ hasPast = false }: ConditionScope) => hasPast;
