import { deflateSync } from "node:zlib";
import { bucketOf, type Instant, keepMessage, type RenderedMessage, type SendOutcome, type SendState } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { type AnswerRow, keepAnswers } from "../store/answers.ts";
import type { Db, Query } from "../store/db.ts";
import { putInInbox } from "../store/inbox.ts";
import { type KeptMessage, keepMessages } from "../store/messages.ts";
import { type ClaimedSend, endSends, removeClaimed, returnClaimed, type SendEnd, type SendReturn } from "../store/sendQueue.ts";
import { storableJson, storableText } from "../store/storable.ts";
import { suppressAddresses } from "../store/suppressions.ts";

/** What became of one claimed send. */
export type Finding =
  /** It has ended, or is held: its profile learns of it. */
  | { readonly kind: "outcome"; readonly send: ClaimedSend; readonly outcome: SendOutcome; readonly at: Instant; readonly message: KeptMessage | null }
  /** It is tried again later. */
  | { readonly kind: "return"; readonly back: SendReturn }
  /** What was answered to an attempt. */
  | { readonly kind: "answer"; readonly answer: AnswerRow };

export interface DeliveryRecorderOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly owner: string;
  /** Told after each commit which buckets have outcomes to take. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
  readonly onError: (error: unknown) => void;
}

/** Findings gather this long, so that a burst costs one commit, and one batch of the worker, per some dozens of mails. */
const GATHER_MS = 50;
const GROUP_MAX = 100;
const PAUSE_MS = 500;

/**
 * Writes down what became of sends, in groups: state of the send, the message as it left, dead addresses, and the outcome
 * into the profile's inbox, all in one transaction. What cannot be written (the database is gone) is tried until it can:
 * it is known only here.
 */
export class DeliveryRecorder {
  readonly #options: DeliveryRecorderOptions;
  #waiting: Finding[] = [];
  #isRunning = false;
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: DeliveryRecorderOptions) {
    this.#options = options;
  }

  /** From now on findings are written by themselves. */
  start(): void {
    this.#isRunning = true;
  }

  /** Resolves when all that was added is written. */
  async stop(): Promise<void> {
    this.#begin();
    await this.#writing;
    this.#isRunning = false;
  }

  add(finding: Finding): void {
    this.#waiting.push(finding);
    if (!this.#isRunning) return;
    if (this.#waiting.length >= GROUP_MAX) this.#begin();
    else this.#timer ??= setTimeout(() => this.#begin(), GATHER_MS);
  }

  /** Writes what was added, once: an error is the caller's, and what was not written waits on. For callers that go step by step. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, GROUP_MAX);
      await this.#writeGroup(group);
      this.#waiting.splice(0, group.length);
    }
  }

  #begin(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      try {
        await this.flush();
      } catch (error) {
        this.#options.onError(error);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  async #writeGroup(group: readonly Finding[]): Promise<void> {
    const buckets = await this.#options.db.transaction((tx) => this.#write(tx, group));
    if (buckets.size > 0) this.#options.wake(buckets);
  }

  /** @returns the buckets whose profiles have something to learn */
  async #write(tx: Query, group: readonly Finding[]): Promise<Set<number>> {
    const { owner, clock } = this.#options;
    const outcomes = group.filter((finding) => finding.kind === "outcome");
    const held = outcomes.filter((finding) => finding.outcome.state === "held");
    const ended = outcomes.filter((finding) => finding.outcome.state !== "held");
    await returnClaimed(
      tx,
      owner,
      group.flatMap((finding) => (finding.kind === "return" ? [finding.back] : [])),
    );
    await keepAnswers(
      tx,
      group.flatMap((finding) => (finding.kind === "answer" ? [finding.answer] : [])),
    );
    const ours = new Set([
      ...(await removeClaimed(
        tx,
        owner,
        held.map((finding) => finding.send),
      )),
      ...(await endSends(tx, owner, ended.map(endOf))),
    ]);
    const told = outcomes.filter((finding) => ours.has(finding.send.id));
    await keepMessages(
      tx,
      told.flatMap((finding) => finding.message ?? []),
    );
    await suppressAddresses(
      tx,
      told.flatMap(({ send, outcome, at }) =>
        outcome.state === "failed" && outcome.suppress
          ? [
              {
                workspaceId: send.workspaceId,
                channel: send.channel,
                address: send.address,
                reason: "hard_bounce" as const,
                detail: storableText(outcome.detail),
                at,
                sendId: send.id,
              },
            ]
          : [],
      ),
    );
    const now = clock.now();
    await putInInbox(
      tx,
      told.map(({ send, outcome, at }) => ({
        id: newId(now),
        workspaceId: send.workspaceId,
        profileId: send.profileId,
        kind: "outcome",
        body: null,
        json: storableJson({ sendId: send.id, enrollmentId: send.enrollmentId, outcome, at }),
        acceptedAt: now,
      })),
    );
    return new Set(told.map((finding) => bucketOf(finding.send.profileId)));
  }
}

function endOf({ send, outcome, at }: Extract<Finding, { kind: "outcome" }>): SendEnd {
  const end = { send, state: outcome.state as SendState as SendEnd["state"], reason: null, facts: null, providerId: null, sentAt: null };
  switch (outcome.state) {
    case "sent":
      return { ...end, providerId: outcome.providerId, sentAt: at };
    case "would_have_been_sent":
      return { ...end, reason: "holdout", sentAt: at };
    case "failed":
      return { ...end, reason: "failed", facts: { detail: outcome.detail } };
    case "skipped":
      return { ...end, reason: outcome.reason, facts: outcome.facts };
    default:
      return { ...end, reason: "unknown" };
  }
}

const SHORT = 8_192;

/** A short text needs a small window; the usual one takes 256 kB for each. */
function compress(text: string): Buffer {
  return deflateSync(text, text.length < SHORT ? { level: 1, windowBits: 12, memLevel: 5 } : { level: 1 });
}

/**
 * The message as it leaves, to be kept. Deflated at once: a mail of 26 kB takes 0.14 ms, where a thread of the pool takes
 * longer to be told (0.2 ms alone, and more when several are).
 */
export function keptMessage(profileId: string, rendered: RenderedMessage, renderedAt: Instant): KeptMessage {
  const { html, text, ...kept } = keepMessage(rendered);
  return { ...kept, profileId, sendId: rendered.sendId, html: html === null ? null : compress(html), text: compress(text), renderedAt };
}
