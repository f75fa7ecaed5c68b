import type { DeliveryResult } from "@beckon/core";
import { unreachableWords } from "./unreachable.ts";

/** What nodemailer tells about a failure. */
export interface SmtpFailure {
  readonly message: string;
  readonly code?: string;
  /** The system's own error under it, such as ECONNREFUSED. */
  readonly originalCode?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/**
 * What a failed hand-over means for the message. `bodySent`: the whole mail had left us when it failed, so that the server
 * may have taken it although we have no answer.
 */
export function classifyFailure(failure: SmtpFailure, bodySent: boolean): DeliveryResult {
  const { responseCode, response = "" } = failure;
  const detail = sentenceOf(failure);
  if (isLoginFailure(failure)) return { result: "configuration", detail: `The mail server refuses our login: ${detail}` };
  if (responseCode === undefined || responseCode === 0) return withoutAnswer(failure, bodySent, detail);
  if (isSenderRefused(failure)) return { result: "configuration", detail: `The mail server refuses our sender or will not relay for us: ${detail}` };
  if (responseCode < 500) return { result: "retry", afterMs: retryAfterMs(response), detail };
  if (/\b5\.2\.2\b|mailbox (?:is )?full|over quota|quota exceeded/i.test(response)) return { result: "retry", afterMs: null, detail };
  return { result: "permanent", suppress: isDeadAddress(failure), detail };
}

/** The connection failed: the server cannot be reached at all, or it fell silent in the middle. */
function withoutAnswer(failure: SmtpFailure, bodySent: boolean, detail: string): DeliveryResult {
  if (bodySent) return { result: "unknown", detail };
  if (failure.code === "ETLS") return { result: "configuration", detail: `There is no secure connection to the mail server: ${unreachableWords(detail)}` };
  if (failure.code === "EENVELOPE" || failure.code === "EMESSAGE") return { result: "permanent", suppress: false, detail };
  const words = unreachableWords(detail, failure.code);
  if (isUnreachable(failure)) return { result: "configuration", detail: `The mail server cannot be reached: ${words}` };
  return { result: "retry", afterMs: null, detail: words };
}

function isUnreachable({ code, originalCode, message }: SmtpFailure): boolean {
  if (code === "EDNS") return true;
  if (code === "ETIMEDOUT") return /connection timeout|greeting/i.test(message);
  return code === "ESOCKET" && /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/.test(`${originalCode} ${message}`);
}

function isLoginFailure({ code, command, responseCode }: SmtpFailure): boolean {
  if (code === "EAUTH" || code === "ENOAUTH") return responseCode === undefined || responseCode >= 500 || responseCode === 0;
  return responseCode === 530 || responseCode === 535 || (responseCode === 534 && command !== "DATA");
}

/** Refusals that would meet every message alike. */
function isSenderRefused({ command, responseCode = 0, response = "" }: SmtpFailure): boolean {
  if (responseCode < 500) return false;
  if (command === "MAIL FROM" && !/\b5\.3\.4\b|size/i.test(response)) return true;
  return /relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|prohibited)|unable to relay|email address is not verified|sender (?:address )?(?:rejected|not allowed)|not authori[sz]ed to send|domain (?:is )?not verified/i.test(
    response,
  );
}

/** RFC 3463: bad mailbox, bad domain, bad syntax, moved, disabled. Many servers say it in words alone. */
function isDeadAddress({ command, responseCode = 0, response = "" }: SmtpFailure): boolean {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  if (enhanced !== undefined) return ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].includes(enhanced);
  if (command === "DATA" && responseCode !== 550) return false;
  return /user unknown|unknown (?:user|recipient|address|mailbox)|no such (?:user|mailbox|recipient|person)|does(?: not|n't) (?:exist|have)|mailbox (?:not found|unavailable)|invalid (?:recipient|mailbox|address)|recipient (?:not found|unknown)|account (?:is )?disabled|not a valid (?:mailbox|user)/i.test(
    response,
  );
}

/** Greylisting servers say when to come back: `try again in 300 seconds`, `retry after 5 minutes`. */
function retryAfterMs(response: string): number | null {
  const match = /(?:in|after|wait)\s+(\d{1,5})\s*(s|sec|second|m|min|minute|h|hour)s?\b/i.exec(response);
  if (!match) return null;
  const unit = match[2]!.toLowerCase().charAt(0);
  return Number(match[1]) * (unit === "h" ? 3_600_000 : unit === "m" ? 60_000 : 1_000);
}

/** One line, without what could be a login in a URL. */
function sentenceOf({ message, response }: SmtpFailure): string {
  return (response || message)
    .replace(/\s+/g, " ")
    .replace(/\/\/[^@\s/]+@/g, "//")
    .trim()
    .slice(0, 500);
}
