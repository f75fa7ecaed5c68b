import type { Message } from "@beckon/core";
import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from "react";

interface MessageDesk {
  /** The translation that is written and shown; null for the default text. */
  readonly language: string | null;
  readonly showLanguage: (language: string | null) => void;
  /** Puts a message aside while another kind is tried. */
  readonly putAside: (message: Message) => void;
  /** What was put aside of a kind. */
  readonly asideOf: (channel: string) => Message | undefined;
}

const Desk = createContext<MessageDesk | null>(null);

/** What one has at hand while a message is written, until the page is left; the form and the preview share it. */
export function MessageDeskProvider({ children }: { readonly children: ReactNode }) {
  const [language, showLanguage] = useState<string | null>(null);
  const aside = useRef(new Map<string, Message>());
  const desk = useMemo(
    () => ({
      language,
      showLanguage,
      putAside: (message: Message) => void aside.current.set(message.channel, message),
      asideOf: (channel: string) => aside.current.get(channel),
    }),
    [language],
  );
  return <Desk value={desk}>{children}</Desk>;
}

export function useMessageDesk(): MessageDesk {
  const desk = useContext(Desk);
  if (desk === null) throw new Error("A message is written within a MessageDeskProvider.");
  return desk;
}
