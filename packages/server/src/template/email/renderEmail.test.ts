import type { EmailMessage, RenderedEmail } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { aMessageContext } from "../aMessageContext.ts";
import type { RenderOutcome } from "../messageTemplate.ts";
import { compileEmail } from "./compileEmail.ts";
import { renderEmail } from "./renderEmail.ts";

const ENVELOPE = {
  workspaceId: 1,
  sendId: "send-1",
  key: "c1:1:e1:email:ann@shop.example",
  to: "ann@shop.example",
  campaignId: "c1",
  defaultFrom: { name: "Shop", email: "hello@shop.example" },
};

const PRODUCTS = `<mjml><mj-body>
  <mj-section><mj-column><mj-text>Hi {{ profile.first_name | default: "there" }}</mj-text></mj-column></mj-section>
  {% for item in event.items %}
  <mj-section><mj-column><mj-text>{{ item.name }} {% if item.price > 100 %}dear{% endif %}</mj-text><mj-button href="https://shop.example/p/{{ item.id }}?a=1&b={{ item.name | url_encode }}" background-color="{{ item.color }}">Buy</mj-button></mj-column></mj-section>
  {% endfor %}
</mj-body></mjml>`;

async function send(
  message: Partial<EmailMessage>,
  change: Parameters<typeof aMessageContext>[0] = {},
  isMarketing = true,
): Promise<RenderOutcome<RenderedEmail>> {
  const compiled = await compileEmail(
    { channel: "email", subject: "Hi", body: { format: "html", source: "<p>Hi</p>" }, ...message },
    { isMarketing, language: "en" },
  );
  return renderEmail(compiled, aMessageContext(change), ENVELOPE);
}

async function email(...args: Parameters<typeof send>) {
  const outcome = await send(...args);
  if (outcome.outcome !== "rendered") throw new Error(JSON.stringify(outcome));
  return outcome.message;
}

const html = (source: string) => ({ body: { format: "html" as const, source } });

