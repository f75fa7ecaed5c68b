import type { EmailMessage } from "@beckon/core";
import { expect, test } from "vitest";
import { aMessageContext } from "./aMessageContext.ts";
import { checkMessage, previewMessage } from "./kinds.ts";
import { htmlLiquid } from "./liquidEngines.ts";
import { missingFallbacks } from "./missingFallbacks.ts";

const NOTHING_KNOWN = { always: new Set<string>(), attributes: [], properties: [] };
const paths = (source: string, known: string[] = []) => missingFallbacks(htmlLiquid.parse(source), new Set(known)).map((missing) => missing.path);

test("a printed variable without a default is found, wherever it is printed", () => {
  expect(
    paths(
      `{{ profile.a }}{{ profile.b | upcase }}{{ "x" | append: event.c }}{% for i in event.items %}{{ profile.d }}{% endfor %}{% echo profile.e %}{% case profile.f %}{% when 1 %}{{ profile.g }}{% endcase %}{% capture x %}{{ profile.h }}{% endcapture %}`,
    ),
  ).toEqual(["profile.a", "profile.b", "event.c", "event.items", "profile.d", "profile.e", "profile.f", "profile.g", "profile.h"]);
});

test("a default, a condition, a known path and names of the template's own are fine", () => {
  expect(
    paths(
      `{{ profile.a | default: "x" }}{% if profile.b %}{{ profile.b }}{{ profile.b.c }}{% else %}{{ profile.b }}{% endif %}{% unless event.e == blank %}{{ event.e }}{% endunless %}{{ event.total }}{{ message.unsubscribe_url }}{% for i in event.items %}{{ i.name }}{{ forloop.index }}{% endfor %}`,
      ["event.total", "event.items"],
    ),
  ).toEqual([]);
  expect(paths(`{% assign a = profile.x | default: "y" %}{{ a }}{% assign b = profile.z %}{{ b }}`)).toEqual(["profile.z"]);
});

test("a default that comes after another filter is none, as when rendering", () => {
  expect(paths(`{{ profile.a | upcase | default: "x" }}`)).toEqual(["profile.a"]);
});

test("a campaign's message is checked in all its languages, and a wrong beginning is an error", async () => {
  const problems = await checkMessage(
    {
      channel: "email",
      subject: "Hi {{ frist_name }}",
      body: { format: "html", source: "<p>{{ event.total }}</p>" },
      translations: { de: { subject: "x", body: { format: "text", source: "{{ profile.b }}" } } },
    },
    { isMarketing: true, language: "en" },
    NOTHING_KNOWN,
  );
  expect(problems.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual([
    "error variable_unknown message.subject",
    "warning fallback_missing message.body",
    "warning fallback_missing message.translations.de.body",
  ]);
});

test("a preview shows what it can, and lists what this person lacks", async () => {
  const message = {
    channel: "email",
    subject: "Hi {{ profile.first_name }} {{ profile.nick }}",
    preheader: "P {{ profile.first_name }}",
    body: { format: "html", source: "<p>{{ event.total }} {{ event.none }}</p>" },
  } as const;
  const preview = (change: Partial<EmailMessage> = {}) =>
    previewMessage({ ...message, ...change }, aMessageContext(), { isMarketing: true, language: "en" }, { email: "hello@shop.example" });
  expect(await preview()).toMatchObject({
    content: { subject: "Hi Ann", preheader: "P Ann" },
    missing: ["profile.nick", "event.none"],
    aborted: null,
    problems: [],
  });
  expect((await preview({ subject: "{{" })).problems).toHaveLength(1);
  expect((await preview({ body: { format: "html", source: `{% abort_message("no") %}` } })).aborted).toBe("no");
});

test.each([
  ["{{ profil.plan }}", "variable_unknown", ["profile.plan"]],
  ["{{ totl }}", "variable_unknown", ["event.total"]],
  ["{{ zzzzz }}", "variable_unknown", ["profile.zzzzz", "event.zzzzz"]],
  ["{{ event.totl }}", "variable_not_seen", ["event.total"]],
  ["{{ event.properties.totl }}", "variable_not_seen", ["event.properties.total"]],
  ["{{ customer.fist_name }}", "variable_not_seen", ["customer.first_name"]],
  ["{{ event.total }}", "fallback_missing", undefined],
  ["{{ profile.something_else }}", "fallback_missing", undefined],
  ["{{ event.total | uppcase }}", "content_invalid", ["upcase"]],
  ["{% iff event.total %}", "content_invalid", ["if"]],
])("%s is %s, and %j was meant", async (source, code, suggestions) => {
  const message = { channel: "email", subject: "x", body: { format: "text", source } } as const;
  const known = { always: new Set<string>(), attributes: ["plan"], properties: ["total"] };
  const [problem] = await checkMessage(message, { isMarketing: false, language: "en" }, known);
  expect([problem?.code, problem?.suggestions]).toEqual([code, suggestions]);
});
