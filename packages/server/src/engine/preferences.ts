import { type Consent, type ConsentChange, type ConsentState, DAY, INTERNAL, type Instant, type JsonObject, type Topic } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { type LinkedSend, readLinkedSend, readRequestedTopic } from "../store/messages.ts";
import { readPeople } from "../store/profiles.ts";
import { readWorkspace, type WorkspaceRow } from "../store/workspaces.ts";
import { eventOf } from "./engagement.ts";
import type { Ingest } from "./incoming.ts";
import type { LinkedCopy } from "./linkSigner.ts";
import type { Visit } from "./machineVisits.ts";

/** A topic as one person stands to it. */
export interface TopicChoice {
  readonly topic: Topic;
  /** `pending`: asked for, and not confirmed yet. */
  readonly state: "allowed" | "left" | "pending";
}

/** What a person may choose on the pages that our mails lead to, as it stands now. */
export interface Preferences {
  readonly workspace: WorkspaceRow;
  /** The channel of the mail that the link was in, and where it went. */
  readonly channel: string;
  readonly address: string;
  /** Every channel on which something may be said, and whether marketing may come by it. */
  readonly channels: readonly { readonly key: string; readonly allowed: boolean }[];
  readonly topics: readonly TopicChoice[];
  /** The topic of the mail that the link was in. */
  readonly mailTopic: Topic | null;
  /** The end of a pause that is not over. */
  readonly pausedUntil: Instant | null;
  /** The language that the person chose or brought along, or null. */
  readonly locale: string | null;
}

/** Everything as the person set it on the page. */
export interface WantedPreferences {
  readonly channels: ReadonlySet<string>;
  readonly topics: ReadonlySet<string>;
  /** Days from now; 0 for none; null leaves it as it is. */
  readonly pauseDays: number | null;
  /** Null leaves it as it is. */
  readonly locale: string | null;
}

/** Where somebody said it; kept with the consent. */
export type ConsentSource = "one_click" | "unsubscribe_page" | "preferences_page" | "confirmation_page";

/** How long a link to confirm a subscription counts. */
const CONFIRM_WITHIN = 30 * DAY;

/** A subscription that a mail asks to confirm. */
export interface Confirmation {
  readonly workspace: WorkspaceRow;
  readonly topic: Topic;
  readonly locale: string | null;
  /** `waiting`: the person may confirm. `done`: they did. `gone`: they left since, or the link is too old. */
  readonly state: "waiting" | "done" | "gone";
}

/** Reads and changes what a person wants to get, for the pages behind the links of our mails. */
export class PreferencesDesk {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #ingest: Ingest;

  constructor({ db, clock, ingest }: { readonly db: Db; readonly clock: Clock; readonly ingest: Ingest }) {
    this.#db = db;
    this.#clock = clock;
    this.#ingest = ingest;
  }

  /** Null where the mail is not known any more. */
  async read(copy: LinkedCopy): Promise<Preferences | null> {
    const found = await this.#find(copy);
    if (!found) return null;
    const { send, workspace, consent, pausedUntil, locale } = found;
    const { topics } = workspace.settings;
    const channels = [...new Set([send.channel, ...Object.keys(consent.channels)])];
    return {
      workspace,
      channel: send.channel,
      address: send.address,
      channels: channels.map((key) => ({ key, allowed: stateOf(consent.channels, key) !== "unsubscribed" })),
      topics: topics.map((topic) => ({ topic, state: choiceOf(topic, consent) })),
      mailTopic: topics.find((topic) => topic.key === send.topic) ?? null,
      pausedUntil: pausedUntil !== null && pausedUntil > this.#clock.now() ? pausedUntil : null,
      locale,
    };
  }

  /** No more of this: the topic of the mail, or with `all` (and where it has none) the channel. @returns whether the mail is known */
  async unsubscribe(copy: LinkedCopy, all: boolean, by: ConsentSource, visit: Visit): Promise<boolean> {
    return this.#say(copy, INTERNAL.messageUnsubscribed, (send) => wholeOrTopic(send, all, "unsubscribed", by), visit);
  }

  /** It was not meant so. The link came to the person's own address, which is all that a confirmation could show. */
  async resubscribe(copy: LinkedCopy, all: boolean, by: ConsentSource, visit: Visit): Promise<boolean> {
    return this.#say(copy, INTERNAL.consentChanged, (send) => ({ ...wholeOrTopic(send, all, "subscribed", by), confirmed: true }), visit);
  }

