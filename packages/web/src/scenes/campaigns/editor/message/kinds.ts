import type { Message } from "@beckon/core";
import { emailEditing } from "./email/emailEditing.ts";
import type { MessageEditing } from "./messageEditing.ts";
import { webhookEditing } from "./webhook/webhookEditing.ts";

/** The kinds of message that a campaign can send, as they are chosen. A new kind is a folder and a line here. */
const EDITINGS = [emailEditing, webhookEditing] as const;

// A kind is only ever handed messages of its own kind, which the look-up by channel guarantees and the type cannot say.
export const MESSAGE_EDITINGS = EDITINGS as unknown as readonly MessageEditing[];

/** Undefined for a kind that this version of the app does not know. */
export function editingOf({ channel }: Message): MessageEditing | undefined {
  return MESSAGE_EDITINGS.find((editing) => editing.channel === channel);
}
