// `npm run sim -- [--seed S]`: the simulator; `--help` says more. A failure is repeated by its seed.
import { runTypeScript } from "./house/bundle.mjs";
import { ensureInstalled } from "./house/install.mjs";
import { requireNode } from "./house/node.mjs";
import { tell } from "./house/say.mjs";

await tell(async () => {
  requireNode();
  await ensureInstalled();
  process.exitCode = await runTypeScript("sim/main.ts", process.argv.slice(2));
});
