#!/usr/bin/env node
import { type Operations, runCli } from "./cli/runCli.ts";
import { projectVersion } from "./projectFolder.ts";

/** Loaded where it is asked for: campaigns as files need no database. */
const operations: Operations = {
  backUp: async (command, say) => (await import("./databaseCommands.ts")).backUpDatabase(command, say),
  restore: async (command, say) => (await import("./databaseCommands.ts")).restoreDatabase(command, say),
};

process.exitCode = await runCli(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  env: process.env,
  coloured: process.env.NO_COLOR === undefined && (process.stdout.isTTY || process.env.FORCE_COLOR !== undefined),
  version: projectVersion(),
  operations,
});
