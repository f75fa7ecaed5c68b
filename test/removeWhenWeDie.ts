import { spawn } from "node:child_process";

/** For every server below the folder ($0): end it at once, wait up to 5 s, then remove the folder. */
const SCRIPT = `
  cat >/dev/null
  for file in $(find "$0/" -name postmaster.pid 2>/dev/null); do
    pid=$(head -n 1 "$file")
    kill -QUIT "$pid" 2>/dev/null
    tries=0
    while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
  done
  rm -rf "$0"`;

/**
 * Ends the database servers below a temporary folder and removes it when this process ends, also when it is killed:
 * a shell waits for the end of our pipe. Returns what makes it happen now.
 */
export function removeWhenWeDie(folder: string): () => Promise<void> {
  const watcher = spawn("/bin/sh", ["-c", SCRIPT, folder], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  watcher.unref();
  return () =>
    new Promise((resolve) => {
      watcher.once("exit", () => resolve());
      watcher.stdin.end();
    });
}
