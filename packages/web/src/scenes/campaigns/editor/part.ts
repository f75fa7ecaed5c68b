import type { Problem } from "@beckon/contract";
import type { CampaignDocument, Topic } from "@beckon/core";
import type { ComponentType } from "react";

export interface PartFormProps {
  readonly document: CampaignDocument;
  /** Changes some parts of the document; `undefined` takes one out. */
  readonly change: (part: Partial<CampaignDocument>) => void;
  readonly topics: readonly Topic[];
}

/** One clause of the campaign's sentence: how it reads, and the form that changes it. */
export interface Part {
  readonly id: string;
  /** The words that connect it with what stands before: `When`, `unless`. */
  readonly lead: (document: CampaignDocument) => string;
  readonly sentence: (document: CampaignDocument, topics: readonly Topic[]) => string;
  /** Whether the clause says anything beyond its default. */
  readonly isSet: (document: CampaignDocument) => boolean;
  /** Beginnings of the paths in the document that it edits: problems there are shown beside it. */
  readonly paths: readonly string[];
  readonly Form: ComponentType<PartFormProps>;
}

/** The problems that concern a part. */
export function problemsOf(part: Part, problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ path }) =>
    part.paths.some((own) => path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`) || path.startsWith(`${own}/`)),
  );
}
