import { type ContentBlock, contentBlockKey, contentBlockTag } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { aMessageContext } from "./aMessageContext.ts";
import { type BlockHost, expandBlocks } from "./contentBlocks.ts";
import { checkMessage, compileMessage, previewMessage } from "./kinds.ts";

const block = (name: string, source: string, more: Partial<ContentBlock> = {}): ContentBlock => ({ name, format: "text", source, ...more });
const tag = contentBlockTag;
const mapOf = (...blocks: ContentBlock[]) => new Map(blocks.map((each) => [contentBlockKey(each.name), each]));
const expand = (source: string, blocks: ContentBlock[], host: BlockHost = "text", language = "en") =>
  expandBlocks(source, host, { blocks: mapOf(...blocks), blockNames: blocks.map(({ name }) => name), language });
const problemsOf = (source: string, blocks: ContentBlock[], host: BlockHost = "text") => expand(source, blocks, host).problems.map(({ code }) => code);

describe("a block stands where it is named", () => {
  const hello = block("Hello", "Hello {{ profile.first_name }}\n");

  test.each([tag("hello"), "{{ content_blocks.Hello }}", '{{ content_blocks["hello"] }}', `{{content_blocks.\${Hello} | id: 'cb1'}}`])("%s", (tag) => {
    expect(expand(`<${tag}>`, [hello])).toMatchObject({ source: "<Hello {{ profile.first_name }}>", problems: [] });
  });

  test("in the language of the text around it", () => {
    const many = block("hi", "Hello", { translations: { de: { source: "Hallo" }, "pt-BR": { source: "Oi" } } });
    expect(["de-AT", "pt", "fr"].map((language) => expand(tag("hi"), [many], "text", language).source)).toEqual(["Hallo", "Oi", "Hello"]);
  });

  test("with blocks of its own", () => {
    expect(expand(`${tag("a")}!`, [block("a", `a${tag("b")}`), block("b", "b")]).source).toBe("ab!");
  });

  test("and takes the spaces around it away where the dashes ask for it", () => {
    expect(expand("a  {{- content_blocks.b -}}  c", [block("b", "b")]).source).toBe("abc");
  });

  test("not in a comment, and not where Liquid is shown as it stands", () => {
    const source = "{% comment %}{{ content_blocks.none }}{% endcomment %}{% raw %}{{ content_blocks.none }}{% endraw %}";
    expect(expand(source, [])).toMatchObject({ source, problems: [] });
  });
});

describe("plain text is written as what surrounds it asks", () => {
  const odd = block("odd", 'a < "b" & {{ event.x }}\nc');

  test.each([
    ["html", "a &lt; &quot;b&quot; &amp; {{ event.x }}<br>\nc"],
    ["mjml", "a &lt; &quot;b&quot; &amp; {{ event.x }}<br>\nc"],
    ["text", 'a < "b" & {{ event.x }}\nc'],
    ["json", 'a < \\"b\\" & {{ event.x }}\\nc'],
  ] as const)("in %s", (host, text) => {
    expect(expand(tag("odd"), [odd], host).source).toBe(text);
  });

  test("HTML in HTML stays HTML", () => {
    expect(expand(tag("a"), [block("a", "<b>{{ event.x }}</b>", { format: "html" })], "html").source).toBe("<b>{{ event.x }}</b>");
  });
});

