import fc from "fast-check";
import { Context, toValueSync } from "liquidjs";
import { expect, test } from "vitest";
import { aMessageContext } from "./aMessageContext.ts";
import { CappedText } from "./cappedText.ts";
import { scopeOf } from "./drops.ts";
import { htmlLiquid, textLiquid } from "./liquidEngines.ts";
import { parseLiquid, renderLiquid } from "./renderLiquid.ts";

const PATHS = [
  "profile.first_name",
  "profile.none",
  "profile.plan",
  "event.total",
  "event.items",
  "event.items[1].name",
  "event['items'].size",
  "event.items.first.name",
  "event.items.last",
  "item",
  "item.name",
  "item.none",
  "forloop.index",
  "forloop.last",
  "forloop.length",
  "forloop.rindex0",
  "forloop.name",
  "event[profile.plan]",
  "x",
  "x.y",
  "event",
  "nothing",
  "event.flag",
  "event.time",
  '"text"',
  "3.5",
  "empty",
  "nil",
  "true",
  "(1..3)",
  "message.unsubscribe_url",
];
const FILTERS = [
  "",
  "| upcase",
  '| default: "d"',
  "| default: profile.first_name",
  "| escape",
  "| append: event.total",
  "| size",
  "| join: '-'",
  '| date: "%F"',
  '| money: "EUR"',
  "| times: 2 | plus: event.total",
  "| json",
  "| raw",
  '| map: "name" | join: ","',
  '| where: "price", 2 | size',
  "| slice: 0, 2",
  "| sort_natural | first",
  "| plural: 'a', other: 'b'",
];
const CONDITIONS = [
  "profile.plan",
  "event.total > 5",
  "profile.none",
  'profile.plan == "gold" and event.flag',
  "event.items contains item",
  "event.items == empty",
  "profile.none.deep",
  "x == nil or forloop.first",
  "not event.flag",
];

const output = fc
  .tuple(fc.constantFrom(...PATHS), fc.constantFrom(...FILTERS), fc.constantFrom(...FILTERS))
  .map(([path, one, two]) => `{{ ${path} ${one} ${two} }}`);
const { source } = fc.letrec<{ source: string; block: string }>((tie) => ({
  source: fc.array(tie("block"), { maxLength: 4 }).map((blocks) => blocks.join("")),
  block: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    output,
    fc.constantFrom(
      " a <b> ",
      "\n",
      "{% break %}",
      "{% continue %}",
      "{% increment n %}",
      "{% cycle 'a', profile.plan %}",
      "{% echo x %}",
      "{% comment %}no{% endcomment %}",
      "{%- assign x = event.total -%}",
      "{% assign x = profile.none %}",
      '{% assign x = item | default: "i" %}',
      "{% liquid echo profile.plan %}",
    ),
    fc
      .tuple(fc.constantFrom(...CONDITIONS), tie("source"), tie("source"))
      .map(([condition, one, two]) => `{% if ${condition} %}${one}{% elsif event.flag %}e{% else %}${two}{% endif %}`),
    fc.tuple(fc.constantFrom(...CONDITIONS), tie("source")).map(([condition, one]) => `{% unless ${condition} %}${one}{% endunless %}`),
    fc
      .tuple(
        fc.constantFrom(
          "event.items",
          "event.items limit: 1",
          "event.items reversed",
          "event.items offset: continue",
          "(1..3)",
          "profile.plan",
          "event",
          "profile.none",
          "event.empty",
        ),
        tie("source"),
      )
      .map(([of, body]) => `{% for item in ${of} %}${body}{% else %}none{% endfor %}`),
    tie("source").map((body) => `{% capture x %}${body}{% endcapture %}`),
    tie("source").map((body) => `<a href="{% beckon_link %}https://shop.example/${body}{% endbeckon_link %}">`),
    fc.tuple(fc.constantFrom(...PATHS), tie("source")).map(([path, body]) => `{% case ${path} %}{% when "gold", 3.5 %}${body}{% else %}other{% endcase %}`),
    tie("source").map((body) => `{% tablerow item in event.items cols: 2 %}${body}{% endtablerow %}`),
  ),
}));

const CONTEXT = () =>
  aMessageContext({
    attributes: { first_name: "Änn <b>", plan: "gold" },
    properties: {
      total: 7,
      flag: true,
      gold: "g",
      empty: [],
      items: [
        { name: "T&ea", price: 2 },
        { name: "Cup", price: 3 },
      ],
    },
  });

test("says the same as liquidjs itself, for any template, strict or not, in HTML and in text", () => {
  fc.assert(
    fc.property(source, fc.boolean(), fc.boolean(), (template, strict, isHtml) => {
      const engine = isHtml ? htmlLiquid : textLiquid;
      const parsed = parseLiquid(template, engine);
      if (!parsed.ok) return;
      const quick = renderLiquid(parsed.parsed, scopeOf(CONTEXT(), "en"), strict);
      const slow = renderLiquid(
        { ...parsed.parsed, run: (context, emitter) => toValueSync(engine.renderer.renderTemplates(parsed.parsed.templates, context, emitter)) as never },
        scopeOf(CONTEXT(), "en"),
        strict,
      );
      expect(quick).toEqual(slow);
    }),
    { numRuns: 1_500 },
  );
});

test("an endless template is stopped by the time limit", () => {
  const parsed = parseLiquid(
    "{% for a in event.l %}{% for b in event.l %}{% for c in event.l %}{% for d in event.l %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    htmlLiquid,
  );
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const context = new Context(
    scopeOf(aMessageContext({ properties: { l: Array.from({ length: 300 }, () => 1) } }), "en"),
    htmlLiquid.options,
    { sync: true, renderLimit: 50 },
    { liquid: htmlLiquid },
  );
  expect(() => parsed.parsed.run(context, new CappedText())).toThrow("limit exceeded");
});
