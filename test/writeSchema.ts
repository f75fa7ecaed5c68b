import { writeFile } from "node:fs/promises";
import path from "node:path";
import { projectFolder } from "../packages/server/src/projectFolder.ts";
import { dbOf } from "../packages/server/src/store/db.ts";
import { openPool } from "../packages/server/src/store/pool.ts";
import { dumpSchema } from "../packages/server/src/store/schemaDump.ts";
import { startTestServer } from "./testServer.ts";

// The program behind `npm run db:dump`.
const server = await startTestServer();
const pool = openPool(server.templateUrl, 1);
await writeFile(path.join(projectFolder(), "db", "schema.sql"), await dumpSchema(dbOf(pool)));
await pool.end();
// The server goes with this process: waiting for its end would be waiting for nothing that keeps us alive.
console.error("Wrote db/schema.sql.");
