import { expect, test } from "vitest";
import { type SourceMark, sourceMarks } from "./sourceMarks.ts";

const missing = (variable: string) => ({
  severity: "warning" as const,
  code: "fallback_missing",
  name: variable,
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

test.each(["{% for item in profile.plan %}{% endfor %}", '{{ "x" | append: profile.plan }}', "{% case profile.plan %}{% endcase %}"])(
  "%s is marked, and offers no default where it would belong to something else",
  (source) => {
    expect(sourceMarks(source, [missing("profile.plan")]).map(({ fixes }) => fixes)).toEqual([[]]);
  },
);

test("what is given a name may have a default", () => {
  const source = "{% assign plan = profile.plan %}";
  const fix = sourceMarks(source, [missing("profile.plan")])[0]!.fixes[0]!;
  expect(source.slice(0, fix.from) + fix.insert + source.slice(fix.to)).toBe('{% assign plan = profile.plan | default: "..." %}');
});

test("an unknown variable offers the names that were meant in its place", () => {
  const source = "Hello {{ first_nam }}";
  const problem = { severity: "error" as const, code: "variable_unknown", name: "first_nam", suggestions: ["profile.first_name"], message: "There is none." };
  const [mark] = sourceMarks(source, [problem]);
  expect(textsOf(source, [mark!])).toEqual(["first_nam"]);
  expect(mark!.fixes).toEqual([{ label: "Use profile.first_name", from: 9, to: 18, insert: "profile.first_name" }]);
});

test("an unknown filter is marked as a word of its line", () => {
  const source = "a\n{{ event.upcas | upcas }}";
  const problem = {
    severity: "error" as const,
    code: "content_invalid",
    name: "upcas",
    suggestions: ["upcase"],
    message: "There is no filter “upcas”. (line 2)",
  };
  const [mark] = sourceMarks(source, [problem]);
  expect([mark!.from, mark!.fixes[0]?.insert]).toEqual([source.lastIndexOf("upcas"), "upcase"]);
});

test("a mistake is marked at its line", () => {
  const source = "<p>\n  {% if a %}\n</p>";
  const problem = { severity: "error" as const, code: "content_invalid", message: "tag {% if a %} not closed (line 2)" };
  expect(textsOf(source, sourceMarks(source, [problem]))).toEqual(["{% if a %}"]);
});

test("what has no place is left to the list below", () => {
  expect(sourceMarks("x", [{ severity: "error", code: "content_invalid", message: "The subject is empty." }])).toEqual([]);
});
