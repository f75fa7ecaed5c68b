import type { EmailMessage, RenderedEmail } from "@beckon/core";
import type { MessageTemplate } from "../messageTemplate.ts";
import { checkEmail } from "./checkEmail.ts";
import { type CompiledEmail, compileEmail } from "./compileEmail.ts";
import { previewEmail } from "./previewEmail.ts";
import { renderEmail } from "./renderEmail.ts";

export const emailTemplate: MessageTemplate<EmailMessage, RenderedEmail, CompiledEmail> = {
  channel: "email",
  compile: compileEmail,
  render: renderEmail,
  preview: previewEmail,
  check: checkEmail,
  markAsTest: (mail) => ({ ...mail, subject: `[Test] ${mail.subject}` }),
};
