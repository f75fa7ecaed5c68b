import { type ContentBlockDetail, type ContentBlockListItem, routes } from "@beckon/contract";
import { contentBlockTag, formatInstant, type Instant, parseInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { documentOfBlock, readContentBlockDocument } from "../../engine/contentBlockDesk.ts";
import type { ContentBlockUses } from "../../engine/contentBlockUses.ts";
import type { ContentBlockRow } from "../../store/contentBlocks.ts";
import type { HttpDeps } from "../deps.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { presentPreview } from "../presentPreview.ts";
import { serve } from "../serve.ts";

export async function contentBlockRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { contentBlockDesk: desk, messageDesk } = deps;
  const detail = async (block: ContentBlockRow): Promise<ContentBlockDetail> => {
    const document = documentOfBlock(block);
    const [problems, uses] = await Promise.all([desk.problems(block.workspaceId, document), desk.uses(block.workspaceId)]);
    return { ...presentItem(block, uses), document, problems: [...problems], uses: uses.of(block) };
  };
  serve(app, deps, routes.listContentBlocks, async ({ principal, query }) => {
    const page = pageRequest(query, ["number", "uuid"]);
    const after = page.after ? { updatedAt: page.after[0] as Instant, id: page.after[1] as string } : null;
    const rows = await desk.list(principal.workspaceId, { search: query?.search, after, limit: page.limit + 1 });
    const uses = await desk.uses(principal.workspaceId);
    return pageOf(
      rows,
      page,
      (row) => [row.updatedAt, row.id],
      (row) => presentItem(row, uses),
    );
  });
  serve(app, deps, routes.createContentBlock, async ({ principal, body }) => detail(await desk.create(principal.workspaceId, body.document)));
  serve(app, deps, routes.checkContentBlock, async ({ principal, body }) => ({ problems: [...(await desk.problems(principal.workspaceId, body.document))] }));
  serve(app, deps, routes.previewContentBlock, async ({ principal, body: { document, ...request } }) => {
    const { copy, written } = await messageDesk.previewBlock(principal.workspaceId, readContentBlockDocument(document), request);
    return presentPreview(copy, written);
  });
  serve(app, deps, routes.getContentBlock, async ({ principal, params }) => detail(await desk.get(principal.workspaceId, params.id)));
  serve(app, deps, routes.saveContentBlock, async ({ principal, params, body, audit }) => {
    const before = documentOfBlock(await desk.get(principal.workspaceId, params.id));
    const saved = await desk.save(principal.workspaceId, params.id, body.document, body.basedOn === undefined ? null : parseInstant(body.basedOn));
    audit.changed(before, documentOfBlock(saved));
    return detail(saved);
  });
  serve(app, deps, routes.deleteContentBlock, async ({ principal, params, audit }) => {
    audit.named(documentOfBlock(await desk.get(principal.workspaceId, params.id)).name);
    await desk.remove(principal.workspaceId, params.id);
    return undefined;
  });
  serve(app, deps, routes.restoreContentBlock, async ({ principal, params }) => detail(await desk.restore(principal.workspaceId, params.id)));
  serve(app, deps, routes.publishContentBlock, async ({ principal, params, query }) =>
    detail(await desk.publish(principal.workspaceId, params.id, principal.name, query?.running ?? "update")),
  );
  serve(app, deps, routes.listContentBlockVersions, async ({ principal, params }) => ({
    items: (await desk.versions(principal.workspaceId, params.id)).map(({ publishedAt, ...version }) => ({
      ...version,
      publishedAt: formatInstant(publishedAt),
    })),
  }));
  serve(app, deps, routes.takeContentBlockVersion, async ({ principal, params }) =>
    detail(await desk.takeVersion(principal.workspaceId, params.id, params.version)),
  );
}

function presentItem(block: ContentBlockRow, uses: ContentBlockUses): ContentBlockListItem {
  const { name, description, format, translations = {} } = documentOfBlock(block);
  return {
    id: block.id,
    name,
    description: description ?? null,
    format,
    languages: Object.keys(translations),
    version: block.version,
    hasDraft: block.draft !== null,
    usedBy: uses.of(block).length,
    tag: contentBlockTag(name),
    createdAt: formatInstant(block.createdAt),
    updatedAt: formatInstant(block.updatedAt),
    publishedAt: instantOrNull(block.publishedAt),
  };
}
