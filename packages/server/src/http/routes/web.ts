import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";

/** Files under it have their content's hash in their name, so that they never change. */
const HASHED = "/assets/";

/** The web app: its files, and its page for every address that is a place in the app. */
export async function webRoutes(app: FastifyInstance, { settings }: HttpDeps): Promise<void> {
  const { webFolder } = settings;
  if (webFolder === null || !existsSync(webFolder)) return;
  await app.register(fastifyStatic, {
    root: webFolder,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      reply.header("cache-control", file.includes(HASHED) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  app.get("/*", { schema: { hide: true }, config: { rateLimit: false } }, (request, reply) => {
    const path = request.url.split("?")[0] ?? "/";
    const wantsPage = (request.headers.accept ?? "").includes("text/html");
    // A missing file, or an address of an API, must not be answered with a page.
    if (!wantsPage || path.startsWith(HASHED) || path.startsWith("/api/") || path.startsWith("/v1/"))
      throw new ApiError("route_not_found", { method: request.method, path });
    return reply.header("cache-control", "no-cache").sendFile("index.html", { cacheControl: false });
  });
}
