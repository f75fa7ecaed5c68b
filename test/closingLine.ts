import type { Reporter, SerializedError, TestModule, TestRunEndReason } from "vitest/node";

/** Ends the run with a plain `12 passed, 0 failed` that any CI can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[], reason: TestRunEndReason): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const withState = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that could not be loaded and an error outside of every test are failures, too.
    const broken = modules.reduce((count, module) => count + module.errors().length, 0) + unhandledErrors.length;
    const failed = Math.max(withState("failed") + broken, reason === "failed" ? 1 : 0);
    const skipped = withState("skipped");
    console.log(`${withState("passed")} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  }
}
