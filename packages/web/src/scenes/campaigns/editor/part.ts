import type { Problem } from "@beckon/contract";
import type { CampaignDocument, CourseDocument, Topic } from "@beckon/core";
import type { ReactNode } from "react";

export interface PartFormProps<D extends CourseDocument = CampaignDocument> {
  readonly document: D;
  /** Changes some parts of the document; `undefined` takes one out. */
  readonly change: (part: Partial<D>) => void;
  readonly topics: readonly Topic[];
}

/** One clause of the sentence of a campaign: how it reads, and the form that changes it. Those of a `CourseDocument` are a journey's too. */
export interface Part<D extends CourseDocument = CampaignDocument> {
  readonly id: string;
  /** The words that connect it with what stands before: `When`, `unless`. */
  readonly lead: (document: D) => string;
  readonly sentence: (document: D, topics: readonly Topic[]) => string;
  /** Whether the clause says anything beyond its default. */
  readonly isSet: (document: D) => boolean;
  /** Beginnings of the paths in the document that it edits: problems there are shown beside it. */
  readonly paths: readonly string[];
  readonly Form: (props: PartFormProps<D>) => ReactNode;
}

/** The problems that concern a part. */
export function problemsOf(part: Pick<Part, "paths">, problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ path }) =>
    part.paths.some((own) => path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`) || path.startsWith(`${own}/`)),
  );
}
