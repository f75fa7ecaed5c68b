import path from "node:path";
import { threadId } from "node:worker_threads";
import { projectFolder } from "../packages/server/src/projectFolder.ts";
import { bundle } from "../scripts/house/bundle.mjs";

/** Bundles a TypeScript file (path in the project) so that a test can run it as a process of its own; returns the file for `node`.
 * Files of tests run side by side in one process, each with a folder of its own. */
export async function bundleForNode(entry: string): Promise<string> {
  const name = path.basename(entry, ".ts");
  const folder = path.join(projectFolder(), "node_modules", ".cache", "beckon", `test-${name}-${process.pid}-${threadId}`);
  await bundle({ [name]: entry }, { folder, packages: "outside" });
  return path.join(folder, `${name}.js`);
}
