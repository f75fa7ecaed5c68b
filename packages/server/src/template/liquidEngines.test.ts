import { describe, expect, test } from "vitest";
import { aMessageContext } from "./aMessageContext.ts";
import { scopeOf } from "./drops.ts";
import { htmlLiquid, textLiquid } from "./liquidEngines.ts";
import { parseLiquid, renderLiquid } from "./renderLiquid.ts";

const HOSTILE = {
  attributes: { name: `<script>alert("x")</script>`, quote: `" onmouseover='x'` },
  properties: { items: [{ name: "<b>1</b>" }, { name: "2" }] },
};

function render(
  source: string,
  change: Parameters<typeof aMessageContext>[0] = {},
  options: { text?: boolean; strict?: boolean; locale?: string } = {},
): string {
  const parsed = parseLiquid(source, options.text ? textLiquid : htmlLiquid);
  if (!parsed.ok) return `PARSE ${parsed.problem.message}`;
  const result = renderLiquid(parsed.parsed, scopeOf(aMessageContext(change), options.locale ?? "en"), options.strict ?? false);
  return result.ok ? result.text : `${result.why.toUpperCase()} ${result.detail}`;
}

describe("escaping", () => {
  test("a customer's value is escaped in HTML, by whatever tag it is printed", () => {
    const ways = [
      "{{ profile.name }}",
      "{% echo profile.name %}",
      "{% liquid echo profile.name %}",
      "{% cycle profile.name %}",
      "{% capture x %}{{ profile.name }}{% endcapture %}{{ x }}",
      "{% capture x %}{{ profile.name }}{% endcapture %}{{ x | upcase }}",
      "{{ profile.name | upcase | append: profile.name }}",
      "{{ profile.name | escape | append: profile.name }}",
      "{{ profile.name | newline_to_br }}",
      "{{ profile.name | json }}",
      "{{ event.items | map: 'name' | join: profile.name }}",
      "{{ profile.name | date: '%Y' }}",
      "{{ '%A' | date: profile.name }}",
      "{{ 1 | plural: profile.name }}",
      "{{ 'now' | date: profile.name }}",
      "{% assign y = profile.name %}{{ y }}",
      "{% for i in event.items %}{{ i.name }}{% endfor %}",
      "{{ profile.name | money: 'EUR' }}",
    ];
    for (const way of ways) {
      expect(render(way, HOSTILE), way).not.toMatch(/<(?:script|b)/i);
      expect(render(way, HOSTILE), way).not.toMatch(/^(?:PARSE|ERROR)/);
    }
  });

  test("a value cannot close the attribute that it stands in", () => {
    expect(render(`<a title="{{ profile.quote }}">`, HOSTILE)).toBe(`<a title="&quot; onmouseover=&#39;x&#39;">`);
  });

  test("is said once, also by authors who escape themselves or go through capture", () => {
    expect(render("{{ profile.name | escape }}", { attributes: { name: "O'Neil & <Co>" } })).toBe("O&#39;Neil &amp; &lt;Co&gt;");
    expect(render("{% capture x %}<b>{{ profile.name }}</b>{% endcapture %}{{ x }}", { attributes: { name: "O'Neil" } })).toBe("<b>O&#39;Neil</b>");
  });

  test("is off in text, and where the author says raw", () => {
    expect(render("{{ profile.name | escape }}", { attributes: { name: "A & B" } }, { text: true })).toBe("A & B");
    expect(render("{{ profile.html | raw }}", { attributes: { html: "<b>ok</b>" } })).toBe("<b>ok</b>");
  });

  test("json keeps a script element closed even when it is raw", () => {
    expect(render("{{ profile.name | json | raw }}", HOSTILE)).toBe(String.raw`"\u003cscript>alert(\"x\")\u003c/script>"`);
  });
});

