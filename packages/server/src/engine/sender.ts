import {
  type Channel,
  type DeliveryResult,
  type Instant,
  type JsonObject,
  type ProviderAnswer,
  type Reason,
  type RenderedMessage,
  SECOND,
  type SendOutcome,
  versionKey,
  type WorkspaceRules,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { type KeptMessage, readContentOf, type VersionContent } from "../store/messages.ts";
import type { DefinitionsSource } from "../store/process.ts";
import { type ClaimedSend, claimSends, nextReadyAt } from "../store/sendQueue.ts";
import { readWorkspace, type SenderSetting } from "../store/workspaces.ts";
import { type BrandInMail, brandInMail } from "./brand.ts";
import { ChannelGate } from "./channelHealth.ts";
import { DeliveryRecorder, keptMessage } from "./deliveryRecorder.ts";
import type { LinkSigner } from "./linkSigner.ts";
import { FreshCases, type LoadedSend, loadCases, waitsSince } from "./senderCases.ts";
import { refusalAtHandOver, type SendCase, timeZoneOf } from "./senderGuard.ts";
import { busyPause, CLAIM_LIFE, CLAIM_OURS, inboxPause, nextAttemptAt, STOPS_MAX, stopPause } from "./senderRetry.ts";
import { Loop, type Service } from "./service.ts";

/** Turns a version's message and one person's values into what leaves. The templates come to this; the engine does not know them. */
export interface MessageRenderer {
  /** Whether `prepare` was called for the version. */
  isReady(campaignId: string, version: number): boolean;
  /** Does what is the same for all copies of a version; nothing where the same was prepared before. */
  prepare(campaignId: string, version: number, content: VersionContent): Promise<void>;
  render(campaignId: string, version: number, copy: CopyToRender): RenderedCopy;
}

export interface CopyToRender {
  readonly profile: { readonly id: string; readonly attributes: JsonObject; readonly identifiers: { readonly [kind: string]: readonly string[] } };
  readonly event: { readonly name: string; readonly at: Instant; readonly properties: JsonObject };
  readonly workspace: BrandInMail;
  readonly campaign: { readonly key: string; readonly name: string };
  readonly message: { readonly id: string };
  readonly links: ReturnType<LinkSigner["linksOf"]>;
  readonly locale: string | null;
  readonly timeZone: string;
  readonly now: Instant;
  readonly envelope: {
    readonly workspaceId: number;
    readonly sendId: string;
    readonly key: string;
    readonly to: string;
    readonly campaignId: string;
    readonly defaultFrom: SenderSetting;
  };
}

export type RenderedCopy =
  | { readonly outcome: "rendered"; readonly message: RenderedMessage }
  | { readonly outcome: "aborted"; readonly reason: string }
  | { readonly outcome: "error"; readonly detail: string; readonly variable: string | null };

export interface SenderOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** Under which name sends are claimed; that of the process. */
  readonly owner: string;
  readonly channel: Channel;
  readonly definitions: DefinitionsSource;
  readonly renderer: MessageRenderer;
  readonly links: LinkSigner;
  /** Sender of messages that name none, in a workspace that names none. */
  readonly defaultFrom: SenderSetting;
  /** Told which buckets have outcomes to take. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
  readonly onError: (error: unknown) => void;
  readonly random?: () => number;
  /** How often to look for what nobody told us of. */
  readonly pollMs?: number;
}

const POLL_MS = SECOND;
/** Batches with the provider at once: while the last mails of one are answered, the next have begun. */
const BATCHES = 3;
const BATCH_MAX = 64;
/** No more is claimed than can be handed over in about this time: it is guarded at hand-over, and lost sight of if we die. */
const AHEAD_MS = 300;
const WORKSPACE_KEPT_FOR = 2 * SECOND;
const READY_LOOK = 1_000;
const BUSY_PAUSE_MS = 50;

/**
 * Hands over what was decided. Claims ready sends (committed before anything leaves), guards each once more, renders it,
 * gives it to the channel, and has the outcome recorded. One sender serves one channel and its kind of messages, so that a slow provider holds up
 * only itself.
 */
