import type { MessageContent } from "@beckon/contract";
import type { ComponentType } from "react";
import { EmailView } from "./EmailView.tsx";
import { WebhookView } from "./WebhookView.tsx";

type ContentOf<Channel extends MessageContent["channel"]> = Extract<MessageContent, { channel: Channel }>;

export interface ContentViewProps<Channel extends MessageContent["channel"]> {
  readonly content: ContentOf<Channel>;
  readonly to: string | null;
}

/** How each kind of message is shown. A new kind is a file and a line here. */
const VIEWS: { readonly [Channel in MessageContent["channel"]]: ComponentType<ContentViewProps<Channel>> } = { email: EmailView, webhook: WebhookView };

/** A message as it looks, or as it would. */
export function ContentView({ content, to }: { readonly content: MessageContent; readonly to: string | null }) {
  const View = VIEWS[content.channel] as ComponentType<{ readonly content: MessageContent; readonly to: string | null }>;
  return <View content={content} to={to} />;
}
