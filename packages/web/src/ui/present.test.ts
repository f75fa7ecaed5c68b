import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPresent } from "./present.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("moves on while somebody looks, and is right again for whoever looks after a while", () => {
  const present = createPresent();
  const begun = present.read();
  const stop = present.subscribe(() => {});
  vi.advanceTimersByTime(20_000);
  expect(present.read() - begun).toBe(20_000);
  stop();
  vi.advanceTimersByTime(600_000);
  present.subscribe(() => {});
  expect(present.read() - begun).toBe(620_000);
});
