import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import type { HttpDeps, HttpSettings } from "../deps.ts";
import { doorPaths } from "./docsDoors.ts";
import { DOCS_SCRIPT, DOCS_STYLE, docsPage, type OpenApiDocument } from "./docsPage.ts";

/** Collects every route that is registered after it into one OpenAPI document. */
export async function describeApi(app: FastifyInstance, settings: Pick<HttpSettings, "version" | "publicUrl">): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Beckon",
        version: settings.version,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
        description:
          "Everything that the web app does goes through this API. Lists answer `{ items, nextCursor }` and take `limit` and `cursor`. Changes honour an `Idempotency-Key` header. Whatever is not a success answers `{ error: { code, message, path?, details? } }`, with a sentence that says what to mend.",
      },
      servers: [{ url: settings.publicUrl }],
      components: {
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer", description: "An API key, made under Settings or given by BECKON_API_KEY." },
          session: { type: "apiKey", in: "cookie", name: "beckon_session", description: "What a sign-in gives to a browser." },
          writeKey: { type: "http", scheme: "basic", description: "A write key as the user name, without a password: it may send events." },
        },
      },
    },
    hideUntagged: true,
    refResolver: { buildLocalReference: (schema, _base, _fragment, index) => (typeof schema.$id === "string" ? schema.$id : `schema${index}`) },
  });
}

/** The document, and a page that people can read. */
export async function docsRoutes(app: FastifyInstance, _deps: HttpDeps): Promise<void> {
  // Made once: routes do not change after the start.
  let made: OpenApiDocument | null = null;
  let page: string | null = null;
  const document = () => (made ??= withDoors(app.swagger() as unknown as OpenApiDocument));
  const hidden = { schema: { hide: true } };
  app.get("/openapi.json", hidden, async (_request, reply) => reply.header("access-control-allow-origin", "*").send(document()));
  app.get("/docs", hidden, async (_request, reply) => {
    page ??= docsPage(document());
    return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").serializer(asIs).send(page);
  });
  app.get("/docs/style.css", hidden, async (_request, reply) => reply.type("text/css; charset=utf-8").serializer(asIs).send(DOCS_STYLE));
  app.get("/docs/search.js", hidden, async (_request, reply) => reply.type("text/javascript; charset=utf-8").serializer(asIs).send(DOCS_SCRIPT));
}

function withDoors(own: OpenApiDocument): OpenApiDocument {
  return { ...own, paths: { ...own.paths, ...doorPaths() } };
}

function asIs(text: string): string {
  return text;
}
