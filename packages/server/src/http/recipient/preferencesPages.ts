import type { Instant, Topic } from "@beckon/core";
import type { FastifyReply } from "fastify";
import { offeredLanguage, type Preferences } from "../../engine/preferences.ts";
import { ownName, say } from "./language.ts";
import { languageLinks } from "./manner.ts";
import { escaped, type Manner, sendPage } from "./page.ts";
import { topicWords } from "./topicWords.ts";

/** The breaks that one may take, in days. */
export const PAUSES = [7, 30, 90] as const;
/** What the page for leaving offers instead. */
export const SHORT_PAUSE = 30;

/** Asks before anything changes: filters follow links too, and must not unsubscribe anybody. */
export function sendUnsubscribePage(reply: FastifyReply, manner: Manner, now: Preferences, preferencesPath: string): FastifyReply {
  const { words } = manner.tongue;
  const isAllowed = now.channels.some(({ key, allowed }) => key === now.channel && allowed);
  if (!isAllowed) {
    const nothing = `<p>${escaped(say(words.nothingComes, { name: manner.name }))}</p>`;
    return sendPage(reply, manner, { title: words.unsubscribed, body: `${nothing}${chooseLink(manner, preferencesPath)}` });
  }
  const topic = now.mailTopic ? button("topic", say(words.unsubscribeFrom, { topic: topicName(now.mailTopic, manner) })) : "";
  const all = button("all", now.mailTopic ? words.unsubscribeAll : words.unsubscribe, now.mailTopic !== null);
  const pause = now.pausedUntil === null ? button("pause", say(words.pauseInstead, { days: SHORT_PAUSE }), true) : "";
  return sendPage(reply, manner, {
    title: words.askUnsubscribe,
    body: `<p>${escaped(words.receiptsStay)}</p><form method="post">${topic}${all}${pause}</form>${chooseLink(manner, preferencesPath)}`,
    languages: languageLinks(now.workspace, manner.tongue),
  });
}

export function sendUnsubscribedPage(reply: FastifyReply, manner: Manner, now: Preferences, all: boolean, preferencesPath: string): FastifyReply {
  const { words } = manner.tongue;
  const what = all || !now.mailTopic ? words.noMore : say(words.noMoreAbout, { topic: topicName(now.mailTopic, manner) });
  const undo = `<form method="post"><input type="hidden" name="all" value="${all}">${button("undo", words.mistake, true)}</form>`;
  return sendPage(reply, manner, { title: words.unsubscribed, body: `<p>${escaped(what)}</p>${undo}${chooseLink(manner, preferencesPath)}` });
}

export function sendPausedPage(reply: FastifyReply, manner: Manner, until: Instant, preferencesPath: string): FastifyReply {
  const { words } = manner.tongue;
  const body = `<p>${escaped(say(words.pausedHelp, { date: dayOf(until, manner) }))}</p>${chooseLink(manner, preferencesPath)}`;
  return sendPage(reply, manner, { title: words.paused, body });
}

export function sendResubscribedPage(reply: FastifyReply, manner: Manner): FastifyReply {
  const { words } = manner.tongue;
  return sendPage(reply, manner, { title: words.subscribedAgain, body: `<p>${escaped(words.asBefore)}</p>` });
}

export function sendPreferencesPage(reply: FastifyReply, manner: Manner, now: Preferences, saved: boolean): FastifyReply {
  const { words } = manner.tongue;
  const note = saved ? `<p role="status">${escaped(words.savedHelp)}</p>` : "";
  const parts = [channelsOf(now, manner), topicsOf(now, manner), pauseOf(now, manner), languageOf(now, manner)].join("");
  return sendPage(reply, manner, {
    title: saved ? words.saved : words.preferences,
    body: `${note}<form method="post">${parts}<button name="choice" value="save">${escaped(words.save)}</button></form><p class="soft">${escaped(words.receiptsAlways)}</p>`,
    languages: languageLinks(now.workspace, manner.tongue),
  });
}

function channelsOf({ channels, channel, address }: Preferences, { tongue }: Manner): string {
  const { words } = tongue;
  const nameOf = (key: string) =>
    key === channel && key === "email" ? say(words.channelEmail, { address: maskedAddress(address) }) : say(words.channelOther, { channel: key });
  return group(words.channels, channels.map(({ key, allowed }) => checkbox("channel", key, nameOf(key), null, allowed)).join(""));
}

function topicsOf({ topics }: Preferences, manner: Manner): string {
  if (topics.length === 0) return "";
  const { words, tag } = manner.tongue;
  const rows = topics.map(({ topic, state }) => {
    const { name, description } = topicWords(topic, tag);
    return checkbox("topic", topic.key, name, state === "pending" ? words.pending : description, state === "allowed");
  });
  return group(words.topics, rows.join(""));
}

/** A pause that runs stays as it is unless something else is chosen. */
function pauseOf({ pausedUntil }: Preferences, manner: Manner): string {
  const { words } = manner.tongue;
  const running = pausedUntil === null ? "" : option("keep", say(words.pauseUntil, { date: dayOf(pausedUntil, manner) }), true);
  const options = [running, option("0", words.pauseNone, pausedUntil === null), ...PAUSES.map((days) => option(String(days), say(words.pauseDays, { days })))];
  return choice("pause", words.pause, options.join(""));
}

function languageOf({ workspace, locale }: Preferences, { tongue }: Manner): string {
  const { languages } = workspace.settings;
  if (languages.length < 2) return "";
  const current = offeredLanguage(languages, locale) ?? offeredLanguage(languages, tongue.tag) ?? languages[0];
  return choice("language", tongue.words.language, languages.map((language) => option(language, ownName(language), language === current)).join(""));
}

function topicName(topic: Topic, { tongue }: Manner): string {
  return topicWords(topic, tongue.tag).name;
}

function dayOf(at: Instant, { tongue }: Manner): string {
  return new Intl.DateTimeFormat(tongue.tag, { dateStyle: "long", timeZone: "UTC" }).format(at);
}

/** Mails are forwarded: whoever opens the link need not learn the whole address. */
function maskedAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 1 ? address : `${address.slice(0, 1)}•••${address.slice(at)}`;
}

function chooseLink({ tongue }: Manner, path: string): string {
  return `<p class="soft"><a href="${escaped(path)}">${escaped(tongue.words.choose)}</a></p>`;
}

function button(value: string, text: string, second = false): string {
  return `<button name="choice" value="${value}"${second ? ' class="second"' : ""}>${escaped(text)}</button>`;
}

function group(legend: string, rows: string): string {
  return `<fieldset><legend>${escaped(legend)}</legend>${rows}</fieldset>`;
}

/** One line to tick; used by the page to subscribe too. */
export function checkbox(name: string, value: string, label: string, note: string | null, checked: boolean): string {
  const small = note === null ? "" : `<small>${escaped(note)}</small>`;
  return `<label class="row"><input type="checkbox" name="${name}" value="${escaped(value)}"${checked ? " checked" : ""}><span>${escaped(label)}${small}</span></label>`;
}

function choice(name: string, label: string, options: string): string {
  return `<p class="field"><label class="label" for="${name}">${escaped(label)}</label><select id="${name}" name="${name}">${options}</select></p>`;
}

function option(value: string, text: string, selected = false): string {
  return `<option value="${escaped(value)}"${selected ? " selected" : ""}>${escaped(text)}</option>`;
}