describe("nothing but the variables can be reached", () => {
  test("files are not read", () => {
    for (const tag of ["{% include '.env' %}", "{% render 'package.json' %}", "{% layout 'package.json' %}", "{% block x %}{% endblock %}"])
      expect(render(tag), tag).toMatch(/^PARSE There is no tag “\w+”/);
  });

  test("prototypes are out of reach", () => {
    expect(
      render("{{ profile.__proto__ }}{{ profile.constructor }}{{ event.toString }}{{ profile.constructor.constructor }}{{ event.items.__proto__ }}", {
        properties: { items: [1] },
      }),
    ).toBe("");
    expect(render("{{ 1 | valueOf }}")).toMatch(/^PARSE There is no filter/);
    expect(render("{% constructor %}")).toMatch(/^PARSE There is no tag/);
    expect(render("{% assign __proto__ = event %}{{ total }}{{ polluted }}")).toBe("");
    expect(({} as { total?: unknown }).total).toBeUndefined();
  });

  test("a method of a drop is not called by its name", () => {
    expect(render("{% capture x %}1{% endcapture %}{{ x.html }}{{ x.constructor }}{{ event.time | time_zone: 'UTC' | map: 'constructor' }}")).not.toMatch(
      /function|class/,
    );
  });
});

/** No figure of speed: what is not stopped would take minutes or all memory. Generous, because the suite shares its cores. */
const STOPPED_MS = 20_000;

describe("bombs are stopped quickly", () => {
  const bombs: { readonly [name: string]: string } = {
    "long loop": "{% for i in (1..1000000000) %}x{% endfor %}",
    "nested loops": "{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}",
    "growing assign": "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
    "growing capture": "{% capture s %}xxxxxxxxxx{% endcapture %}{% for i in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}",
    "long output": "{% for i in (1..200000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}",
    "wide date": "{{ 'now' | date: '%999999999999d%99Y' }}",
    tablerow: "{% tablerow i in (1..99999999) %}{% endtablerow %}",
    strip_html: `{{ profile.long | strip_html }}`,
    split: "{{ profile.long | split: '' | sort | join: ',' }}",
    replace: "{{ profile.long | replace: '<', profile.long }}",
  };
  for (const [name, source] of Object.entries(bombs)) {
    test(name, () => {
      const start = performance.now();
      const out = render(source, { attributes: { long: "<".repeat(100_000) } });
      expect(performance.now() - start).toBeLessThan(STOPPED_MS);
      expect(out.length).toBeLessThan(1_000_100);
      if (!["wide date", "strip_html", "split"].includes(name)) expect(out).toMatch(/^(?:ERROR|PARSE)/);
    });
  }

  test("a template of unclosed tags is refused quickly", () => {
    const start = performance.now();
    expect(render("{% if a %}".repeat(20_000))).toMatch(/^PARSE/);
    expect(render("{{ ' ".repeat(20_000))).toMatch(/^PARSE/);
    expect(performance.now() - start).toBeLessThan(STOPPED_MS);
  });
});

describe("missing values", () => {
  test("stop a strict message by name, null like undefined, through assign as well", () => {
    expect(render("Hi {{ profile.nickname }}", {}, { strict: true })).toBe("MISSING profile.nickname");
    expect(render("Hi {{ profile.nickname }}", { attributes: { nickname: null } }, { strict: true })).toBe("MISSING profile.nickname");
    expect(render("{% assign n = profile.nickname %}Hi {{ n }}", {}, { strict: true })).toBe("MISSING n");
  });

  test("a default or a question makes them harmless", () => {
    expect(
      render(`Hi {{ profile.nickname | default: "you" }}{% if profile.nickname %}!{% endif %}{% unless profile.a.b %}.{% endunless %}`, {}, { strict: true }),
    ).toBe("Hi you.");
    expect(render(`{% assign n = profile.nickname | default: "you" %}{{ n }}{% assign m = profile.x %}{% if m %}no{% endif %}`, {}, { strict: true })).toBe(
      "you",
    );
  });

  test("leave a hole where the author chose so", () => {
    expect(render("Hi {{ profile.nickname }}!")).toBe("Hi !");
  });
});