  /** @returns the end of the pause, or null where the mail is not known */
  async pause(copy: LinkedCopy, days: number, by: ConsentSource, visit: Visit): Promise<Instant | null> {
    const until = this.#clock.now() + days * DAY;
    return (await this.#say(copy, INTERNAL.consentChanged, () => ({ pauseUntil: until, by }), visit)) ? until : null;
  }

  /** Says what differs from how it stands: what the person left alone stays as it was. @returns whether the mail is known */
  async save(copy: LinkedCopy, wanted: WantedPreferences, visit: Visit): Promise<boolean> {
    const now = await this.read(copy);
    if (!now) return false;
    const channels = now.channels.filter(({ key, allowed }) => allowed !== wanted.channels.has(key)).map(({ key }) => [key, wordFor(wanted.channels.has(key))]);
    const topics = now.topics
      .filter(({ topic, state }) => (state === "allowed") !== wanted.topics.has(topic.key))
      .map(({ topic }) => [topic.key, wordFor(wanted.topics.has(topic.key))]);
    const said: ConsentChange = {
      ...(channels.length > 0 ? { channels: Object.fromEntries(channels) } : {}),
      ...(topics.length > 0 ? { topics: Object.fromEntries(topics) } : {}),
      ...this.#pauseSaid(wanted.pauseDays, now.pausedUntil),
    };
    const locale =
      wanted.locale !== null && wanted.locale !== (offeredLanguage(now.workspace.settings.languages, now.locale) ?? now.locale)
        ? { locale: wanted.locale }
        : undefined;
    if (Object.keys(said).length === 0 && locale === undefined) return true;
    return this.#say(copy, INTERNAL.consentChanged, () => ({ ...said, confirmed: true, by: "preferences_page" }), visit, locale);
  }

  /** What the link in a confirmation mail is about; null where it is about nothing. */
  async readConfirmation(copy: LinkedCopy): Promise<Confirmation | null> {
    const found = await this.#find(copy);
    if (!found) return null;
    const { topics } = found.workspace.settings;
    const key = (await readRequestedTopic(this.#db, copy.bucket, found.send.enrollmentId)) ?? found.send.topic ?? onlyPending(topics, found.consent);
    const topic = topics.find((candidate) => candidate.key === key);
    if (!topic) return null;
    const choice = choiceOf(topic, found.consent);
    const isOld = (found.send.sentAt ?? 0) + CONFIRM_WITHIN < this.#clock.now();
    const state = choice === "allowed" ? "done" : choice === "left" || isOld ? "gone" : "waiting";
    return { workspace: found.workspace, topic, locale: found.locale, state };
  }

  /** The person says that the address is theirs and that they want it. */
  async confirm(copy: LinkedCopy, { topic }: Confirmation, visit: Visit): Promise<void> {
    await this.#say(copy, INTERNAL.consentChanged, () => ({ topics: { [topic.key]: "subscribed" }, confirmed: true, by: "confirmation_page" }), visit);
  }

  #pauseSaid(days: number | null, pausedUntil: Instant | null): Pick<ConsentChange, "pauseUntil"> {
    if (days === null || (days === 0 && pausedUntil === null)) return {};
    return { pauseUntil: days === 0 ? null : this.#clock.now() + days * DAY };
  }

  async #say(copy: LinkedCopy, name: string, said: (send: LinkedSend) => ConsentChange, visit: Visit, attributes?: JsonObject): Promise<boolean> {
    const send = await readLinkedSend(this.#db, copy.bucket, copy.sendId);
    if (!send) return false;
    const consent = said(send);
    const event = eventOf(send, name, `consent:${send.id}:${this.#clock.now()}:${name}`, visit, {
      ...(send.topic === null ? {} : { topic: send.topic }),
      by: consent.by ?? "",
    });
    await this.#ingest.accept([{ ...event, consent, ...(attributes ? { attributes } : {}) }]);
    return true;
  }

  async #find(copy: LinkedCopy) {
    const send = await readLinkedSend(this.#db, copy.bucket, copy.sendId);
    const workspace = send && (await readWorkspace(this.#db, send.workspaceId));
    if (!send || !workspace) return null;
    let person = (await readPeople(this.#db, [send.profileId])).get(send.profileId);
    for (let merges = 0; person?.mergedInto && merges < MERGES_MAX; merges += 1) {
      const { mergedInto } = person;
      person = (await readPeople(this.#db, [mergedInto])).get(mergedInto);
    }
    const { consent = NOTHING_SAID, pausedUntil = null, attributes = {} } = person?.profile ?? {};
    const locale = attributes["locale"] ?? attributes["language"];
    return { send, workspace, consent, pausedUntil, locale: typeof locale === "string" && locale !== "" ? locale : null };
  }
}

/** A chain of merges that is longer has a circle. */
const MERGES_MAX = 20;
const NOTHING_SAID: Consent = { channels: {}, topics: {} };

function wholeOrTopic(send: LinkedSend, all: boolean, state: ConsentState, by: ConsentSource): ConsentChange {
  return all || send.topic === null ? { channels: { [send.channel]: state }, by } : { topics: { [send.topic]: state }, by };
}

function choiceOf(topic: Topic, consent: Consent): TopicChoice["state"] {
  const state = stateOf(consent.topics, topic.key);
  if (state === "pending") return "pending";
  if (topic.consent === "opt_out") return state === "unsubscribed" ? "left" : "allowed";
  return state === "subscribed" ? "allowed" : "left";
}

/** After a merge the request stands in another bucket; where one topic waits, it can be no other. */
function onlyPending(topics: readonly Topic[], consent: Consent): string | null {
  const waiting = topics.filter((topic) => choiceOf(topic, consent) === "pending");
  return waiting.length === 1 ? (waiting[0]?.key ?? null) : null;
}

function stateOf(states: { readonly [name: string]: ConsentState }, name: string): ConsentState | undefined {
  return Object.hasOwn(states, name) ? states[name] : undefined;
}

function wordFor(allowed: boolean): ConsentState {
  return allowed ? "subscribed" : "unsubscribed";
}

/** Who reads `fr-FR` reads French, where that is what is offered: nothing else is to be chosen for them. */
export function offeredLanguage(languages: readonly string[], wish: string | null): string | undefined {
  return [wish, wish?.split("-")[0]].find((language): language is string => typeof language === "string" && languages.includes(language));
}
