import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.{ts,tsx}", "test/**/*.test.ts", "sim/**/*.test.ts", "bench/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    // One for each core of a small machine, not one less as by default: many tests wait for a browser or a database, which work beside them.
    maxWorkers: 2,
    globalSetup: "test/globalSetup.ts",
    setupFiles: ["test/seed.ts"],
    reporters: ["default", "./test/closingLine.ts"],
    // Generous, because the suite also runs on small shared machines; a test that waits for time uses a test clock.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
