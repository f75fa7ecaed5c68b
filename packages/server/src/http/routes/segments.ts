import { routes, type SegmentDetail, type SegmentListItem, type SegmentPreview } from "@beckon/contract";
import { DAY, describeCondition, formatInstant, type Problem, parseInstant, type SegmentDocument } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { nameProfiles, viewProfile } from "../../engine/profileReader.ts";
import { documentOf, percentOf, stateOf } from "../../engine/segmentDesk.ts";
import { explainMember, leavingTimes } from "../../engine/segmentExplain.ts";
import { previewSegment } from "../../engine/segmentPreview.ts";
import { countEntered, countInBoth, countMembers, listMembers, segmentsOf } from "../../store/memberships.ts";
import { soughtProfiles } from "../../store/profileSearch.ts";
import type { SegmentRow } from "../../store/segments.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type Call, serve } from "../serve.ts";

/** A list says of bigger segments only that there are more. */
const COUNTED_IN_LIST = 10_000;
const COUNTED_ALONE = 1_000_000;

export async function segmentRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { segmentDesk: desk, db } = deps;
  const detail = async (segment: SegmentRow) =>
    presentDetail(
      segment,
      { ...NO_FIGURES, size: (await sizesOf(deps, [segment], COUNTED_ALONE))(segment) },
      await desk.check(segment.workspaceId, segment.kind, documentOf(segment)),
    );
  serve(app, deps, routes.listSegments, async ({ principal, query }) => {
    const page = pageRequest(query, ["text", "uuid"]);
    const after = page.after ? { sortKey: page.after[0] as string, id: page.after[1] as string } : undefined;
    const { search, kind, state, sort = "changed", figures = false } = query ?? {};
    const rows = await desk.list(principal.workspaceId, { search, kind, state, sort, after, limit: page.limit + 1 });
    const sizes = await sizesOf(deps, rows, COUNTED_IN_LIST);
    const others = figures ? await figuresOf(deps, principal.workspaceId, rows) : () => NO_FIGURES;
    return pageOf(
      rows,
      page,
      (row) => [row.sortKey, row.id],
      (row) => presentItem(row, { ...others(row), size: sizes(row) }),
    );
  });
  serve(app, deps, routes.createSegment, async ({ principal, body }) =>
    detail(await desk.create(principal.workspaceId, body.kind ?? "live", body.document, principal.name)),
  );
  serve(app, deps, routes.checkSegment, async ({ principal, body }) => {
    const problems = await desk.check(principal.workspaceId, "live", body.document);
    const { condition } = body.document as unknown as SegmentDocument;
    const publishable = problems.every(({ severity }) => severity !== "error");
    return { problems, publishable, summary: publishable && condition ? describeCondition(condition) : null };
  });
  serve(app, deps, routes.getSegment, async ({ principal, params }) => detail(await desk.get(principal.workspaceId, params.id)));
  serve(app, deps, routes.saveSegment, async ({ principal, params, body, audit }) => {
    const before = documentOf(await desk.get(principal.workspaceId, params.id));
    const basedOn = body.basedOn === undefined ? null : parseInstant(body.basedOn);
    const saved = await desk.save(principal.workspaceId, params.id, body.document, basedOn);
    audit.changed(before, documentOf(saved));
    return detail(saved);
  });
  serve(app, deps, routes.deleteSegment, async ({ principal, params, audit }) => {
    audit.named(documentOf(await desk.get(principal.workspaceId, params.id)).name);
    await desk.remove(principal.workspaceId, params.id, principal.name);
    return undefined;
  });
  serve(app, deps, routes.archiveSegment, async ({ principal, params }) => detail(await desk.archive(principal.workspaceId, params.id, principal.name)));
  serve(app, deps, routes.restoreSegment, async ({ principal, params }) => detail(await desk.restore(principal.workspaceId, params.id, principal.name)));
  serve(app, deps, routes.listSegmentVersions, async ({ principal, params }) => ({
    items: (await desk.versions(principal.workspaceId, params.id)).map(({ version, publishedAt, publishedBy, document }) => ({
      version,
      publishedAt: formatInstant(publishedAt),
      publishedBy,
      document,
      summary: summaryOf(document),
    })),
  }));
  serve(app, deps, routes.listSegmentMembers, (call) => members(deps, call));
  serve(app, deps, routes.addListMembers, (call) => changeMembers(deps, call, true));
  serve(app, deps, routes.removeListMembers, (call) => changeMembers(deps, call, false));
  serve(app, deps, routes.publishSegment, async ({ principal, params }) => detail(await desk.publish(principal.workspaceId, params.id, principal.name)));
  serve(app, deps, routes.previewSegment, (call) => preview(deps, call));
  serve(app, deps, routes.explainSegmentMember, async ({ principal, params }) => {
    const segment = await desk.get(principal.workspaceId, params.id);
    const answer = await explainMember(db, deps.clock, segment, params.profileId);
    return { ...answer, since: instantOrNull(answer.since), until: instantOrNull(answer.until) };
  });
  serve(app, deps, routes.getSegmentOverlap, (call) => overlap(deps, call));
  serve(app, deps, routes.listSegmentUses, async ({ principal, params }) => ({ items: await desk.uses(principal.workspaceId, params.id) }));
  serve(app, deps, routes.listProfileSegments, async ({ principal, params }) => {
    const seen = await viewProfile(db, principal.workspaceId, params.id);
    const { profile } = seen.mergedInto === null ? seen : await viewProfile(db, principal.workspaceId, seen.mergedInto);
    const rows = await segmentsOf(db, profile.id);
    const until = rows.some(({ kind }) => kind === "live") ? await leavingTimes(db, deps.clock, profile) : () => null;
    return {
      items: rows.map(({ id, key, kind, name, since }) => ({ id, key, kind, name, since: formatInstant(since), until: instantOrNull(until(id)) })),
    };
  });
}

