import type { FastifyInstance } from "fastify";
import { bucketOwners, countMigrations } from "../../store/statusFigures.ts";
import type { HttpDeps } from "../deps.ts";

/** For load balancers and orchestrators: is the process alive, and can it take work. */
export async function healthRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  app.get("/healthz", { schema: document("Whether the process is alive", { status: { type: "string" } }), config: { rateLimit: false } }, async () => ({
    status: "ok",
  }));
  app.get("/readyz", { schema: document("Whether database and workers are there", READY), config: { rateLimit: false } }, async (request, reply) => {
    try {
      const migrations = await countMigrations(deps.db);
      const { owned, total } = await bucketOwners(deps.db, deps.clock.now());
      const ready = owned > 0;
      return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "waiting for a worker", database: "ok", migrations, buckets: { owned, total } });
    } catch (error) {
      request.log.warn({ err: error }, "not ready");
      return reply.code(503).send({ status: "waiting for the database", database: "unreachable" });
    }
  });
}

const READY = {
  status: { type: "string" },
  database: { type: "string" },
  migrations: { type: "integer" },
  buckets: { type: "object", properties: { owned: { type: "integer" }, total: { type: "integer" } } },
};

function document(summary: string, properties: object): object {
  return {
    tags: ["Status"],
    summary,
    security: [],
    response: { 200: { type: "object", description: "Yes.", properties }, 503: { type: "object", description: "Not now.", properties } },
  };
}
