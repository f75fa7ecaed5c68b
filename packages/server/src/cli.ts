#!/usr/bin/env node
import { readFileSync } from "node:fs";
import path from "node:path";
import { runCli } from "./cli/runCli.ts";
import { projectFolder } from "./projectFolder.ts";

const { version } = JSON.parse(readFileSync(path.join(projectFolder(), "package.json"), "utf8")) as { version: string };

process.exitCode = await runCli(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  env: process.env,
  coloured: process.env.NO_COLOR === undefined && (process.stdout.isTTY || process.env.FORCE_COLOR !== undefined),
  version,
});
