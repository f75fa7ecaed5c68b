// `npm start`: from a fresh clone to the URL. Installs and builds what is missing or stale, then becomes the server.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { staleParts } from "./house/build.mjs";
import { ensureInstalled } from "./house/install.mjs";
import { requireNode } from "./house/node.mjs";
import { inProject } from "./house/project.mjs";
import { PlainFailure, tell } from "./house/say.mjs";

await tell(async () => {
  requireNode();
  await ensureInstalled();
  if (staleParts().length > 0) await buildApart();
  // As an address: a path may hold characters that mean something there.
  await import(pathToFileURL(inProject("dist/main.js")).href);
});

/** In a process of its own: the builders' memory would stay with the server. */
async function buildApart() {
  const child = spawn(process.execPath, [inProject("scripts/build.mjs")], { stdio: "inherit" });
  const [code] = await once(child, "close");
  if (code !== 0) throw new PlainFailure("Beckon was not started, because it could not be built.");
}
