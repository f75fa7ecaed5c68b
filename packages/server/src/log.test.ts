import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { createLog, readable } from "./log.ts";

function logged(readableLog: boolean, write: (log: ReturnType<typeof createLog>) => void): string {
  const stream = new PassThrough();
  write(createLog({ level: "info", readable: readableLog, stream }));
  return String(stream.read() ?? "");
}

describe("the log", () => {
  test("is one JSON object a line for collectors", () => {
    expect(JSON.parse(logged(false, (log) => log.warn({ host: "mx" }, "No answer.")))).toMatchObject({ level: "warn", host: "mx", msg: "No answer." });
  });

  test("is one calm line for a person", () => {
    expect(logged(true, (log) => log.warn({ host: "mx", tries: 3 }, "No answer."))).toMatch(/^\d\d:\d\d:\d\d warn {2}No answer\. host=mx tries=3\n$/);
  });

  test("never holds a secret", () => {
    expect(logged(false, (log) => log.info({ password: "p4ss", headers: { authorization: "Bearer x" } }, "in"))).not.toMatch(/p4ss|Bearer/);
  });

  test("keeps quiet below its level", () => {
    expect(logged(false, (log) => log.debug("detail"))).toBe("");
  });

  test("shows where an error came from", () => {
    expect(readable(JSON.stringify({ level: "error", time: "2026-01-02T03:04:05.678Z", err: { message: "boom", stack: "Error: boom\n    at here" } }))).toBe(
      "03:04:05 error boom\n    Error: boom\n        at here\n",
    );
  });
});
