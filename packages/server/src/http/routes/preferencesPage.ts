import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import type { Preferences } from "../../engine/preferences.ts";

const STYLE = `
:root{color-scheme:light dark;--back:#f6f5f2;--card:#fff;--ink:#1d1c1a;--soft:#5f5c57;--line:#dedbd4;--deed:#1f4e4a;--deed-ink:#fff}
@media (prefers-color-scheme:dark){:root{--back:#161615;--card:#20201f;--ink:#f0eeea;--soft:#aaa69f;--line:#3a3936;--deed:#8fd0c8;--deed-ink:#10201e}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px 16px;background:var(--back);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:440px;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px}
.name{margin:0 0 20px;color:var(--soft);font-size:14px}
h1{margin:0 0 12px;font-size:22px;line-height:1.3;font-weight:600;text-wrap:balance}
p{margin:0 0 16px}.soft{color:var(--soft);font-size:14px}
form{margin:0}fieldset{border:0;margin:0 0 20px;padding:0}legend{padding:0;margin-bottom:4px;color:var(--soft);font-size:14px}
label{display:flex;gap:12px;align-items:center;min-height:44px;padding:8px 0;border-bottom:1px solid var(--line);cursor:pointer}
input[type=checkbox]{width:20px;height:20px;margin:0;flex:none;accent-color:var(--deed)}
button{display:block;width:100%;min-height:48px;margin:0 0 12px;padding:12px 20px;border:1px solid var(--deed);border-radius:8px;background:var(--deed);color:var(--deed-ink);font:inherit;font-weight:600;cursor:pointer}
button.second{background:transparent;color:var(--ink);border-color:var(--line);font-weight:400}
a{color:inherit;text-underline-offset:3px}
:focus-visible{outline:3px solid var(--deed);outline-offset:2px}
pre{white-space:pre-wrap;font:inherit}`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** Nothing but our own style and forms to ourselves: no script, no picture, no frame. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** Pages behind links of mails: small, without script, for any browser, light or dark as the reader has it. */
export function sendPage(
  reply: FastifyReply,
  page: { readonly title: string; readonly name?: string; readonly body: string; readonly status?: number },
): FastifyReply {
  return reply
    .code(page.status ?? 200)
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
    })
    .send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(page.title)}</title><style>${STYLE}</style></head>
<body><main>${page.name ? `<p class="name">${escaped(page.name)}</p>` : ""}<h1>${escaped(page.title)}</h1>
${page.body}</main></body>
</html>
`);
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The link is not one of ours, or too old to be known. */
export function sendUnknownLink(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    status: 404,
    title: "This link does not work",
    body: "<p>It may be cut off: open it again from the mail. If that does not help, answer the mail and say what you wanted to change.</p>",
  });
}

/** A preview or test mail: its links lead here and change nothing. */
export function sendSample(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: "This is a sample",
    body: "<p>The link was in a preview or a test mail. In the mail that people get it opens their own page; here it changes nothing.</p>",
  });
}

/** Asks before anything changes: filters follow links too, and must not unsubscribe anybody. */
export function sendUnsubscribePage(reply: FastifyReply, { workspaceName, mailTopic, channelAllowed }: Preferences, preferencesPath: string): FastifyReply {
  const topic = mailTopic ? `<button name="choice" value="topic">Unsubscribe from ${escaped(mailTopic.name)}</button>` : "";
  const all = `<button name="choice" value="all"${mailTopic ? ' class="second"' : ""}>${mailTopic ? "Unsubscribe from all marketing mail" : "Unsubscribe"}</button>`;
  const body = channelAllowed
    ? `<p>Receipts and other mail that you need still come.</p><form method="post">${topic}${all}</form><p class="soft"><a href="${preferencesPath}">Choose what you get</a></p>`
    : `<p>You get no marketing mail from ${escaped(workspaceName)}.</p><p class="soft"><a href="${preferencesPath}">Choose what you get</a></p>`;
  return sendPage(reply, { name: workspaceName, title: channelAllowed ? "Do you want to unsubscribe?" : "You are unsubscribed", body });
}

export function sendUnsubscribedPage(reply: FastifyReply, { workspaceName, mailTopic }: Preferences, all: boolean, preferencesPath: string): FastifyReply {
  const from = all || !mailTopic ? "any more marketing mail" : `any more mail about ${mailTopic.name}`;
  return sendPage(reply, {
    name: workspaceName,
    title: "You are unsubscribed",
    body: `<p>We will not send you ${escaped(from)}.</p><form method="post"><input type="hidden" name="all" value="${all}"><button name="choice" value="undo" class="second">That was a mistake, subscribe me again</button></form><p class="soft"><a href="${preferencesPath}">Choose what you get</a></p>`,
  });
}

export function sendResubscribedPage(reply: FastifyReply, { workspaceName }: Preferences): FastifyReply {
  return sendPage(reply, { name: workspaceName, title: "You are subscribed again", body: "<p>Everything is as it was before.</p>" });
}

export function sendPreferencesPage(reply: FastifyReply, { workspaceName, channelAllowed, topics }: Preferences, saved: boolean): FastifyReply {
  const box = (name: string, value: string, label: string, checked: boolean) =>
    `<label><input type="checkbox" name="${name}" value="${escaped(value)}"${checked ? " checked" : ""}>${escaped(label)}</label>`;
  const list = topics.map((topic) => box("topic", topic.key, topic.name, topic.allowed)).join("");
  return sendPage(reply, {
    name: workspaceName,
    title: saved ? "Saved" : "What do you want to get?",
    body: `${saved ? `<p role="status">Your choice counts from now on.</p>` : ""}<form method="post"><fieldset><legend>Mail from ${escaped(workspaceName)}</legend>${box("channel", "on", "Marketing mail at all", channelAllowed)}${list}</fieldset><button name="choice" value="save">Save</button></form><p class="soft">Receipts and other mail that you need always come.</p>`,
  });
}