test("abort_message ends it with its reason, with and without brackets", () => {
  expect(render(`a{% abort_message("out of stock") %}b`)).toBe("ABORTED out of stock");
  expect(render(`{% if profile.first_name %}{% abort_message 'no' %}{% endif %}`)).toBe("ABORTED no");
  expect(render(`{% abort_message %}`)).toBe("ABORTED aborted by the message");
});

describe("dates", () => {
  test("are written in the recipient's zone, a bare date as that very day", () => {
    expect(render(`{{ event.time | date: "%A %-d %B %Y, %H:%M" }}`)).toBe("Saturday 5 December 2026, 23:30");
    expect(render(`{{ event.time | date: "%a %e %b %l:%M %p" }}`, { timeZone: "Asia/Tokyo" })).toBe("Sun  6 Dec  7:30 AM");
    expect(render(`{{ profile.birthday | date: "%-d.%-m." }}`, { attributes: { birthday: "2000-02-29" }, timeZone: "America/Los_Angeles" })).toBe("29.2.");
  });

  test("have months and days of the recipient's language", () => {
    expect(render(`{{ event.time | date: "%A, %-d. %B" }}`, {}, { locale: "de" })).toBe("Samstag, 5. Dezember");
    expect(render(`{{ event.time | date: "%-d %B" }}`, {}, { locale: "ru" })).toBe("5 декабря");
    expect(render(`{{ event.time | date: "long" }}|{{ event.time | date }}`, {}, { locale: "fr" })).toBe("5 décembre 2026|5 décembre 2026");
  });

  test("take a zone as Braze and as Liquid write it", () => {
    expect(render(`{{ event.time | time_zone: "America/New_York" | date: "%H:%M %Z" }} {{ event.time | date: "%H:%M %z", "Asia/Kolkata" }}`)).toBe(
      "17:30 EST 04:00 +0530",
    );
  });

  test("come from seconds, milliseconds, written dates and now; anything else stays", () => {
    expect(
      render(
        `{{ 1796509800 | date: "%F" }} {{ 1796509800000 | date: "%F" }} {{ "March 14, 2026" | date: "%F" }} {{ "now" | date: "%F" }} {{ "soon" | date: "%F" }}`,
      ),
    ).toBe("2026-12-05 2026-12-05 2026-03-14 2026-12-06 soon");
  });

  test("know the rarer directives", () => {
    expect(render(`{{ event.time | date: "%j %U %W %V %G %u %w %C %y %I %k %L %s %D %T %% %:z %^a %-m %_m %q" }}`)).toBe(
      "339 48 48 49 2026 6 6 20 26 11 23 000 1796509800 12/05/26 23:30:00 % +01:00 SAT 12 12 %q",
    );
  });
});

describe("numbers", () => {
  test("money is written for the reader, from major or minor units, with and without decimals", () => {
    expect(render(`{{ 1234.5 | money: "EUR" }}`, {}, { locale: "de" })).toBe("1.234,50\u00a0€");
    expect(render(`{{ 4990 | money_minor: "usd" }} {{ 4990 | money_minor: "JPY" }} {{ 4990 | money: "JPY" }}`)).toBe("$49.90 ¥4,990 ¥4,990");
    expect(render(`{{ event.price | money }}`, { properties: { price: { amount: 1999, currency: "gbp" } } })).toBe("£19.99");
    expect(render(`{{ 5 | money }} {{ "x" | money: "EUR" }}`)).toBe("5.00 x");
  });

  test("numbers and plurals follow the language", () => {
    expect(render(`{{ 1234567.891 | number }} {{ 2 | number: 2 }}`, {}, { locale: "de" })).toBe("1.234.567,891 2,00");
    expect(render(`{{ 1 | plural: "item", "items" }} {{ 2 | plural: "item", "items" }} {{ 0 | plural: "item", "items" }}`)).toBe("item items items");
    expect(
      render(`{% for n in (1..5) %}{{ n | plural: one: "товар", few: "товара", many: "товаров", other: "товара" }} {% endfor %}`, {}, { locale: "ru" }),
    ).toBe("товар товара товара товара товаров ");
  });
});
