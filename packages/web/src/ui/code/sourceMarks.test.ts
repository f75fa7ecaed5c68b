import { expect, test } from "vitest";
import { type SourceMark, sourceMarks } from "./sourceMarks.ts";

const missing = (variable: string) => ({
  severity: "warning" as const,
  code: "fallback_missing",
  message: `\`${variable}\` has no default: people without it do not get it.`,
});
const textsOf = (source: string, marks: readonly SourceMark[]) => marks.map(({ from, to }) => source.slice(from, to));

test("a variable without a default is marked wherever it is printed, and nowhere else", () => {
  const source =
    "profile.plan {{ profile.plan }} {{ profile.plan_name }} {{ profile.plan | default: 1 }} {% if profile.plan %}{% endif %} {{ profile.plan | upcase }}";
  const marks = sourceMarks(source, [missing("profile.plan")]);
  expect(marks.map(({ from }) => from)).toEqual([source.indexOf("{{ profile.plan }}") + 3, source.lastIndexOf("profile.plan")]);
});

test("its fix puts the default before other filters", () => {
  const source = "{{ profile.plan | upcase }}";
  const fix = sourceMarks(source, [missing("profile.plan")])[0]!.fixes[0]!;
  expect(source.slice(0, fix.from) + fix.insert + source.slice(fix.to)).toBe('{{ profile.plan | default: "..." | upcase }}');
});

test("an unknown variable offers the names that were meant", () => {
  const source = "Hello {{ first_name }}";
  const problem = {
    severity: "error" as const,
    code: "variable_unknown",
    message: "There is no variable `first_name`; did you mean `profile.first_name` or `event.first_name`?",
  };
  const marks = sourceMarks(source, [problem]);
  expect(textsOf(source, marks)).toEqual(["first_name"]);
  expect(marks[0]!.fixes.map(({ label }) => label)).toEqual(["profile.first_name", "event.first_name"]);
});

test("a mistake is marked at its line", () => {
  const source = "<p>\n  {% if a %}\n</p>";
  const problem = { severity: "error" as const, code: "content_invalid", message: "tag {% if a %} not closed (line 2)" };
  expect(textsOf(source, sourceMarks(source, [problem]))).toEqual(["{% if a %}"]);
});

test("what has no place is left to the list below", () => {
  expect(sourceMarks("x", [{ severity: "error", code: "content_invalid", message: "The subject is empty." }])).toEqual([]);
});
