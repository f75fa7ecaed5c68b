import type { Writable } from "node:stream";
import { type Logger, pino, stdSerializers } from "pino";
import type { LogLevel } from "./config.ts";

export type { Logger };

export interface LogOptions {
  readonly level: LogLevel;
  /** For a person at a terminal instead of a collector. */
  readonly readable: boolean;
  readonly stream: Writable;
}

/** The log: JSON lines for collectors, or one calm line each for a person. Handed in, never global. */
export function createLog(options: LogOptions): Logger {
  const destination = options.readable ? { write: (line: string) => options.stream.write(readable(line)) } : options.stream;
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: withoutValues },

      // Whatever is logged with a request or a setting: these never.
      redact: {
        paths: [
          "password",
          "secret",
          "token",
          "authorization",
          "cookie",
          "headers.authorization",
          "headers.cookie",
          "req.headers.authorization",
          "req.headers.cookie",
        ],
        censor: "(hidden)",
      },
    },
    destination,
  );
}

/** In these PostgreSQL repeats the row or the value over which it failed: keys, hashes, people. Table, column and constraint stay. */
const HOLD_VALUES = ["detail", "where", "internalQuery", "hint"];

function withoutValues(error: Error): object {
  const all = { ...stdSerializers.err(error) } as { [field: string]: unknown };
  for (const field of HOLD_VALUES) delete all[field];
  return all;
}

interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string; readonly stack?: string };
  readonly [field: string]: unknown;
}

/** `14:03:07 warn  The mail server does not answer. host=smtp.example.com`, with the stack of an error below. */
export function readable(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as LogLine;
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const head = [time.slice(11, 19), level.padEnd(5), msg ?? err?.message ?? "", ...fields].join(" ").trimEnd();
  return err?.stack ? `${head}\n${err.stack.replace(/^/gm, "    ")}\n` : `${head}\n`;
}
