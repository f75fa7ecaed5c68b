import type { JsonSchema } from "../json.ts";
import type { KeptContent, MessageKind } from "./message.ts";
import { emailMessage } from "./messages/emailMessage.ts";
import { webhookMessage } from "./messages/webhookMessage.ts";

/** Every kind of message. A new kind is a new file in `messages/` and a line here. */
export const MESSAGE_KINDS = [emailMessage, webhookMessage] as const;

type Kinds = (typeof MESSAGE_KINDS)[number];

/** What a campaign may send. */
export type Message = Kinds extends infer K ? (K extends MessageKind<infer M, infer _R, infer _C> ? M : never) : never;
export type MessageChannel = Message["channel"];
/** What may be handed to a channel. */
export type RenderedMessage = Kinds extends infer K ? (K extends MessageKind<infer _M, infer R, infer _C> ? R : never) : never;
/** What is shown of a message that left. */
export type MessageContent = Kinds extends infer K ? (K extends MessageKind<infer _M, infer _R, infer C> ? C : never) : never;

// A kind is only ever handed documents of its own kind, which the map's key guarantees and the type cannot say.
const byChannel = new Map<string, MessageKind<Message, RenderedMessage, MessageContent>>(
  MESSAGE_KINDS.map((kind) => [kind.channel, kind as unknown as MessageKind<Message, RenderedMessage, MessageContent>]),
);

/** The kind of a message. Documents are checked before they are saved, so one that is not known is a mistake of ours. */
function messageKindOf(channel: string): MessageKind<Message, RenderedMessage, MessageContent> {
  const kind = byChannel.get(channel);
  if (kind === undefined) throw new Error(`There is no kind of message “${channel}”.`);
  return kind;
}

export const messageSchema: JsonSchema = { title: "Message", oneOf: MESSAGE_KINDS.map((kind) => kind.schema) };

/** `the email “Your cart”`, `a POST webhook to crm.example` */
export function describeMessage(message: Message): string {
  return messageKindOf(message.channel).describe(message);
}

/** Where a message goes for a person of these addresses, or null where there is none. */
export function addressFor(message: Message, addresses: { readonly [channel: string]: string }): string | null {
  return messageKindOf(message.channel).address(message, addresses);
}

export function reachesPerson(message: Message): boolean {
  return messageKindOf(message.channel).reachesPerson(message);
}

export function isRepeatable(message: Message): boolean {
  return messageKindOf(message.channel).isRepeatable(message);
}

/** All fields that hold content, of whatever kind. */
export const CONTENT_FIELDS: readonly string[] = [...new Set(MESSAGE_KINDS.flatMap((kind) => kind.content))];

export function keepMessage(rendered: RenderedMessage): KeptContent {
  return messageKindOf(rendered.channel).keep(rendered);
}

export function showMessage(channel: string, kept: KeptContent): MessageContent {
  return messageKindOf(channel).show(kept);
}
