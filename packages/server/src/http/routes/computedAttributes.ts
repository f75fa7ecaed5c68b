import { type ComputedAttributeItem, type ComputedAttributePreview, routes } from "@beckon/contract";
import { BUCKETS, type ComputedAttribute, computedType, describeComputed, formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { percentBuilt } from "../../engine/computedAttributeDesk.ts";
import { previewComputed } from "../../engine/computedPreview.ts";
import { nameProfiles } from "../../engine/profileReader.ts";
import type { ComputedAttributeRow } from "../../store/computedAttributes.ts";
import type { HttpDeps } from "../deps.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type Call, serve } from "../serve.ts";

export async function computedAttributeRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { computedAttributeDesk: desk } = deps;
  serve(app, deps, routes.listComputedAttributes, async ({ principal, query }) => {
    const page = pageRequest(query, ["text"]);
    const after = page.after ? (page.after[0] as string) : undefined;
    const rows = await desk.list(principal.workspaceId, { search: query?.search, after, limit: page.limit + 1 });
    return pageOf(rows, page, (row) => [row.name], present);
  });
  serve(app, deps, routes.createComputedAttribute, async ({ principal, body }) =>
    present(await desk.create(principal.workspaceId, body.document, principal.name)),
  );
  serve(app, deps, routes.previewComputedAttribute, (call) => preview(deps, call));
  serve(app, deps, routes.getComputedAttribute, async ({ principal, params }) => present(await desk.get(principal.workspaceId, params.id)));
  serve(app, deps, routes.changeComputedAttribute, async ({ principal, params, body, audit }) => {
    const before = await desk.get(principal.workspaceId, params.id);
    const after = await desk.change(principal.workspaceId, params.id, body.document, principal.name);
    audit.changed(before.document, after.document);
    return present(after);
  });
  serve(app, deps, routes.deleteComputedAttribute, async ({ principal, params, audit }) => {
    audit.named((await desk.get(principal.workspaceId, params.id)).name);
    await desk.remove(principal.workspaceId, params.id, principal.name);
    return undefined;
  });
  serve(app, deps, routes.listComputedAttributeUses, async ({ principal, params }) => ({
    items: await desk.uses(principal.workspaceId, (await desk.get(principal.workspaceId, params.id)).name),
  }));
}

async function preview(deps: HttpDeps, { principal, body }: Call<typeof routes.previewComputedAttribute>): Promise<ComputedAttributePreview> {
  const problems = await deps.computedAttributeDesk.check(principal.workspaceId, body.document, false);
  if (problems.some(({ severity }) => severity === "error")) return { summary: "", problems, sample: [] };
  const attribute: ComputedAttribute = body.document;
  const found = await previewComputed(deps.db, principal.workspaceId, attribute, deps.clock.now());
  const named = await nameProfiles(
    deps.db,
    found.map(({ profileId }) => profileId),
  );
  return { summary: describeComputed(attribute), problems, sample: found.map(({ profileId, value }) => ({ profile: named(profileId), value })) };
}

function present(row: ComputedAttributeRow): ComputedAttributeItem {
  const { build, version, written, document } = row;
  const isUnderWay = build !== null || (version > 0 && written < BUCKETS && row.buildError === null);
  return {
    id: row.id,
    name: row.name,
    summary: describeComputed(document),
    type: computedType(document),
    state: version > 0 && (row.newest > 1 || written === BUCKETS) ? "live" : isUnderWay ? "building" : "failed",
    version,
    document,
    live: row.live,
    building: isUnderWay ? { percent: percentBuilt(row), jobId: build?.jobId ?? null } : null,
    buildError: row.buildError,
    createdAt: formatInstant(row.createdAt),
    updatedAt: formatInstant(row.updatedAt),
  };
}
