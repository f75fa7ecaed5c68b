import { hostOf, type WebhookMessage } from "@beckon/core";
import { Webhook } from "lucide-react";
import type { MessageEditing } from "../messageEditing.ts";
import { WebhookForm } from "./WebhookForm.tsx";

export const webhookEditing: MessageEditing<WebhookMessage> = {
  channel: "webhook",
  label: "Webhook",
  icon: Webhook,
  sentence: ({ method, url }) => `a ${method} webhook to ${hostOf(url) || "…"}`,
  blank: () => ({
    channel: "webhook",
    method: "POST",
    url: "https://example.com/hook",
    body: {
      format: "json",
      source: '{\n  "person": {{ profile.id | json }},\n  "event": {{ event.name | json }},\n  "properties": {{ event.properties | json }}\n}\n',
    },
  }),
  Form: WebhookForm,
};
