import type { FastifyInstance } from "fastify";

/**
 * Lets pages of every origin call these paths. No cookies are involved (`*` forbids them), a write key is public anyway.
 * Libraries since 2024 send `Authorization`, so browsers ask first; the answer may be kept for a day.
 */
export function openToAllOrigins(scope: FastifyInstance, paths: readonly string[], method: "GET" | "POST"): void {
  scope.addHook("onRequest", async (_request, reply) => {
    reply.header("access-control-allow-origin", "*");
    reply.header("access-control-expose-headers", "retry-after");
  });
  for (const path of paths) {
    scope.options(path, async (_request, reply) =>
      reply
        .code(204)
        .headers({
          "access-control-allow-methods": `${method}, OPTIONS`,
          "access-control-allow-headers": "authorization, content-type, content-encoding, x-retry-count",
          "access-control-max-age": "86400",
        })
        .send(),
    );
  }
}