describe("what cannot be put in its place is said", () => {
  test("a block that is not there, with the one that was meant", () => {
    const [problem] = expand(tag("fotter"), [block("footer", "x")]).problems;
    expect(problem).toEqual({ code: "content_block_missing", message: "There is no published content block “fotter”. Did you mean “footer”?" });
  });

  test("a circle", () => {
    const circle = [block("a", tag("b")), block("b", tag("a"))];
    expect(expand(tag("a"), circle).problems[0]).toEqual({
      code: "content_block_cycle",
      message: "In the content block “b”: A content block cannot hold itself: “a” holds “b” holds “a”.",
    });
  });

  test("blocks that would grow without end", () => {
    const twice = (name: string) => `{{content_blocks.\${${name}}}}`.repeat(40);
    expect(problemsOf(twice("a"), [block("a", twice("b")), block("b", twice("c")), block("c", "x")])).toContain("content_block_too_large");
    expect(problemsOf(twice("a"), [block("a", "x".repeat(50_000))])).toContain("content_block_too_large");
  });

  test("a format that does not fit", () => {
    expect(problemsOf(tag("a"), [block("a", "<b>x</b>", { format: "html" })], "text")).toEqual(["content_block_format"]);
    expect(problemsOf(tag("a"), [block("a", "<mj-text>x</mj-text>", { format: "mjml" })], "html")).toEqual(["content_block_format"]);
  });

  test("a block that is used as a value", () => {
    expect(problemsOf("{% assign x = content_blocks.a %}{{ content_blocks.a | upcase }}", [block("a", "x")])).toEqual([
      "content_block_misplaced",
      "content_block_misplaced",
    ]);
  });

  test("a block that is broken itself, with its own line", () => {
    const [problem] = expand(tag("a"), [block("a", "x\n{% if y %}")]).problems;
    expect(problem?.message).toMatch(/^In the content block “a”, line 2: .*not closed/);
  });
});

describe("in a message", () => {
  const footer = block("footer", "<mj-section><mj-column><mj-text>Bye {{ profile.first_name }}</mj-text></mj-column></mj-section>", { format: "mjml" });
  const sign = block("sign", "Yours & ours, {{ profile.nickname }}");
  const options = { isMarketing: false, language: "en", blocks: mapOf(footer, sign) };
  const mail = {
    channel: "email",
    subject: tag("sign"),
    body: { format: "mjml", source: `<mjml><mj-body>${tag("footer")}</mj-body></mjml>` },
  } as const;

  test("MJML is compiled with the mail, values are escaped as around it, and the plain text has it too", async () => {
    const context = aMessageContext({ attributes: { first_name: "<Ann>", nickname: "A&B" } });
    const { content, problems } = await previewMessage(mail, context, options, { email: "a@shop.example" });
    expect(problems).toEqual([]);
    expect(content).toMatchObject({ subject: "Yours & ours, A&B", html: expect.stringContaining("Bye &lt;Ann&gt;"), text: "Bye <Ann>" });
  });

  test("a mail that lacks a block is not sent", async () => {
    const compiled = await compileMessage(mail, { ...options, blocks: mapOf(sign) });
    const envelope = { workspaceId: 1, sendId: "s", key: "k", to: "a@b.example", campaignId: "c", defaultFrom: { email: "a@shop.example" } };
    expect(compiled.render(aMessageContext(), envelope)).toMatchObject({ outcome: "error", detail: "There is no published content block “footer”." });
  });

  test("a value that may be missing is found in the block, which is named", async () => {
    const problems = await checkMessage(mail, options, { always: new Set(), attributes: [], properties: [] });
    expect(problems.map(({ code, message }) => `${code}: ${message.slice(0, 200)}`)).toEqual([
      expect.stringMatching(/^fallback_missing: .*profile\.nickname.* In the content block “sign”\.$/s),
      expect.stringMatching(/^fallback_missing: .*profile\.first_name.* In the content block “footer”\.$/s),
    ]);
  });

  test("a webhook's JSON stays JSON", async () => {
    const hook = {
      channel: "webhook",
      method: "POST",
      url: "https://crm.example/",
      body: { format: "json", source: `{"text": "${tag("sign")}"}` },
    } as const;
    const { content } = await previewMessage(hook, aMessageContext({ attributes: { nickname: 'A"B' } }), options, { email: "a@shop.example" });
    expect(JSON.parse((content as { body: string }).body)).toEqual({ text: 'Yours & ours, A"B' });
  });
});
