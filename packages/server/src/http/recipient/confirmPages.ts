import type { Topic } from "@beckon/core";
import type { FastifyReply } from "fastify";
import { say } from "./language.ts";
import { escaped, type Manner, sendPage } from "./page.ts";
import { topicWords } from "./topicWords.ts";

/** A button, because filters follow links: only the person presses it. */
export function sendConfirmPage(reply: FastifyReply, manner: Manner, topic: Topic): FastifyReply {
  const { words, tag } = manner.tongue;
  const { name, description } = topicWords(topic, tag);
  const what = escaped(say(words.askConfirmHelp, { name: manner.name, topic: name }));
  const more = description === null ? "" : `<p class="soft">${escaped(description)}</p>`;
  return sendPage(reply, manner, {
    title: words.askConfirm,
    body: `<p>${what}</p>${more}<form method="post"><button>${escaped(words.confirm)}</button></form>`,
  });
}

export function sendConfirmedPage(reply: FastifyReply, manner: Manner): FastifyReply {
  const { words } = manner.tongue;
  return sendPage(reply, manner, { title: words.confirmed, body: `<p>${escaped(words.confirmedHelp)}</p>` });
}
