import { type EmailMessage, readableTemplate } from "@beckon/core";
import { Mail } from "lucide-react";
import type { MessageEditing } from "../messageEditing.ts";
import { EmailForm } from "./EmailForm.tsx";

export const emailEditing: MessageEditing<EmailMessage> = {
  channel: "email",
  label: "Email",
  icon: Mail,
  sentence: ({ subject, from }) => `the mail “${readableTemplate(subject) || "…"}”${from ? ` from ${from.name ?? from.email}` : ""}`,
  blank: () => ({ channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } }),
  Form: EmailForm,
};