describe("MJML", () => {
  const items = [
    { id: 1, name: "Tea & <Pot>", price: 120, color: "#aabbcc" },
    { id: 2, name: "Cup", price: 5, color: "#112233" },
  ];

  test("loops over sections, with Liquid in text, attributes and addresses, and stays balanced for none, one and two", async () => {
    for (const count of [0, 1, 2]) {
      const mail = await email({ body: { format: "mjml", source: PRODUCTS } }, { properties: { items: items.slice(0, count) } });
      const tags = (name: string) => mail.html!.match(new RegExp(`<${name}\\b`, "g"))?.length ?? 0;
      for (const name of ["table", "tr", "td", "div"])
        expect(tags(name), `${name} for ${count}`).toBe(mail.html!.match(new RegExp(`</${name}>`, "g"))?.length ?? 0);
      expect(mail.html!.match(/Buy/g)?.length ?? 0).toBe(count);
    }
    const mail = await email({ body: { format: "mjml", source: PRODUCTS } }, { properties: { items } });
    expect(mail.html).toContain("Tea &amp; &lt;Pot&gt; dear");
    expect(mail.html).toContain("background:#aabbcc");
    expect(mail.html).toContain(`href="https://mail.example/c/T?${encodeURIComponent("https://shop.example/p/1?a=1&b=Tea+%26+%3CPot%3E")}"`);
    expect(mail.html).not.toMatch(/\{[{%]|ZLQ/);
  });

  test("that mrml would get wrong is given to the reference compiler", async () => {
    const source = `<mjml><mj-head><mj-style inline="inline">.red { color: red }</mj-style></mj-head><mj-body><mj-section><mj-column><mj-text><span class="red">{{ profile.first_name }}</span></mj-text></mj-column></mj-section></mj-body></mjml>`;
    expect((await email({ body: { format: "mjml", source } })).html).toMatch(/<span class="red" style="color: red;?">Ann<\/span>/);
  });

  test("both compilers give working mails of the same source", async () => {
    const styled = PRODUCTS.replace("<mj-body>", `<mj-head><mj-style inline="inline">.none { color: red }</mj-style></mj-head><mj-body>`);
    const quick = await email({ body: { format: "mjml", source: PRODUCTS } }, { properties: { items } });
    const reference = await email({ body: { format: "mjml", source: styled } }, { properties: { items } });
    const links = (mail: { html: string | null }) => [...mail.html!.matchAll(/href="(https:\/\/mail\.example[^"]*)"/g)].map((match) => match[1]);
    expect(links(quick)).toEqual(links(reference));
    expect(quick.text).toBe(reference.text);
  });

  test("keeps Liquid that stands around it, and drops nothing without saying so", async () => {
    expect(
      (
        await email({
          body: {
            format: "mjml",
            source: `{% assign who = "you" %}<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{ who }}</mj-text></mj-column></mj-section></mj-body></mjml>`,
          },
        })
      ).html,
    ).toContain("Hi you");
    for (const [source, problem] of [
      ["<mj-foo/>", "There is no MJML element <mj-foo>"],
      ["<mj-include path='/etc/passwd'/>", "<mj-include> reads other files"],
    ] as const) {
      expect(
        await send({ body: { format: "mjml", source: `<mjml><mj-body><mj-section><mj-column>${source}</mj-column></mj-section></mj-body></mjml>` } }),
      ).toMatchObject({ outcome: "error", detail: expect.stringContaining(problem) });
    }
    expect(await send({ body: { format: "mjml", source: "hello" } })).toMatchObject({ outcome: "error" });
    expect(await send({ body: { format: "mjml", source: "<mjml><mj-body><mj-section></mj-body></mjml>" } })).toMatchObject({
      outcome: expect.stringMatching(/error|rendered/),
    });
  });
});

describe("links", () => {
  test("of the web are tracked; anchors, mail, our own pages and marked ones are not", async () => {
    const { html: out } = await email(
      html(
        `<a href="https://a.example/?x=1&amp;y=2">1</a><a href='{{ event.url }}'>2</a><a href=#top>3</a><a href="mailto:a@b.example">4</a><a href="{{ message.preferences_url }}">5</a><a href="https://b.example" clicktracking="off">6</a>`,
      ),
      { properties: { url: "https://c.example/<x>" } },
    );
    expect(out).toContain(`href="https://mail.example/c/T?${encodeURIComponent("https://a.example/?x=1&y=2")}">1`);
    expect(out).toContain(`href="https://mail.example/c/T?${encodeURIComponent("https://c.example/<x>")}">2`);
    expect(out).toContain(`href=#top>3</a><a href="mailto:a@b.example">4</a><a href="https://mail.example/p/T">5</a><a href="https://b.example">6`);
  });

  test("with a condition inside the address, and inside conditions, work", async () => {
    const { html: out } = await email(
      html(`{% if profile.vip %}<a href="https://a.example/{% if profile.vip %}vip{% else %}all{% endif %}">x</a>{% endif %}`),
      { attributes: { vip: true } },
    );
    expect(out).toContain(encodeURIComponent("https://a.example/vip"));
  });

  test("are the same in the plain-text part", async () => {
    const { text } = await email(
      html(`<h1>Hi {{ profile.first_name }}</h1><p>One<br>two</p><a href="https://a.example/?x=1&amp;y=2"><img src="l.png" alt="Our logo"></a>`),
      { attributes: { first_name: "Ann & <Bo>" } },
    );
    expect(text).toContain(`Hi Ann & <Bo>\n\nOne\ntwo\n\nOur logo <https://mail.example/c/T?${encodeURIComponent("https://a.example/?x=1&y=2")}>`);
  });
});

describe("headers", () => {
  test("cannot be injected by what a customer sent", async () => {
    const mail = await email(
      { subject: "Hi {{ profile.first_name }}", from: { name: "Shop\r\nBcc: x@y.example", email: "a@shop.example" } },
      { attributes: { first_name: "Ann\r\nBcc: evil@x.example\u2028\u0000" } },
    );
    expect(mail.subject).toBe("Hi Ann Bcc: evil@x.example");
    expect(mail.from.name).toBe("Shop Bcc: x@y.example");
  });

  test("carry one-click unsubscribe for marketing only, and a Message-ID that is the same for the same send", async () => {
    const [marketing, again, transactional] = [await email({}), await email({}), await email({}, {}, false)];
    expect(marketing.headers).toMatchObject({ "List-Unsubscribe": "<https://mail.example/u/T>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" });
    expect(transactional.headers).not.toHaveProperty("List-Unsubscribe");
    expect(marketing.messageId).toBe(again.messageId);
    expect(marketing.messageId).toMatch(/^<[0-9a-f]{32}@shop\.example>$/);
  });
});

describe("the way out", () => {
  test("is added to marketing that shows none, and only there", async () => {
    const added = await email(html("<html><body><p>Hi</p></body></html>"));
    expect(added.html).toMatch(/<a href="https:\/\/mail\.example\/u\/T"[^>]*>Unsubscribe<\/a>.*<\/body>/s);
    expect(added.text).toContain("Unsubscribe: https://mail.example/u/T");
    const own = await email(html(`<p><a href="{{ message.unsubscribe_url }}">Leave</a></p>`));
    expect(own.html!.match(/mail\.example\/u\/T/g)).toHaveLength(1);
    expect(own.text).toContain("Leave <https://mail.example/u/T>");
    expect((await email({}, {}, false)).html).not.toContain("/u/T");
  });
});

test("a text message has no HTML part and no pixel", async () => {
  const mail = await email({ body: { format: "text", source: "Hi {{ profile.first_name }} https://a.example" } }, { attributes: { first_name: "A & B" } });
  expect(mail.html).toBeNull();
  expect(mail.text).toMatch(/^Hi A & B https:\/\/a\.example\n\n--\nShop\nUnsubscribe: /);
});

test("the preheader is hidden at the top, the pixel stands at the end", async () => {
  const { html: out } = await email({ preheader: "{{ profile.first_name }}, look", ...html(`<html><body class="x>y"><p>Hi</p></body></html>`) });
  expect(out).toMatch(
    /^<html><body class="x>y"><div style="display:none[^>]*>Ann, look<\/div><p>Hi<\/p>.*<img src="https:\/\/mail\.example\/o\/T\.gif"[^>]*><\/body><\/html>$/s,
  );
});

describe("languages", () => {
  const message: Partial<EmailMessage> = {
    subject: "Hello",
    translations: {
      de: { subject: "Hallo", body: { format: "text", source: `{{ event.time | date: "%B" }}` } },
      "pt-BR": { subject: "Oi", body: { format: "text", source: "Oi" } },
    },
  };

  test("fall back from region to language to the default", async () => {
    const subjects = await Promise.all(
      ["de-AT", "de", "DE_ch", "pt-br", "pt", "pt-PT", "ja", null].map(async (locale) => (await email(message, { locale })).subject),
    );
    expect(subjects).toEqual(["Hallo", "Hallo", "Hallo", "Oi", "Oi", "Oi", "Hello", "Hello"]);
  });

  test("numbers and dates keep to the language of the text, in the reader's region", async () => {
    const text = async (locale: string | null) =>
      (await email({ body: { format: "text", source: `{{ event.time | date: "short" }} {{ 1.5 | number }}` } }, { locale }, false)).text;
    expect(await text("en-GB")).toBe("05/12/2026 1.5");
    expect(await text("fr-FR")).toBe("12/5/26 1.5");
    expect(await text("not a locale!")).toBe("12/5/26 1.5");
    expect((await email(message, { locale: "de-AT" })).text).toMatch(/^Dezember/);
  });
});

describe("what cannot be sent says why", () => {
  test("a missing variable names itself, unless the author chose to send", async () => {
    expect(await send({ subject: "Hi {{ profile.nickname }}" })).toEqual({
      outcome: "error",
      detail: "profile.nickname has no value and no default",
      variable: "profile.nickname",
    });
    expect((await email({ subject: "Hi {{ profile.nickname }}", onMissing: "send" })).subject).toBe("Hi");
  });

  test("abort_message gives its reason", async () => {
    expect(await send(html(`{% abort_message("sold out") %}`))).toEqual({ outcome: "aborted", reason: "sold out" });
  });

  test("a broken template is an error with its line", async () => {
    expect(await send(html("<p>\n{% if x %}</p>"))).toMatchObject({ outcome: "error", detail: expect.stringContaining("not closed") });
    const compiled = await compileEmail(
      { channel: "email", subject: "{{ x | nope }}", body: { format: "html", source: "a\n\n{{ y | nope }}" } },
      { isMarketing: true, language: "en" },
    );
    expect(compiled.problems.map((problem) => [problem.path, problem.message])).toEqual([
      ["message.subject", "There is no filter “nope”. (line 1)"],
      ["message.body.source", "There is no filter “nope”. (line 3)"],
    ]);
  });
});

test("what Braze and Customer.io users write works", async () => {
  const source =
    "{{$(first_name)}} {{ $(first_name) | default: 'x' | upcase }} {{custom_attribute.$(Fav Colour)}} {{event_properties.$(total) | money: 'USD'}} {% if custom_attribute.$(none) %}no{% endif %}";
  const mail = await email(
    {
      body: {
        format: "text",
        source: `${source.replace(/\$\(([^)]*)\)/g, (_all, name: string) => `\${${name}}`)} {{ customer.first_name }} {{ trigger.total }} {% unsubscribe_url %}`,
      },
    },
    { attributes: { first_name: "Ann", "Fav Colour": "red" }, properties: { total: 5 } },
  );
  expect(mail.text).toBe("Ann ANN red $5.00  Ann 5 https://mail.example/u/T");
});

test("names are found however the source spelled them", async () => {
  const text = async (attributes: { [name: string]: string }) =>
    (
      await email(
        { body: { format: "text", source: "{{ profile.first_name }}|{{ profile.last_name }}|{{ profile.name }}|{{ profile.email }}" }, onMissing: "send" },
        { attributes },
        false,
      )
    ).text;
  expect(await text({ firstName: "Ann", lastName: "Lee" })).toBe("Ann|Lee|Ann Lee|ann@shop.example");
  expect(await text({ name: "Ann van Lee", email: "other@x.example" })).toBe("Ann|van Lee|Ann van Lee|other@x.example");
});