export class Sender implements Service {
  readonly #options: SenderOptions;
  readonly #gate: ChannelGate;
  readonly #recorder: DeliveryRecorder;
  readonly #loop: Loop;
  readonly #slots: Slots;
  readonly #batches = new Set<Promise<void>>();
  readonly #workspaces = new Map<number, { readonly at: Instant; readonly brand: BrandInMail; readonly sender: SenderSetting | null }>();
  /** The rules of the workspace, as they were when a version was last prepared. */
  readonly #preparedUnder = new Map<string, WorkspaceRules>();
  /** Milliseconds from mail to mail, over the last batches. */
  #pace = 5;
  #batchEndedAt = 0;
  #polledAt = 0;
  /** When the next ready send is due, as far as we know. */
  #nextDueAt: Instant = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#gate = options.channel instanceof ChannelGate ? options.channel : new ChannelGate(options.channel, options.clock);
    this.#recorder = new DeliveryRecorder(options);
    this.#slots = new Slots(this.#gate.concurrency);
    this.#loop = new Loop({ round: () => this.#round(), onError: options.onError });
  }

  start(): void {
    this.#recorder.start();
    this.#loop.start();
  }

  /** Claims no more, and waits for what is on its way to be recorded. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#batches);
    await this.#recorder.stop();
  }

  /** Sends are ready. */
  wake(): void {
    this.#loop.wake();
  }

  /** One batch to its end. @returns how many sends were taken */
  async runOnce(): Promise<number> {
    const claimed = await this.#claim(BATCH_MAX);
    if (claimed.length > 0) await this.#handOver(claimed, await this.#read(claimed));
    await this.#recorder.flush();
    return claimed.length;
  }

  /** @returns how long to sleep at most */
  async #round(): Promise<number> {
    if (this.#batches.size >= BATCHES) {
      await Promise.race(this.#batches);
      return 0;
    }
    const limit = Math.max(this.#gate.concurrency, Math.min(BATCH_MAX, Math.round(AHEAD_MS / this.#pace)));
    const claimed = await this.#claim(limit);
    if (claimed.length === 0) return this.#untilNext();
    // Read before the next claim: what becomes ready meanwhile is claimed together.
    const batch = this.#handOver(claimed, await this.#read(claimed))
      .catch(this.#options.onError)
      .finally(() => this.#batches.delete(batch));
    this.#batches.add(batch);
    return claimed.length < limit ? this.#untilNext() : 0;
  }

  /** Nothing more is ready now: the next may be due before the poll. */
  async #untilNext(): Promise<number> {
    const { db, clock, pollMs = POLL_MS } = this.#options;
    const now = clock.now();
    if (now >= this.#polledAt + pollMs) {
      this.#polledAt = now;
      this.#nextDueAt = (await nextReadyAt(db, this.#gate.kind, READY_LOOK)) ?? Number.POSITIVE_INFINITY;
    }
    const due = Math.max(this.#nextDueAt - now, this.#gate.pauseLeft());
    // Due and not claimed: another sender is at it.
    return Math.min(pollMs, due > 0 ? due : BUSY_PAUSE_MS);
  }

  async #claim(limit: number): Promise<ClaimedSend[]> {
    const room = Math.min(limit, this.#gate.room());
    if (room === 0) return [];
    const { db, owner, clock } = this.#options;
    return claimSends(db, { channel: this.#gate.kind, owner, now: clock.now(), limit: room });
  }

  /** Reads what speaks about claimed sends, and what their content needs. */
  async #read(claimed: readonly ClaimedSend[]): Promise<FreshCases> {
    const { db, definitions, clock } = this.#options;
    const batch = new FreshCases(claimed, (sends) => loadCases(db, definitions, sends, clock.now()), clock);
    try {
      await this.#prepare(await batch.read());
      return batch;
    } catch (error) {
      // Nothing has left: all go back as they came.
      for (const send of claimed) this.#giveBack(send, clock.now() + SECOND);
      throw error;
    }
  }

  async #handOver(claimed: readonly ClaimedSend[], batch: FreshCases): Promise<void> {
    let handedOver = 0;
    await Promise.all(
      claimed.map(async (send) => {
        await this.#slots.take();
        try {
          if (await this.#takeTurn(send, batch)) handedOver += 1;
        } finally {
          this.#slots.give();
        }
      }),
    );
    this.#learnPace(handedOver);
  }

  async #takeTurn(send: ClaimedSend, batch: FreshCases): Promise<boolean> {
    const { clock, onError } = this.#options;
    let loaded: LoadedSend;
    try {
      loaded = await batch.take(send);
    } catch (error) {
      onError(error);
      return this.#giveBack(send, clock.now() + SECOND);
    }
    return this.#handle(loaded);
  }

  #learnPace(handedOver: number): void {
    const now = performance.now();
    if (handedOver > 0) this.#pace += ((now - this.#batchEndedAt) / handedOver - this.#pace) / 4;
    this.#batchEndedAt = now;
  }

  /** What is the same for all copies of a version, and the names of workspaces. */
  async #prepare(loaded: readonly LoadedSend[]): Promise<void> {
    const { db, renderer, clock } = this.#options;
    for (const { send, case: about } of loaded) {
      if (about === null) continue;
      if (clock.now() - (this.#workspaces.get(send.workspaceId)?.at ?? Number.NEGATIVE_INFINITY) > WORKSPACE_KEPT_FOR) {
        const workspace = await readWorkspace(db, send.workspaceId);
        if (workspace)
          this.#workspaces.set(send.workspaceId, {
            at: clock.now(),
            brand: brandInMail(workspace, this.#options.links.publicUrl),
            sender: workspace.settings.sender,
          });
      }
      if (about.campaign === null) continue;
      const { version } = about.campaign;
      const key = versionKey(send.campaignId, version);
      // Rules are read anew with every change of definitions, and a published content block is one.
      if (renderer.isReady(send.campaignId, version) && this.#preparedUnder.get(key) === about.rules) continue;
      const content = await readContentOf(db, send.campaignId, version);
      if (content) await renderer.prepare(send.campaignId, version, content);
      this.#preparedUnder.set(key, about.rules);
    }
  }

  /** One send to its end. @returns whether it was handed to the channel */
  async #handle({ send, case: about, waiting }: LoadedSend): Promise<boolean> {
    const now = this.#options.clock.now();
    const age = now - send.claimedAt;
    // It queued too long behind a slow server, or the process was asleep. Unless the rescuer may have taken it for stuck, it goes back: it has not left.
    if (age > CLAIM_LIFE) return age < CLAIM_OURS ? this.#giveBack(send, now) : false;
    if (about === null) return this.#finish(send, skipped("campaign_stopped", {}), null, now);
    if (waiting) return this.#waitForInbox(send, now);
    const refusal = refusalAtHandOver(about, now);
    if (refusal !== null) return this.#finish(send, refusal, null, now);
    const copy = this.#render(about, now);
    if (copy.outcome === "aborted") return this.#finish(send, skipped("content_aborted", { message: copy.reason }), null, now);
    if (copy.outcome === "error")
      return this.#finish(send, skipped("content_error", { error: copy.detail, ...(copy.variable === null ? {} : { variable: copy.variable }) }), null, now);
    const message = keptMessage(send.profileId, copy.message, now);
    if (send.holdout) return this.#finish(send, { state: "would_have_been_sent" }, message, now);
    if (this.#gate.stopped !== null && this.#gate.room() === 0) return this.#giveBack(send, now);
    const result = await this.#gate.send(copy.message);
    this.#take(send, result, message);
    return true;
  }

  #render({ send, profile, enrollment, campaign, surroundings, ...rest }: SendCase, now: Instant): RenderedCopy {
    const { renderer, links, defaultFrom } = this.#options;
    const workspace = this.#workspaces.get(send.workspaceId);
    if (enrollment === null || campaign === null || !workspace || !renderer.isReady(send.campaignId, campaign.version))
      return { outcome: "error", detail: "the message is gone", variable: null };
    const { entry } = enrollment;
    return renderer.render(send.campaignId, campaign.version, {
      profile: { id: profile.id, attributes: profile.attributes, identifiers: byKind(surroundings.identifiers ?? []) },
      event: { name: entry.name, at: entry.at, properties: entry.properties },
      workspace: workspace.brand,
      campaign: { key: campaign.document.key, name: campaign.document.name },
      message: { id: send.id },
      links: links.linksOf(send.profileId, send.id),
      locale: localeOf(profile.attributes),
      timeZone: timeZoneOf({ send, profile, enrollment, campaign, surroundings, ...rest }),
      now,
      envelope: {
        workspaceId: send.workspaceId,
        sendId: send.id,
        key: send.key,
        to: send.address,
        campaignId: send.campaignId,
        defaultFrom: workspace.sender ?? defaultFrom,
      },
    });
  }

  #take(send: ClaimedSend, result: DeliveryResult, message: KeptMessage): void {
    const now = this.#options.clock.now();
    if (result.answer) this.#noteAnswer(send, result, result.answer, now);
    if (result.result === "accepted") this.#finish(send, { state: "sent", providerId: result.providerId }, message, now);
    else if (result.result === "permanent")
      this.#finish(send, { state: "failed", permanent: true, suppress: result.suppress, detail: result.detail }, message, now);
    else if (result.result === "configuration") this.#stopBy(send, result.detail, message, now);
    else if (result.result === "retry") this.#tryAgain(send, result.afterMs, result.detail, message, now);
    else if (result.result === "busy") this.#stepBack(send, result.detail, now);
    // A receipt that comes twice is better than none; an offer is not.
    else if (send.repeatable) this.#tryAgain(send, null, result.detail, message, now);
    else this.#finish(send, { state: "unknown" }, message, now);
  }

  #tryAgain(send: ClaimedSend, askedMs: number | null, detail: string, message: KeptMessage, now: Instant): void {
    const at = nextAttemptAt(now, send.attempts, askedMs, (this.#options.random ?? Math.random)());
    if (at === null) this.#finish(send, { state: "failed", permanent: false, suppress: false, detail }, message, now);
    else this.#return(send, at, send.attempts, { detail });
  }

  /**
   * Something of the profile is accepted and not processed yet: an exception event or an unsubscribe may be among it. The
   * send goes back to `ready`, where the worker can still call it back. Only for what was accepted before it first waited.
   */
  #waitForInbox(send: ClaimedSend, now: Instant): false {
    const times = typeof send.facts?.["waits"] === "number" ? send.facts["waits"] : 0;
    return this.#giveBack(send, now + inboxPause(times), { waits: times + 1, waits_since: waitsSince(send) ?? now });
  }

  /** It met what would meet all. It steps back, so that another is the next to be tried: were the fault its own (one sender refused), it would block the channel. */
  #stopBy(send: ClaimedSend, detail: string, message: KeptMessage, now: Instant): void {
    const stops = (typeof send.facts?.["stops"] === "number" ? send.facts["stops"] : 0) + 1;
    if (stops > STOPS_MAX) this.#finish(send, { state: "failed", permanent: false, suppress: false, detail }, message, now);
    else this.#giveBack(send, now + stopPause(stops), { stops, detail });
  }

  /** Its receiver has enough on its way: others go first. */
  #stepBack(send: ClaimedSend, detail: string, now: Instant): void {
    const times = (typeof send.facts?.["busy"] === "number" ? send.facts["busy"] : 0) + 1;
    this.#giveBack(send, now + busyPause(times, (this.#options.random ?? Math.random)()), { ...send.facts, busy: times, detail });
  }

  #noteAnswer(send: ClaimedSend, result: DeliveryResult, answer: ProviderAnswer, at: Instant): void {
    const detail = result.result === "accepted" ? "" : result.detail;
    this.#recorder.add({
      kind: "answer",
      answer: { ...answer, profileId: send.profileId, sendId: send.id, attempt: send.attempts, at, result: result.result, detail },
    });
  }

  /** As if it had never been claimed. */
  #giveBack(send: ClaimedSend, nextAttemptAt: Instant, facts: JsonObject | null = send.facts): false {
    this.#return(send, nextAttemptAt, send.attempts - 1, facts);
    return false;
  }

  #return(send: ClaimedSend, nextAttemptAt: Instant, attempts: number, facts: JsonObject | null): void {
    this.#nextDueAt = Math.min(this.#nextDueAt, nextAttemptAt);
    this.#recorder.add({ kind: "return", back: { send, nextAttemptAt, attempts, reason: null, facts } });
  }

  #finish(send: ClaimedSend, outcome: SendOutcome, message: KeptMessage | null, at: Instant): false {
    this.#recorder.add({ kind: "outcome", send, outcome, at, message });
    return false;
  }
}

function skipped(reason: Reason, facts: JsonObject): SendOutcome {
  return { state: "skipped", reason, facts };
}

function localeOf(attributes: JsonObject): string | null {
  const stated = attributes["locale"] ?? attributes["language"];
  return typeof stated === "string" && stated !== "" ? stated : null;
}

function byKind(identifiers: readonly { readonly kind: string; readonly value: string }[]): { [kind: string]: string[] } {
  const kinds: { [kind: string]: string[] } = {};
  for (const { kind, value } of identifiers) kinds[kind] = [...(kinds[kind] ?? []), value];
  return kinds;
}

/** At most so many mails on their way at once, first come first served. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
