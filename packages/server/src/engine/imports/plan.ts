import type { ImportColumn, ImportPlan, Topic } from "@beckon/core";
import { words } from "./judgeRows.ts";

/** The best identifiers to know people by, first. */
const STRENGTH = ["user_id", "email", "phone"];

/** What most people want: make and update, start nothing, match by the best identifier of the file. */
export function suggestedPlan(columns: readonly ImportColumn[]): ImportPlan {
  const kinds = columns.flatMap((column) => (column.as === "identifier" ? [column.kind] : []));
  return {
    columns,
    match: STRENGTH.find((kind) => kinds.includes(kind)) ?? kinds[0] ?? "",
    mode: "create_and_update",
    fillOnly: false,
    startsCampaigns: false,
    consentStatement: "",
    allAgreedTo: [],
  };
}

/** The first thing that keeps a plan from being done. */
export function planProblem(plan: ImportPlan, columnCount: number, topics: readonly Topic[]): { readonly problem: string; readonly path: string } | null {
  const { columns, match } = plan;
  if (columns.length !== columnCount) return { problem: `The plan names ${columns.length} columns, and the file has ${columnCount}.`, path: "body.columns" };
  const seen = new Map<string, number>();
  for (const [index, column] of columns.entries()) {
    const what = targetOf(column);
    const path = `body.columns[${index}]`;
    if (what === null) continue;
    if (seen.has(what)) return { problem: `Columns ${(seen.get(what) ?? 0) + 1} and ${index + 1} are both ${what}; ignore one of them.`, path };
    seen.set(what, index);
    const topic = column.as === "consent" ? column.topic : undefined;
    if (topic !== undefined && !topics.some(({ key }) => key === topic)) return { problem: `There is no topic “${topic}”.`, path };
    if (column.as === "consent" && column.yes.length + column.no.length === 0)
      return { problem: `Say which words of column ${index + 1} mean yes and which mean no.`, path };
  }
  const unknown = plan.allAgreedTo.find((topic) => !topics.some(({ key }) => key === topic));
  if (unknown !== undefined) return { problem: `There is no topic “${unknown}”.`, path: "body.allAgreedTo" };
  if (!columns.some((column) => column.as === "identifier" && column.kind === match))
    return {
      problem:
        match === ""
          ? "No column names people. Choose one that is a mail address, a user id or another identifier."
          : `No column is the ${words(match)} that people are matched by.`,
      path: "body.match",
    };
  if (bringsConsent(plan) && plan.consentStatement.trim().length < 5)
    return {
      problem: "Say where the consent in this file comes from, for example: Sign-up form of the shop, June 2026. It is kept with every person.",
      path: "body.consentStatement",
    };
  return null;
}

function bringsConsent({ columns, allAgreedTo }: ImportPlan): boolean {
  return allAgreedTo.length > 0 || columns.some(({ as }) => as === "consent");
}

function targetOf(column: ImportColumn): string | null {
  if (column.as === "ignore") return null;
  if (column.as === "identifier") return `the ${words(column.kind)}`;
  return column.as === "attribute" ? `the attribute “${column.name}”` : `the consent to ${column.topic ?? column.channel ?? "email"}`;
}
