import type { CampaignDetail, CampaignListItem } from "@beckon/contract";
import { type CourseDocument, diffDocuments, formatInstant, type Json, parseDay, type WorkspaceRules } from "@beckon/core";
import type { ReportPeriod } from "../../engine/campaignReport.ts";
import { actionsOf, documentOf, type VersionWithDiff } from "../../engine/courseDesk.ts";
import type { CampaignFilter, CampaignSort, CourseRow } from "../../store/campaigns.ts";
import { readRules } from "../../store/definitions.ts";
import { readWorkspace } from "../../store/workspaces.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageRequest } from "../paging.ts";

interface ListQuery {
  readonly status?: CampaignFilter["status"];
  readonly search?: string;
  readonly tag?: string;
  readonly sort?: CampaignSort;
  readonly limit?: number;
  readonly cursor?: string;
}

/** The page that a list of campaigns or journeys was asked for. */
export function listRequest(query: ListQuery | undefined): { readonly page: ReturnType<typeof pageRequest>; readonly filter: CampaignFilter } {
  const page = pageRequest(query, ["text", "uuid"]);
  const after = page.after ? { sortKey: page.after[0] as string, id: page.after[1] as string } : undefined;
  const { status, search, tag, sort = "changed" } = query ?? {};
  return { page, filter: { status, search, tag, sort, after, limit: page.limit + 1 } };
}

/** What the list shows of a campaign and a journey alike. */
export function presentRow(row: CourseRow, summary: string): Omit<CampaignListItem, "counts"> {
  const document = documentOf(row);
  return {
    id: row.id,
    key: row.key,
    name: document.name,
    status: row.status,
    version: row.version,
    hasDraft: row.draft !== null,
    summary,
    tags: [...(document.tags ?? [])],
    createdAt: formatInstant(row.createdAt),
    updatedAt: formatInstant(row.updatedAt),
    launchedAt: instantOrNull(row.launchedAt),
  };
}

/** What the detail shows of both alike. */
export function presentCourse<D extends CourseDocument>(row: CourseRow<D>, summary: string) {
  const { tags: _tags, ...item } = presentRow(row, summary);
  return {
    ...item,
    document: documentOf(row),
    launched: row.launched,
    diff: row.draft && row.launched ? (diffDocuments(asJson(row.launched), asJson(row.draft)) as CampaignDetail["diff"]) : [],
    actions: actionsOf(row),
  };
}

export function presentVersion<D extends CourseDocument>({ version, publishedAt, publishedBy, document, diff, inside }: VersionWithDiff<D>) {
  return { version, publishedAt: formatInstant(publishedAt), publishedBy, document, diff: [...diff] as CampaignDetail["diff"], inside };
}

/** The pattern lets 31 February through; the database would not. */
export function periodOf({ from, to, version }: { from?: string | undefined; to?: string | undefined; version?: number | undefined } = {}): ReportPeriod {
  for (const [name, day] of Object.entries({ from, to })) {
    if (day === undefined || parseDay(day) !== null) continue;
    throw new ApiError("validation_failed", { problem: `query.${name} is “${day}”, which is no day of the calendar.` }, `query.${name}`);
  }
  return { from: from ?? null, to: to ?? null, version: version ?? null };
}

export async function zoneOf(deps: HttpDeps, workspaceId: number): Promise<string> {
  return (await readWorkspace(deps.db, workspaceId))?.settings.timeZone ?? "UTC";
}

/** A document is JSON; its type only says more. */
function asJson(document: unknown): Json {
  return document as Json;
}

/** The rules that a draft would be judged by. */
export async function rulesOf(deps: HttpDeps, workspaceId: number): Promise<WorkspaceRules> {
  const rules = await readRules(deps.db, workspaceId);
  if (!rules) throw new ApiError("not_found", { what: "workspace", id: String(workspaceId) });
  return rules;
}
