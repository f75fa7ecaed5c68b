// `npm run screenshots [-- --only TEXT | --docs]`: pictures of every page, light and dark, wide and on a phone; `--docs` those of README.md and docs/.
import { buildStale } from "./house/build.mjs";
import { runTypeScript } from "./house/bundle.mjs";
import { ensureInstalled } from "./house/install.mjs";
import { requireNode } from "./house/node.mjs";
import { tell } from "./house/say.mjs";

await tell(async () => {
  requireNode();
  await ensureInstalled();
  await buildStale();
  process.exitCode = await runTypeScript("test/screenshots/main.ts", process.argv.slice(2));
});
