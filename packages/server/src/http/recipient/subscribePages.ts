import type { Topic } from "@beckon/core";
import type { FastifyReply } from "fastify";
import { say } from "./language.ts";
import { escaped, type Manner, sendPage } from "./page.ts";
import { checkbox } from "./preferencesPages.ts";
import { topicWords } from "./topicWords.ts";

/** What somebody has typed and ticked so far, and what is wrong with it. */
export interface SubscribeForm {
  readonly email: string;
  readonly topics: ReadonlySet<string>;
  readonly wrong: { readonly email?: true; readonly topics?: true };
}

/** A field that no person sees: what fills it is a program. */
export const TRAP = "company";

export function sendSubscribePage(reply: FastifyReply, manner: Manner, topics: readonly Topic[], form: SubscribeForm, languages: string): FastifyReply {
  const { words, tag } = manner.tongue;
  const error = (id: string, text: string) => `<p class="error" id="${id}" role="alert">${escaped(text)}</p>`;
  const emailError = form.wrong.email ? error("email-error", words.emailWrong) : "";
  const described = form.wrong.email ? ' aria-invalid="true" aria-describedby="email-error"' : "";
  const email = `<p class="field"><label class="label" for="email">${escaped(words.email)}</label><input type="email" id="email" name="email" autocomplete="email" required maxlength="254" value="${escaped(form.email)}"${described}></p>${emailError}`;
  const rows = topics.map((topic) => {
    const { name, description } = topicWords(topic, tag);
    return checkbox("topic", topic.key, name, description, form.topics.has(topic.key));
  });
  const topicsError = form.wrong.topics ? error("topics-error", words.topicsNone) : "";
  const trap = `<p class="trap" aria-hidden="true"><label>Company <input name="${TRAP}" tabindex="-1" autocomplete="off"></label></p>`;
  return sendPage(reply, manner, {
    status: form.wrong.email || form.wrong.topics ? 422 : 200,
    title: words.subscribe,
    body: `<form method="post" novalidate>${email}<fieldset><legend>${escaped(words.topics)}</legend>${rows.join("")}</fieldset>${topicsError}${trap}<button>${escaped(words.subscribe)}</button></form>`,
    languages,
  });
}

export function sendCheckMailPage(reply: FastifyReply, manner: Manner, email: string): FastifyReply {
  const { words } = manner.tongue;
  return sendPage(reply, manner, { title: words.checkMail, body: `<p>${escaped(say(words.checkMailHelp, { address: email }))}</p>` });
}
