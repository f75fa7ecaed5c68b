import type { CampaignDocument, Message } from "@beckon/core";
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";

export interface MessageFormProps<M extends Message = Message> {
  readonly document: CampaignDocument;
  readonly message: M;
  readonly onChange: (message: M) => void;
}

/** How one kind of message is written. Each is a folder here; `kinds.ts` lists them. */
export interface MessageEditing<M extends Message = Message> {
  readonly channel: M["channel"];
  readonly label: string;
  readonly icon: LucideIcon;
  /** After “send”: `the mail “Your cart”`. */
  readonly sentence: (message: M) => string;
  /** What one begins with after choosing it. */
  readonly blank: () => M;
  readonly Form: ComponentType<MessageFormProps<M>>;
}
