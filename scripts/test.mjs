// `npm test [vitest's arguments]`: installs what is missing and runs every test; ends with `N passed, N failed`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ensureInstalled } from "./house/install.mjs";
import { requireNode } from "./house/node.mjs";
import { inProject, project } from "./house/project.mjs";
import { tell } from "./house/say.mjs";

await tell(async () => {
  requireNode();
  await ensureInstalled();
  const child = spawn(process.execPath, [inProject("node_modules/vitest/vitest.mjs"), "run", ...process.argv.slice(2)], { cwd: project, stdio: "inherit" });
  const [code] = await once(child, "close");
  process.exitCode = code ?? 1;
});
