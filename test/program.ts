import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A Beckon in a process of its own, as `npm start` runs it. */
export interface Program {
  readonly child: ChildProcess;
  /** What it has said so far, both streams. */
  said(): string;
  /** The address it announced. @throws with what it said where it ends without */
  ready(): Promise<string>;
  /** Its exit code, when it has ended. */
  ended(): Promise<number | null>;
}

/** Starts the bundled program with these settings and none of the environment's. */
export function startProgram(file: string, settings: Readonly<Record<string, string>>): Program {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("BECKON_"));
  const child = spawn(process.execPath, [file], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...Object.fromEntries(inherited), BECKON_PORT: "0", ...settings },
  });
  let text = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const exit = once(child, "close").then(([code]) => code as number | null);
  const address = () => / is ready: (http:\/\/[^\s]+)/.exec(text)?.[1];
  return {
    child,
    said: () => text,
    ended: () => exit,
    ready: () =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = address();
          if (found) resolve(found);
        };
        listeners.add(look);
        look();
        void exit.then(() => reject(new Error(`It ended instead of getting ready:\n${text}`)));
      }),
  };
}
