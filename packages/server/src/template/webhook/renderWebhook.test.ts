import type { WebhookMessage } from "@beckon/core";
import { expect, test } from "vitest";
import { aMessageContext } from "../aMessageContext.ts";
import { checkMessage, compileMessage, previewMessage } from "../kinds.ts";

const OPTIONS = { isMarketing: false, language: "en" };
const message = (more: Partial<WebhookMessage> = {}): WebhookMessage => ({ channel: "webhook", method: "POST", url: "https://crm.example/people", ...more });

async function render(document: WebhookMessage, attributes: Record<string, string> = {}) {
  const compiled = await compileMessage(document, OPTIONS);
  const envelope = { workspaceId: 1, sendId: "s", key: "k", to: "crm.example", campaignId: "c", defaultFrom: { email: "a@b.example" } };
  return compiled.render(aMessageContext({ attributes }), envelope);
}

test("no value of a customer breaks the JSON, the address or a header", async () => {
  const document = message({
    url: "https://crm.example/p/{{ profile.name }}?q={{ profile.name }}",
    headers: [{ name: "X-Name", value: "{{ profile.name }}" }],
    body: { format: "json", source: '{"name": "{{ profile.name }}", "again": {{ profile.name | json }}}' },
  });
  const name = '"},/../?&\r\nX-Evil: 1 é';
  const rendered = await render(document, { name });
  if (rendered.outcome !== "rendered" || rendered.message.channel !== "webhook") throw new Error(JSON.stringify(rendered));
  expect(JSON.parse(rendered.message.body ?? "")).toEqual({ name, again: name });
  expect(new URL(rendered.message.url).pathname).toBe(`/p/${encodeURIComponent(name)}`);
  expect(rendered.message.headers).toContainEqual({ name: "X-Name", value: '"},/../?& X-Evil: 1 é' });
});

test("a step up in the path and a body that is no JSON are not sent", async () => {
  expect(await render(message({ url: "https://crm.example/{{ profile.name }}/keys" }), { name: ".." })).toMatchObject({ outcome: "error" });
  expect(await render(message({ body: { format: "json", source: "{ {{ profile.name }} }" } }), { name: "x" })).toMatchObject({
    outcome: "error",
    detail: expect.stringContaining("no JSON"),
  });
});

test("missing fallbacks, headers of our own and a body of GET are named before the launch; a secret is not shown", async () => {
  const document = message({
    method: "GET",
    headers: [
      { name: "Host", value: "x" },
      { name: "Authorization", sealed: "v1.x" },
    ],
    body: { format: "form", fields: [{ name: "a", value: "{{ event.nothing }}" }] },
  });
  const problems = await checkMessage(document, OPTIONS, { always: new Set(), attributes: [], properties: [] });
  expect(problems.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
    "error message.headers[0].name",
    "error message.body",
    "warning message.body.fields[0].value",
  ]);
  const { content } = await previewMessage(document, aMessageContext(), OPTIONS, { email: "a@b.example" });
  expect(content).toMatchObject({ headers: { Authorization: "(secret)" }, body: "a=" });
});
