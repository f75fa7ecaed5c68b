import type { ContentBlocks, Message, MessageContent, Problem, RenderedMessage } from "@beckon/core";
import type { MessageContext } from "./drops.ts";
import type { LiquidFailure } from "./renderLiquid.ts";

/** Something to mend in a message, at `message.subject`, `message.translations.de.body` ...; errors keep a campaign from being launched. */
export type MessageProblem = Problem;

/** What is known of the values that a message may print. */
export interface KnownVariables {
  /** Paths that always have a value: `event.total`. */
  readonly always: ReadonlySet<string>;
  /** Names seen so far on people and on the events that start it: for "did you mean". */
  readonly attributes: readonly string[];
  readonly properties: readonly string[];
}

export interface CompileOptions {
  readonly isMarketing: boolean;
  /** Language of the default text. */
  readonly language: string;
  /** The content blocks that it may name. */
  readonly blocks?: ContentBlocks;
  /** Names of all that there are: for "did you mean". */
  readonly blockNames?: readonly string[];
}

/** Sender where a mail names none. */
export interface DefaultFrom {
  readonly name?: string;
  readonly email: string;
  readonly replyTo?: string;
}

/** What a copy needs beside its content. */
export interface Envelope {
  readonly workspaceId: number;
  readonly sendId: string;
  /** The send's deterministic key; what names the message to its receiver comes from it, so that a repeat can be seen. */
  readonly key: string;
  readonly to: string;
  readonly campaignId: string;
  readonly defaultFrom: DefaultFrom;
}

export type RenderOutcome<R extends RenderedMessage = RenderedMessage> =
  | { readonly outcome: "rendered"; readonly message: R }
  | { readonly outcome: "aborted"; readonly reason: string }
  /** `variable`: the one that has no value and no default, where that is what is wrong. */
  | { readonly outcome: "error"; readonly detail: string; readonly variable: string | null };

/** A message as one person would see it, however unfinished: what cannot be shown is among the problems. */
export interface MessagePreview {
  readonly content: MessageContent;
  /** The reason given by `abort_message`, or null. */
  readonly aborted: string | null;
  /** Variables without a value and without a default, for this person and event. */
  readonly missing: readonly string[];
  readonly problems: readonly MessageProblem[];
}

/** How one kind of message is made from its document. `C` is what is compiled once per version. */
export interface MessageTemplate<M extends Message, R extends RenderedMessage, C> {
  readonly channel: M["channel"];
  compile(message: M, options: CompileOptions): Promise<C>;
  /** One copy. Synchronous: about a millisecond. */
  render(compiled: C, context: MessageContext, envelope: Envelope): RenderOutcome<R>;
  preview(message: M, context: MessageContext, options: CompileOptions, defaultFrom: DefaultFrom): Promise<MessagePreview>;
  /** What is to be mended before its campaign is launched. */
  check(message: M, options: CompileOptions, known: KnownVariables): Promise<MessageProblem[]>;
  /** So that whoever gets a test sees that it is one. */
  markAsTest(rendered: R): R;
}

export function failureOutcome(failed: LiquidFailure): Exclude<RenderOutcome, { outcome: "rendered" }> {
  if (failed.why === "aborted") return { outcome: "aborted", reason: failed.detail };
  if (failed.why === "missing") return { outcome: "error", detail: `${failed.detail} has no value and no default`, variable: failed.detail };
  return { outcome: "error", detail: failed.detail, variable: null };
}
