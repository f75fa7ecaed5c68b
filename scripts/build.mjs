import { buildStale } from "./house/build.mjs";
import { ensureInstalled } from "./house/install.mjs";
import { requireNode } from "./house/node.mjs";
import { tell } from "./house/say.mjs";

await tell(async () => {
  requireNode();
  await ensureInstalled();
  await buildStale();
});
