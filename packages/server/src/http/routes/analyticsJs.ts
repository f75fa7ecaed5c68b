import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { FastifyInstance } from "fastify";
import { openToAllOrigins } from "./trackCors.ts";

const SCRIPT = "/analytics.js/v1/:writeKey/analytics.min.js";
const CHUNK = "/analytics-next/bundles/:file";

/** What a write key may consist of: it becomes part of a script. */
const WRITE_KEY = /^[\w.:-]{1,200}$/;

/**
 * Serves Segment's browser library (MIT) from here, so that a page needs nobody but us. The standalone bundle takes the write
 * key in its text and the rest, which it loads on demand, from beside it.
 */
export async function analyticsJsRoutes(app: FastifyInstance): Promise<void> {
  const library = await loadLibrary();
  await app.register(async (scope) => {
    openToAllOrigins(scope, [SCRIPT, CHUNK], "GET");
    scope.addHook("onRequest", async (_request, reply) => {
      // Pages elsewhere embed it: a resource policy of "same-origin" would keep it from them.
      reply.headers({ "cross-origin-resource-policy": "cross-origin", "x-content-type-options": "nosniff" });
    });
    scope.get<{ Params: { writeKey: string } }>(SCRIPT, async (request, reply) => {
      const { writeKey } = request.params;
      if (!WRITE_KEY.test(writeKey)) return reply.code(404).type("text/plain").send("This is no write key.");
      return reply.type("application/javascript; charset=utf-8").header("cache-control", "public, max-age=3600").send(standalone(library.script, writeKey));
    });
    scope.get<{ Params: { file: string } }>(CHUNK, async (request, reply) => {
      const chunk = library.chunks.get(request.params.file);
      if (chunk === undefined) return reply.code(404).type("text/plain").send("There is no such part of analytics.js.");
      // Their names hold a hash of their content.
      return reply.type("application/javascript; charset=utf-8").header("cache-control", "public, max-age=31536000, immutable").send(chunk);
    });
  });
}

interface Library {
  readonly script: string;
  readonly chunks: ReadonlyMap<string, string>;
}

async function loadLibrary(): Promise<Library> {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve("@segment/analytics-next/package.json")), "dist/umd");
  const chunks = (await readdir(folder)).filter((file) => /^[\w-]+\.bundle\.\w+\.js$/.test(file));
  return {
    script: await readFile(join(folder, "standalone.js"), "utf8"),
    chunks: new Map(await Promise.all(chunks.map(async (file): Promise<[string, string]> => [file, await readFile(join(folder, file), "utf8")]))),
  };
}

/**
 * The bundle looks for its host in the page's scripts and knows only https there; anything else it would fetch from Segment.
 * So it is told beforehand, from the address that it was really loaded from. A page may still set `analytics._cdn` itself.
 */
const PREAMBLE = `(function(){var s=document.currentScript,m=s&&/^(https?:\\/\\/.*)\\/analytics\\.js\\/v1\\//.exec(s.src);if(!m)return;
var g=document.querySelector("script[data-global-segment-analytics-key]"),k=g&&g.getAttribute("data-global-segment-analytics-key")||"analytics";
var a=window[k]=window[k]||[];if(!a._cdn)a._cdn=m[1];})();
`;

function standalone(script: string, writeKey: string): string {
  return PREAMBLE + script.replace("__WRITE_KEY__", () => writeKey).replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
}
