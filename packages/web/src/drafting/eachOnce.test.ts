import type { Problem } from "@beckon/contract";
import { expect, test } from "vitest";
import { eachOnce } from "./eachOnce.ts";

const problem = (path: string, message: string): Problem => ({ severity: "warning", code: "fallback_missing", path, message });

test("what is wrong in the subject and in the body alike is said once; two variables of one body are two problems", () => {
  const [subject, body, other] = [problem("message.subject", "no plan"), problem("message.body", "no plan"), problem("message.body", "no name")];
  expect(eachOnce([subject, body, other])).toEqual([subject, other]);
});
