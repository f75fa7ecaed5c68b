import type { Message, RenderedMessage } from "@beckon/core";
import type { MessageContext } from "./drops.ts";
import { emailTemplate } from "./email/emailTemplate.ts";
import type {
  CompileOptions,
  DefaultFrom,
  Envelope,
  KnownVariables,
  MessagePreview,
  MessageProblem,
  MessageTemplate,
  RenderOutcome,
} from "./messageTemplate.ts";
import { webhookTemplate } from "./webhook/webhookTemplate.ts";

/** How each kind of message is made. A new kind is a new folder and a line here. */
const TEMPLATES = [emailTemplate, webhookTemplate] as const;

// A template is only ever handed documents of its own kind, which the map's key guarantees and the type cannot say.
const byChannel = new Map(TEMPLATES.map((template) => [template.channel as string, template as unknown as MessageTemplate<Message, RenderedMessage, unknown>]));

function templateOf(channel: string): MessageTemplate<Message, RenderedMessage, unknown> {
  const template = byChannel.get(channel);
  if (template === undefined) throw new Error(`No template makes messages of the kind “${channel}”.`);
  return template;
}

/** A message of any kind, compiled: makes one copy after the other. */
export interface CompiledMessage {
  render(context: MessageContext, envelope: Envelope): RenderOutcome;
}

export async function compileMessage(message: Message, options: CompileOptions): Promise<CompiledMessage> {
  const template = templateOf(message.channel);
  const compiled = await template.compile(message, options);
  return { render: (context, envelope) => template.render(compiled, context, envelope) };
}

export function previewMessage(message: Message, context: MessageContext, options: CompileOptions, defaultFrom: DefaultFrom): Promise<MessagePreview> {
  return templateOf(message.channel).preview(message, context, options, defaultFrom);
}

export function checkMessage(message: Message, options: CompileOptions, known: KnownVariables): Promise<MessageProblem[]> {
  return templateOf(message.channel).check(message, options, known);
}

export function markAsTest(rendered: RenderedMessage): RenderedMessage {
  return templateOf(rendered.channel).markAsTest(rendered);
}
