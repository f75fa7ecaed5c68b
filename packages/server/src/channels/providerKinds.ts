import type { ProviderKind } from "@beckon/core";
import { bounceMail } from "./bounceMail.ts";
import { mailgun } from "./emailMailgun.ts";
import { postmark } from "./emailPostmark.ts";
import { resend } from "./emailResend.ts";
import { sendgrid } from "./emailSendgrid.ts";
import { ses } from "./emailSes.ts";
import { smtp } from "./emailSmtpProvider.ts";
import { stripe } from "./stripeProvider.ts";

/** Every provider that can be connected, in the order in which the app shows them. */
export const PROVIDER_KINDS: readonly ProviderKind[] = [smtp, ses, postmark, sendgrid, resend, mailgun, bounceMail, stripe];
