import type { MessageDetail, Preview } from "@beckon/contract";
import { addressFor, type MessageContent } from "@beckon/core";
import type { MessageCopy, WrittenMessage } from "../engine/messageDesk.ts";

export function presentPreview({ profile, event, document }: MessageCopy, written: WrittenMessage): Preview {
  return {
    ...written,
    content: presentContent(written.content),
    missing: [...written.missing],
    problems: [...written.problems],
    to: addressFor(document.message, profile.email === null ? {} : { email: profile.email }),
    profile: { id: profile.id, name: profile.name, email: profile.email },
    event: event.name === "" ? null : { id: event.id, name: event.name, properties: event.properties },
  };
}

export function presentContent(content: MessageContent): MessageDetail["content"] & object {
  return { ...content, headers: { ...content.headers } };
}
