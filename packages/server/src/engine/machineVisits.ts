import { type Instant, MINUTE, SECOND } from "@beckon/core";

/** Somebody, or something, fetched an address of one of our mails. */
export interface Visit {
  readonly at: Instant;
  readonly ip: string;
  readonly userAgent: string;
  /** `HEAD`, or marked by the browser as a look ahead. */
  readonly isLookAhead: boolean;
}

/**
 * Scanners and link previews that say who they are. Gmail's and Yahoo's image proxies are not among them: they fetch when a
 * person opens.
 */
const SCANNERS =
  /bot\b|crawl|spider|slurp|preview|scanner|barracuda|mimecast|proofpoint|fireeye|trendmicro|symantec|messagelabs|sophos|cloudmark|safelinks|microsoft office|ms-office|facebookexternalhit|whatsapp|skypeuri|headlesschrome|phantomjs/i;
/** Apple's Mail Privacy Protection loads every image of every mail through a proxy that says just this. */
const APPLE_PROXY = "Mozilla/5.0";
/** No person is quicker; a filter that looks into mails as they arrive is. */
const HUMAN_AFTER = SECOND;

export function isMachineOpen(visit: Visit, sentAt: Instant | null): boolean {
  return visit.userAgent.trim() === APPLE_PROXY || isMachineVisit(visit, sentAt);
}

/** A scanner, or quicker than any person. */
export function isMachineVisit({ at, userAgent, isLookAhead }: Visit, sentAt: Instant | null): boolean {
  return isLookAhead || userAgent.trim() === "" || SCANNERS.test(userAgent) || (sentAt !== null && at - sentAt < HUMAN_AFTER);
}

/** A person follows one link and then another; a filter follows all of them at once. */
const TOGETHER = 2 * SECOND;
/** Filters look when a mail arrives. Later clicks are believed at once. */
const SUSPICIOUS_FOR = 2 * MINUTE;

interface Pending<Click> {
  readonly clicks: { readonly click: Click; readonly url: string; readonly machine: boolean }[];
  readonly timer: NodeJS.Timeout;
}

/**
 * Tells clicks of people from those of filters. Clicks soon after a mail was sent are kept for two seconds: two different
 * links of one mail within them are a machine's.
 */
export class ClickJudge<Click> {
  readonly #decide: (click: Click, machine: boolean) => Promise<void>;
  readonly #pending = new Map<string, Pending<Click>>();
  readonly #deciding = new Set<Promise<void>>();

  /** @param decide told of each click when it is known what it is; must not reject */
  constructor(decide: (click: Click, machine: boolean) => Promise<void>) {
    this.#decide = decide;
  }

  async add(sendId: string, url: string, visit: Visit, sentAt: Instant | null, click: Click): Promise<void> {
    const machine = isMachineVisit(visit, sentAt);
    if (sentAt === null || visit.at - sentAt > SUSPICIOUS_FOR) return this.#decide(click, machine);
    const known = this.#pending.get(sendId);
    if (known) {
      known.clicks.push({ click, url, machine });
      return;
    }
    const timer = setTimeout(() => this.#settle(sendId), TOGETHER);
    this.#pending.set(sendId, { clicks: [{ click, url, machine }], timer });
  }

  /** Decides what still waits, and resolves when all of it is written. */
  async drained(): Promise<void> {
    for (const sendId of [...this.#pending.keys()]) this.#settle(sendId);
    await Promise.all(this.#deciding);
  }

  #settle(sendId: string): void {
    const pending = this.#pending.get(sendId);
    if (!pending) return;
    clearTimeout(pending.timer);
    this.#pending.delete(sendId);
    const together = new Set(pending.clicks.map(({ url }) => url)).size > 1;
    for (const { click, machine } of pending.clicks) {
      const deciding = this.#decide(click, machine || together).finally(() => this.#deciding.delete(deciding));
      this.#deciding.add(deciding);
    }
  }
}
