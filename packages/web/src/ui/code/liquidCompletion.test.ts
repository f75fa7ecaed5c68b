import { expect, test } from "vitest";
import { liquidOptions } from "./liquidCompletion.ts";

const VARIABLES = [{ path: "profile.first_name", detail: "text", example: "Ada" }, { path: "event.total" }];

/** The labels offered at the bar, with the text that they would replace. */
function offered(marked: string) {
  const position = marked.indexOf("¦");
  const found = liquidOptions(marked.replace("¦", ""), position, VARIABLES);
  return found && { replaces: marked.slice(found.from, position), labels: found.options.map(({ label }) => label) };
}

test.each(["{{¦", "{{ ¦ }}", "{{- ¦", "Hello {{ x }} {{ ¦", "{% if ¦", "{% if a and ¦ %}", "{% for x in ¦", "{{ a | default: ¦", "{% if a == ¦"])(
  "variables are offered at %s",
  (text) => {
    expect(offered(text)).toMatchObject({ labels: expect.arrayContaining(["profile.first_name", "event.total"]) });
  },
);

test("the whole path typed so far is replaced", () => {
  expect(offered("{{ profile.fi¦")).toMatchObject({ replaces: "profile.fi" });
});

test("a variable shows its type and a value", () => {
  expect(liquidOptions("{{ ", 3, VARIABLES)?.options[0]).toEqual({ label: "profile.first_name", type: "variable", detail: "text", info: "For example: Ada" });
});

test("filters follow a bar, also in a tag", () => {
  expect(offered("{{ profile.first_name | de¦")).toMatchObject({ replaces: "de", labels: expect.arrayContaining(["default", "money"]) });
  expect(offered("{% assign x = event.total | ¦")?.labels).toContain("money_minor");
});

test("tags begin a tag, with what stands within and ends them", () => {
  expect(offered("{% ¦")?.labels).toEqual(expect.arrayContaining(["if", "elsif", "endif", "abort_message"]));
  expect(offered("{%- en¦")).toMatchObject({ replaces: "en" });
});

test("names that the template made further up are offered first", () => {
  expect(offered("{% assign greeting = 1 %}{% for item in event.items %}{{ ¦")?.labels.slice(0, 2)).toEqual(["greeting", "item"]);
});

test.each(["¦", "Hello ¦", "{{ a }} ¦", "{% if a %}¦", '{{ a | default: "the¦', "{{ profile.first_name ¦", "{% for x ¦"])(
  "nothing is offered at %s",
  (text) => {
    expect(offered(text)).toBeNull();
  },
);
