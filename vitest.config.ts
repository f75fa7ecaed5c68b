import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.{ts,tsx}", "test/**/*.test.ts", "sim/**/*.test.ts", "bench/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    globalSetup: "test/globalSetup.ts",
    reporters: ["default", "./test/closingLine.ts"],
    // Generous, because the suite also runs on small shared machines; a test that waits for time uses a test clock.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
