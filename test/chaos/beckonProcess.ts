import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { projectFolder } from "../../packages/server/src/projectFolder.ts";

/** A real Beckon in a process of its own, which can be killed and started again on the same data. */
export interface BeckonProcess {
  readonly url: string;
  start(): Promise<void>;
  /** kill -9 of the server. Its database stays behind, as after any such death. */
  kill(): Promise<void>;
  /** kill -9 of the database's main process, under the running server. */
  killDatabase(): void;
  stop(): Promise<void>;
  /** What it printed, for the message of a test that fails. */
  output(): string;
}

const PATIENCE_MS = 120_000;

export function beckonProcess(program: string, dataDir: string, port: number, env: Readonly<Record<string, string>>): BeckonProcess {
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let output = "";

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    running.kill(signal);
    await once(running, "exit");
  }

  return {
    url,
    async start() {
      child = spawn(process.execPath, ["--enable-source-maps", program], {
        cwd: projectFolder(),
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: process.env["PATH"] ?? "",
          HOME: process.env["HOME"] ?? "",
          BECKON_PORT: String(port),
          BECKON_DATA_DIR: dataDir,
          BECKON_LOG_LEVEL: "warn",
          ...env,
        },
      });
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (text: Buffer) => {
          output += text.toString();
        });
      await until(
        async () => (await fetch(`${url}/readyz`)).ok,
        () => `Beckon is not ready:\n${output}`,
      );
    },
    kill: () => end("SIGKILL"),
    killDatabase() {
      const file = path.join(dataDir, "postgres", "postmaster.pid");
      if (existsSync(file)) process.kill(Number(readFileSync(file, "utf8").split("\n")[0]), "SIGKILL");
    },
    stop: () => end("SIGTERM"),
    output: () => output,
  };
}

/** Asks again until the answer is yes; an error counts as no. */
export async function until(isSo: () => Promise<boolean>, complaint: () => string): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > giveUpAt) throw new Error(complaint());
    await pause(50);
  }
}