async function members(deps: HttpDeps, { principal, params, query }: Call<typeof routes.listSegmentMembers>) {
  const segment = await deps.segmentDesk.get(principal.workspaceId, params.id);
  const page = pageRequest(query, ["number", "uuid"]);
  const after = page.after ? { since: page.after[0] as number, id: page.after[1] as string } : null;
  const text = query?.search?.trim() ?? "";
  const sought = text === "" ? null : await soughtProfiles(deps.db, principal.workspaceId, text);
  const rows = await listMembers(deps.db, segment.id, segment.version, after, page.limit + 1, sought);
  const named = await nameProfiles(
    deps.db,
    rows.map((row) => row.profileId),
  );
  return pageOf(
    rows,
    page,
    (row) => [row.since, row.profileId],
    (row) => ({ profile: named(row.profileId), since: formatInstant(row.since) }),
  );
}

async function preview(deps: HttpDeps, { principal, body }: Call<typeof routes.previewSegment>): Promise<SegmentPreview> {
  const document: SegmentDocument = { key: body.key ?? PREVIEWED, name: "Preview", condition: body.condition };
  const problems = await deps.segmentDesk.check(principal.workspaceId, "live", document);
  if (problems.some(({ severity }) => severity === "error"))
    return { summary: "", problems, size: null, everybody: { people: 0, low: 0, high: 0, exact: false }, sample: [] };
  const began = performance.now();
  const found = await previewSegment(deps.db, deps.clock, principal.workspaceId, document, () => performance.now() - began);
  const named = await nameProfiles(
    deps.db,
    found.sample.map(({ profileId }) => profileId),
  );
  const sample = found.sample.map(({ profileId, finding }) => ({ profile: named(profileId), finding }));
  return { summary: describeCondition(body.condition), problems, size: found.size, everybody: found.everybody, sample };
}

/** The key of a segment that has none yet. */
const PREVIEWED = "new-segment";

