import { type Consent, type ConsentChange, type ConsentState, INTERNAL, type Topic } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { readRules } from "../store/definitions.ts";
import { type LinkedSend, readLinkedSend } from "../store/messages.ts";
import { readPeople } from "../store/profiles.ts";
import { eventOf } from "./engagement.ts";
import type { Ingest } from "./incoming.ts";
import type { LinkedCopy } from "./linkSigner.ts";
import type { Visit } from "./machineVisits.ts";

/** What a person may choose on the pages that our mails lead to, as it stands now. */
export interface Preferences {
  readonly workspaceName: string;
  readonly channel: string;
  /** Whether marketing may come by this channel at all. */
  readonly channelAllowed: boolean;
  readonly topics: readonly { readonly key: string; readonly name: string; readonly allowed: boolean }[];
  /** The topic of the mail that the link was in. */
  readonly mailTopic: Topic | null;
}

/** Where somebody said it; kept with the consent. */
export type ConsentSource = "one_click" | "unsubscribe_page" | "preferences_page";

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
    const send = await readLinkedSend(this.#db, copy.bucket, copy.sendId);
    const rules = send && (await readRules(this.#db, send.workspaceId));
    if (!send || !rules) return null;
    const consent = await this.#consentOf(send.profileId);
    return {
      workspaceName: send.workspaceName,
      channel: send.channel,
      channelAllowed: stateOf(consent.channels, send.channel) !== "unsubscribed",
      topics: rules.topics.map((topic) => ({ key: topic.key, name: topic.name, allowed: isAllowed(topic, consent) })),
      mailTopic: rules.topics.find((topic) => topic.key === send.topic) ?? null,
    };
  }

  /** No more of this: the topic of the mail, or with `all` (and where it has none) the channel. @returns whether the mail is known */
  async unsubscribe(copy: LinkedCopy, all: boolean, by: ConsentSource, visit: Visit): Promise<boolean> {
    return this.#change(copy, INTERNAL.messageUnsubscribed, "unsubscribed", all, by, visit);
  }

  /** It was not meant so. */
  async resubscribe(copy: LinkedCopy, all: boolean, by: ConsentSource, visit: Visit): Promise<boolean> {
    return this.#change(copy, INTERNAL.consentChanged, "subscribed", all, by, visit);
  }

  /** Everything as the person set it. @returns whether the mail is known */
  async save(copy: LinkedCopy, wanted: { readonly channel: boolean; readonly topics: ReadonlySet<string> }, visit: Visit): Promise<boolean> {
    const send = await readLinkedSend(this.#db, copy.bucket, copy.sendId);
    const rules = send && (await readRules(this.#db, send.workspaceId));
    if (!send || !rules) return false;
    const topics = Object.fromEntries(rules.topics.map((topic) => [topic.key, wordFor(wanted.topics.has(topic.key))]));
    await this.#accept(send, INTERNAL.consentChanged, { channels: { [send.channel]: wordFor(wanted.channel) }, topics, by: "preferences_page" }, visit);
    return true;
  }

  async #change(copy: LinkedCopy, name: string, state: ConsentState, all: boolean, by: ConsentSource, visit: Visit): Promise<boolean> {
    const send = await readLinkedSend(this.#db, copy.bucket, copy.sendId);
    if (!send) return false;
    const consent: ConsentChange = all || send.topic === null ? { channels: { [send.channel]: state }, by } : { topics: { [send.topic]: state }, by };
    await this.#accept(send, name, consent, visit);
    return true;
  }

  async #accept(send: LinkedSend, name: string, consent: ConsentChange, visit: Visit): Promise<void> {
    const event = eventOf(send, name, `consent:${send.id}:${this.#clock.now()}:${name}`, visit, {
      ...(send.topic === null ? {} : { topic: send.topic }),
      by: consent.by ?? "",
    });
    await this.#ingest.accept([{ ...event, consent }]);
  }

  async #consentOf(profileId: string): Promise<Consent> {
    let person = (await readPeople(this.#db, [profileId])).get(profileId);
    while (person?.mergedInto) person = (await readPeople(this.#db, [person.mergedInto])).get(person.mergedInto);
    return person?.profile?.consent ?? { channels: {}, topics: {} };
  }
}

function isAllowed(topic: Topic, consent: Consent): boolean {
  const state = stateOf(consent.topics, topic.key);
  return topic.consent === "opt_in" ? state === "subscribed" : state !== "unsubscribed";
}

function stateOf(states: { readonly [name: string]: ConsentState }, name: string): ConsentState | undefined {
  return Object.hasOwn(states, name) ? states[name] : undefined;
}

function wordFor(allowed: boolean): ConsentState {
  return allowed ? "subscribed" : "unsubscribed";
}
