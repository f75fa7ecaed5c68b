import { type RegistryAttribute, type RegistryEvent, type RegistryProperty, routes } from "@beckon/contract";
import { computedType, describeComputed, formatInstant } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import type { SchemaRegistry } from "../../engine/schemaRegistry.ts";
import { type ComputedAttributeRow, listComputedAttributes } from "../../store/computedAttributes.ts";
import { findRegisteredEvent, listRegisteredEvents, type RegisteredEvent, type RegisteredProperty, registeredProperties } from "../../store/registry.ts";
import { ApiError } from "../errors.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type ServeDeps, serve } from "../serve.ts";

const ATTRIBUTES = "";
const PROPERTIES_SHOWN = 500;
const ATTRIBUTES_SHOWN = 2_000;

/** The catalogue of what was seen, and the schemas that were fixed. */
export function registryRoutes(deps: ServeDeps & { readonly registry: Pick<SchemaRegistry, "fix"> }): FastifyPluginAsync {
  const { db } = deps;

  async function detail(workspaceId: number, name: string) {
    const event = await findRegisteredEvent(db, workspaceId, name);
    if (!event) throw new ApiError("not_found", { what: "event named", id: name });
    const properties = await registeredProperties(db, workspaceId, name, PROPERTIES_SHOWN);
    return { ...presentEvent(event), lastSample: event.lastSample, schema: event.schema, properties: properties.map(presentProperty) };
  }

  return async (app) => {
    serve(app, deps, routes.listRegistryEvents, async ({ principal, query }) => {
      const page = pageRequest(query, ["number", "text"]);
      const after = page.after ? { lastSeenAt: page.after[0] as number, name: page.after[1] as string } : null;
      const rows = await listRegisteredEvents(db, principal.workspaceId, { search: query?.search, after, limit: page.limit + 1 });
      return pageOf(rows, page, (row) => [row.lastSeenAt, row.name], presentEvent);
    });
    serve(app, deps, routes.getRegistryEvent, ({ principal, params }) => detail(principal.workspaceId, params.name));
    serve(app, deps, routes.setEventSchema, async ({ principal, params, body }) => {
      const wrong = await deps.registry.fix(principal.workspaceId, params.name, body.schema, body.onViolation);
      if (wrong !== null) throw new ApiError("schema_invalid", { problem: wrong }, "body.schema");
      return detail(principal.workspaceId, params.name);
    });
    serve(app, deps, routes.listAttributes, async ({ principal }) => {
      const computed = await listComputedAttributes(db, principal.workspaceId, { limit: ATTRIBUTES_SHOWN });
      const names = new Set(computed.map(({ name }) => name));
      const arriving = (await registeredProperties(db, principal.workspaceId, ATTRIBUTES, ATTRIBUTES_SHOWN)).filter(({ name }) => !names.has(name));
      const items = [...computed.map(presentComputed), ...arriving.map((one) => ({ ...presentProperty(one), computed: null }))];
      return { items: items.sort((a, b) => (a.name < b.name ? -1 : 1)) };
    });
  };
}

function presentEvent({ name, count, firstSeenAt, lastSeenAt, schema, onViolation, violations }: RegisteredEvent): RegistryEvent {
  return { name, count, firstSeenAt: formatInstant(firstSeenAt), lastSeenAt: formatInstant(lastSeenAt), hasSchema: schema !== null, onViolation, violations };
}

const REGISTRY_TYPES = { number: "number", list: "array", value: "string" } as const;

/** What it holds follows from how it is computed; no event has ever brought it. */
function presentComputed({ name, document, updatedAt }: ComputedAttributeRow): RegistryAttribute {
  return {
    name,
    types: { [REGISTRY_TYPES[computedType(document)]]: 1 },
    examples: [],
    lastSeenAt: formatInstant(updatedAt),
    computed: describeComputed(document),
  };
}

function presentProperty({ name, types, examples, lastSeenAt }: RegisteredProperty): RegistryProperty {
  return { name, types, examples: [...examples], lastSeenAt: formatInstant(lastSeenAt) };
}
