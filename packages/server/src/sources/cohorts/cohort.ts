import { isObject, type Json, type JsonObject } from "@beckon/core";

/** Some people of a cohort that another system keeps. */
export interface CohortPage {
  readonly cohort: { readonly id: string; readonly name: string; readonly description: string };
  /** `replace`: who is on no page of the session does not belong to it any more. */
  readonly action: "replace" | "add" | "remove";
  readonly session: { readonly id: string; readonly page: number; readonly pages: number } | null;
  readonly members: readonly CohortMember[];
}

/** Somebody, by all the names that the other system has for them, surest first. None: nobody can be found by it. */
export interface CohortMember {
  readonly names: readonly { readonly kind: "user_id" | "anonymous_id" | "email" | "phone"; readonly value: string }[];
  readonly attributes: JsonObject;
}

/** What is wrong with a whole request. */
export interface CohortProblem {
  readonly problem: string;
  readonly path: string;
}

/** What the other system is told. */
export type CohortAnswer =
  | {
      readonly list: string;
      readonly accepted: number;
      /** People who are not known here, and rows that name nobody. */
      readonly unknown: number;
      readonly nameless: number;
    }
  | { readonly error: string; readonly status: number };

/** A system that keeps cohorts: how it tells them, and how it wants to be answered. */
export interface CohortSource {
  readonly name: string;
  /** Where the lists come from, in words. */
  readonly title: string;
  read(body: Json): CohortPage | CohortProblem;
  answer(body: Json, answer: CohortAnswer): JsonObject;
}

/** A text or a number as text, without blanks around it; null where there is none. */
export function textOf(value: Json | undefined): string | null {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return text === "" ? null : text;
}

/** Rows that are no objects name nobody, and cost none of the others. */
export function rowsOf(value: Json | undefined): readonly JsonObject[] | null {
  return Array.isArray(value) ? value.map((row) => (isObject(row) ? row : {})) : null;
}
