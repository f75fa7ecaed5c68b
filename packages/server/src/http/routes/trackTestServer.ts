import type { Event } from "@beckon/core";
import Fastify, { type FastifyInstance } from "fastify";
import { type TestDatabase, testDatabase } from "../../../../../test/database.ts";
import type { Clock } from "../../clock.ts";
import { createIngest, type IngestService } from "../../engine/ingest.ts";
import { SchemaRegistry } from "../../engine/schemaRegistry.ts";
import { analyticsJsRoutes } from "./analyticsJs.ts";
import { settingsDocumentRoutes } from "./settingsDocument.ts";
import { type TrackDeps, trackRoutes } from "./track.ts";

export const WRITE_KEY = "bkn_write_test";

/** The tracking doors on a port of their own, with a database behind them: what a page or a server of a shop sees of us. */
export interface TrackTestServer {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly ingest: IngestService;
  readonly registry: SchemaRegistry;
  readonly database: TestDatabase;
  /** All events that wait in the inbox, in order, each with its profile. */
  events(): Promise<(Event & { readonly profileId: string })[]>;
  letters(): Promise<{ readonly reason: string; readonly detail: string; readonly body: { readonly [key: string]: unknown } }[]>;
  /** Empties inbox and dead letters. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export async function trackTestServer(clock: Clock, more: Partial<TrackDeps> = {}): Promise<TrackTestServer> {
  const database = await testDatabase();
  const registry = new SchemaRegistry({ db: database.db, clock });
  const ingest = createIngest({ db: database.db, clock, registry });
  const app = Fastify({ routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_000 }, forceCloseConnections: true });
  await app.register((scope) => trackRoutes(scope, { ingest, clock, workspaceOfWriteKey: async (key) => (key === WRITE_KEY ? 1 : null), ...more }));
  await app.register((scope) => settingsDocumentRoutes(scope, { publicUrl: "https://beckon.example" }));
  await app.register((scope) => analyticsJsRoutes(scope));
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    app,
    url,
    ingest,
    registry,
    database,
    async events() {
      const { rows } = await database.db.query<{ profileId: string; body: Event }>(
        `select profile_id as "profileId", body from inbox where kind = 'event' order by id`,
      );
      return rows.map((row) => ({ ...row.body, profileId: row.profileId }));
    },
    async letters() {
      return (
        await database.db.query<{ reason: string; detail: string; body: { [key: string]: unknown } }>(
          "select reason, detail, body from dead_letters order by id",
        )
      ).rows;
    },
    async forget() {
      await database.db.query("delete from inbox");
      await database.db.query("delete from dead_letters");
    },
    async close() {
      await app.close();
      await database.drop();
    },
  };
}
