// `npm run bench [name]`: progress on stderr, one JSON line a figure on stdout.
import { runTypeScript } from "./house/bundle.mjs";
import { ensureInstalled } from "./house/install.mjs";
import { requireNode } from "./house/node.mjs";
import { tell } from "./house/say.mjs";

await tell(async () => {
  requireNode();
  await ensureInstalled();
  process.exitCode = await runTypeScript("bench/main.ts", process.argv.slice(2));
});