async function changeMembers(deps: HttpDeps, { principal, params, body, audit }: Call<typeof routes.addListMembers>, member: boolean) {
  audit.named(documentOf(await deps.segmentDesk.get(principal.workspaceId, params.id)).name);
  const { accepted, unknown } = await deps.segmentDesk.changeMembers(principal.workspaceId, params.id, body.members, member);
  return { accepted, unknown: [...unknown] };
}

async function overlap(deps: HttpDeps, { principal, params, query }: Call<typeof routes.getSegmentOverlap>) {
  if (query === undefined) throw new ApiError("validation_failed", { problem: "query.with is missing." }, "query.with");
  const pair = [await deps.segmentDesk.get(principal.workspaceId, params.id), await deps.segmentDesk.get(principal.workspaceId, query.with)] as const;
  const count = await sizesOf(deps, pair, COUNTED_ALONE);
  const [one, other] = pair.map((segment) => ({ id: segment.id, name: documentOf(segment).name, people: count(segment)?.people ?? 0 }));
  const [a, b] = pair.map(({ id, version }) => ({ segmentId: id, version }));
  if (!one || !other || !a || !b) throw new ApiError("not_found", { what: "segment", id: query.with });
  return { one, other, both: await countInBoth(deps.db, a, b) };
}

type Size = SegmentListItem["size"];
type Figures = Pick<SegmentListItem, "size" | "uses" | "entered">;

const NO_FIGURES: Omit<Figures, "size"> = { uses: null, entered: null };
const LATELY = 7 * DAY;

/** What a list shows of each beside its size. */
async function figuresOf(deps: HttpDeps, workspaceId: number, rows: readonly SegmentRow[]): Promise<(segment: SegmentRow) => Omit<Figures, "size">> {
  const uses = await deps.segmentDesk.countUses(workspaceId);
  const live = rows.filter(({ version }) => version > 0).map(({ id, version }) => ({ segmentId: id, version }));
  const entered = await countEntered(deps.db, live, deps.clock.now() - LATELY, COUNTED_IN_LIST);
  return ({ id, key }) => ({ uses: uses.get(key) ?? 0, entered: entered.get(id) ?? null });
}

/** How many members each has, counted up to `limit`; null where no version holds yet. */
async function sizesOf(deps: HttpDeps, segments: readonly SegmentRow[], limit: number): Promise<(segment: SegmentRow) => Size> {
  const live = segments.filter(({ version }) => version > 0);
  const counts = await countMembers(
    deps.db,
    live.map(({ id, version }) => ({ segmentId: id, version })),
    limit + 1,
  );
  return ({ id }) => {
    const count = counts.get(id);
    return count === undefined ? null : { people: Math.min(count, limit), exact: count <= limit };
  };
}

function summaryOf({ condition }: SegmentDocument): string {
  return condition ? describeCondition(condition) : "People who were put on the list";
}

function presentItem(row: SegmentRow, figures: Figures): SegmentListItem {
  const document = documentOf(row);
  return {
    id: row.id,
    key: row.key,
    name: document.name,
    description: document.description ?? "",
    kind: row.kind,
    state: stateOf(row),
    version: row.version,
    hasDraft: row.draft !== null,
    summary: summaryOf(document),
    ...figures,
    building: row.build === null ? null : { version: row.newest, percent: percentOf(row), jobId: row.build.jobId },
    buildError: row.buildError,
    createdAt: formatInstant(row.createdAt),
    updatedAt: formatInstant(row.updatedAt),
  };
}

function presentDetail(row: SegmentRow, figures: Figures, problems: readonly Problem[]): SegmentDetail {
  const isArchived = row.archivedAt !== null;
  const canPublish = !isArchived && row.kind === "live" && row.build === null && (row.draft !== null || row.version < row.newest);
  return {
    ...presentItem(row, figures),
    document: documentOf(row),
    live: row.live,
    problems: [...problems],
    actions: [
      ...(canPublish ? (["publish"] as const) : []),
      ...(isArchived ? (["restore"] as const) : row.build === null ? (["archive"] as const) : []),
      ...(row.build === null ? (["delete"] as const) : []),
    ],
  };
}
