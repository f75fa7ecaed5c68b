import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import { logoPath } from "../../engine/brand.ts";
import { readLogo } from "../../store/brandAssets.ts";
import type { Db } from "../../store/db.ts";

/** The workspace's logo, for the pages and mails of recipients. What a hash names never changes. */
export function logoRoutes({ db }: { readonly db: Db }): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    // Every browser asks for it on the first page of recipients that it opens; the app's own pages name theirs.
    app.get("/favicon.ico", async (_request, reply) => reply.code(204).header("cache-control", "public, max-age=86400").send());
    app.get(logoPath(":hash"), async (request: FastifyRequest<{ Params: { hash: string } }>, reply) => {
      const logo = /^[0-9a-f]{64}$/.test(request.params.hash) ? await readLogo(db, request.params.hash) : null;
      if (!logo) return reply.code(404).type("text/plain").send("There is no such picture.");
      return reply
        .headers({
          "content-type": logo.contentType,
          "content-security-policy": "default-src 'none'; sandbox",
          "cache-control": "public, max-age=31536000, immutable",
          "x-content-type-options": "nosniff",
          "cross-origin-resource-policy": "cross-origin",
        })
        .send(logo.bytes);
    });
  };
}
