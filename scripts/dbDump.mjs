// `npm run db:dump`: writes db/schema.sql from a freshly migrated database, so that a change of the schema is read in review.
import { runTypeScript } from "./house/bundle.mjs";
import { ensureInstalled } from "./house/install.mjs";
import { requireNode } from "./house/node.mjs";
import { tell } from "./house/say.mjs";

await tell(async () => {
  requireNode();
  await ensureInstalled();
  process.exitCode = await runTypeScript("test/writeSchema.ts", process.argv.slice(2));
});
