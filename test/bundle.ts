import { mkdir } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { projectFolder } from "../packages/server/src/projectFolder.ts";

/** Bundles a TypeScript file so that `node` can run it as a process of its own (Node 20 reads no TypeScript); returns the file. */
export async function bundleForNode(entry: string): Promise<string> {
  const folder = path.join(projectFolder(), "node_modules", ".cache", "beckon-test-bundles");
  await mkdir(folder, { recursive: true });
  const outfile = path.join(folder, `${path.basename(entry, ".ts")}.${process.pid}.mjs`);
  await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", target: "node20", format: "esm", packages: "external", alias: BUNDLED, logLevel: "error" });
  return outfile;
}

/** Workspaces are TypeScript, so they go into the bundle although they are packages. */
const BUNDLED = {
  "@beckon/core": path.join(projectFolder(), "packages/core/src/index.ts"),
  "@beckon/contract": path.join(projectFolder(), "packages/contract/src/index.ts"),
};
