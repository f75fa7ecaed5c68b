import type { Instant } from "../time/instant.ts";
import type { Channel } from "./channel.ts";

/**
 * Somebody whose service we use with an account of our own: a company that carries our mails, one that sends us events. A new one is a file
 * in the server's `channels/` and a line in its `providerKinds.ts`; forms, checks and hook addresses follow from what stands here.
 */
export interface ProviderKind {
  readonly key: string;
  readonly name: string;
  /** `mail`: carries our mails. `source`: sends us events. `bounces`: hands us the mails that come back. */
  readonly role: "mail" | "source" | "bounces";
  /** One sentence for who has to choose. */
  readonly does: string;
  readonly fields: readonly ProviderField[];
  /** What does not go together, in a sentence; null where all is well. */
  readonly contradiction?: (values: ProviderValues) => string | null;
  /** Only of role `mail`. */
  readonly open?: (values: ProviderValues, surroundings: ProviderSurroundings) => Channel;
  readonly hook?: ProviderHook;
  /** What the DNS of a sender's domain needs for this provider. */
  readonly dns?: ProviderDns;
}

/** One line of a provider's form. All values are text; `kind` says which text is right. */
export interface ProviderField {
  readonly key: string;
  readonly label: string;
  readonly kind: "text" | "secret" | "long_secret" | "number" | "choice" | "domain" | "host" | "url";
  readonly required: boolean;
  readonly help?: string;
  readonly placeholder?: string;
  /** Of a choice; the first is the default. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** For tests: given by nobody else, since our requests would go wherever it says, also to what only this machine can reach. */
  readonly hidden?: true;
}

export type ProviderValues = { readonly [key: string]: string };

/** What a channel is given beside its settings. */
export interface ProviderSurroundings {
  now(): Instant;
  /** Envelope sender under which the bounce of this send comes back to us. */
  returnPath(sendId: string, domain: string): string;
}

export interface ProviderDns {
  /** Part of the SPF record of a domain whose envelope sender is its own. */
  readonly spfInclude?: string;
  /** Names below the domain where the provider's DKIM keys usually stand. */
  readonly dkimSelectors?: readonly string[];
  /** Where the provider shows the records for this very account. */
  readonly shownAt: string;
}

/** How a provider tells us what became of our mails. */
export interface ProviderHook {
  /** Its address is `/webhooks/<path>`. */
  readonly path: string;
  /** The provider signs nothing, or anybody could have it signed: the address ends with a secret of ours. */
  readonly secretInUrl: boolean;
  /** The field without which nothing can be believed. */
  readonly needs?: string;
  /** What to do at the provider, step by step. */
  readonly steps: readonly string[];
  read(call: HookCall, values: ProviderValues): HookReading | Promise<HookReading>;
}

export interface HookCall {
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined };
  /** As it came: signatures are over the bytes. */
  readonly body: Uint8Array;
  readonly now: Instant;
  /** Which send this address is the return path of; null where we did not make it. */
  sendOf(address: string): string | null;
  /** Fetches a text from an address that the hook itself has found good. */
  fetchText(url: string): Promise<string>;
}

export type HookReading =
  | { readonly outcome: "reports"; readonly reports: readonly DeliveryReport[] }
  /** It cannot be believed; the sentence says why. */
  | { readonly outcome: "refused"; readonly problem: string }
  /** It is genuine, or needs no proof, and makes no sense. */
  | { readonly outcome: "malformed"; readonly problem: string }
  /** The provider asks whether we want this; fetching the address says yes. */
  | { readonly outcome: "confirm"; readonly url: string };

/** What a provider, or a mail that came back, says about one of our mails. */
export interface DeliveryReport {
  /** The provider's own id of this report: what comes twice is taken once. */
  readonly eventId: string;
  readonly what: "delivered" | "bounced" | "complained" | "opened" | "clicked" | "unsubscribed";
  /** Of a bounce: the address will never work. */
  readonly permanent: boolean;
  readonly at: Instant;
  /** Our own id, where it travelled along. */
  readonly sendId: string | null;
  /** The provider's id, which it gave us at hand-over. */
  readonly providerId: string | null;
  readonly detail: string;
  readonly url?: string;
  readonly ip?: string;
  readonly userAgent?: string;
  /** The provider itself says that it was a machine. */
  readonly machine?: boolean;
}

/** What is wrong with one value, as the end of "`<label>` ...", or null. */
export function problemOfValue(field: ProviderField, value: string | undefined): string | null {
  if (value === undefined || value === "") return field.required ? "is missing" : null;
  if (value.length > (field.kind === "long_secret" ? 20_000 : 1_000)) return "is too long";
  switch (field.kind) {
    case "number":
      return /^\d{1,9}$/.test(value) ? null : "must be a whole number";
    case "choice":
      return field.options?.some((option) => option.value === value) ? null : `must be one of ${field.options?.map((option) => option.value).join(", ")}`;
    case "domain":
      return /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i.test(value) ? null : "must be a domain such as mail.shop.example";
    case "host":
      return /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(value) ? null : "must be the name or the number of a machine, such as smtp.shop.example";
    case "url":
      return /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(value) ? null : "must be an address such as https://api.example.com";
    default:
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they would begin another header
      return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value) || (field.kind !== "long_secret" && /[\r\n]/.test(value))
        ? "must be one line without control characters"
        : null;
  }
}

export function isSecret(field: ProviderField): boolean {
  return field.kind === "secret" || field.kind === "long_secret";
}
