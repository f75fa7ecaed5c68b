import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { objectOf } from "./hookJson.ts";

/** A message as Amazon SNS posts it. */
export interface SnsMessage {
  readonly Type: string;
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly Subject?: string;
  readonly SubscribeURL?: string;
  readonly Token?: string;
}

const ALWAYS = ["Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL"];

export function snsMessage(value: unknown): SnsMessage | null {
  const message = objectOf(value);
  return ALWAYS.every((key) => typeof message[key] === "string") ? (message as unknown as SnsMessage) : null;
}

/** Only Amazon's own hosts: whoever chose the certificate would choose the key. */
const AMAZON = /^https:\/\/sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?\//;
const SIGNED = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  Confirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
} as const;
const CERTIFICATES_MAX = 20;

const certificates = new Map<string, string>();

/**
 * What keeps us from believing the message, or null. Own code and not the package `sns-validator`: that one brings its own way to fetch, which
 * follows no time limit of ours, keeps certificates for ever and cannot be tested without Amazon.
 */
export async function problemOfSns(message: SnsMessage, fetchText: (url: string) => Promise<string>): Promise<string | null> {
  const digest = { "1": "sha1", "2": "sha256" }[message.SignatureVersion];
  if (digest === undefined) return `its SignatureVersion is ${message.SignatureVersion}; 1 and 2 are known`;
  if (!AMAZON.test(message.SigningCertURL) || !message.SigningCertURL.endsWith(".pem")) return "its certificate does not come from Amazon SNS";
  if (message.SubscribeURL !== undefined && !AMAZON.test(message.SubscribeURL)) return "its SubscribeURL does not lead to Amazon SNS";
  const pem = await certificateOf(message.SigningCertURL, fetchText);
  if (pem === null) return "the certificate of Amazon SNS could not be fetched";
  const signature = Buffer.from(message.Signature, "base64");
  return verify(digest, Buffer.from(signedText(message)), createPublicKey(pem), signature) ? null : "the signature does not fit";
}

async function certificateOf(url: string, fetchText: (url: string) => Promise<string>): Promise<string | null> {
  const known = certificates.get(url);
  if (known !== undefined) return known;
  try {
    const pem = await fetchText(url);
    new X509Certificate(pem);
    if (certificates.size >= CERTIFICATES_MAX) certificates.clear();
    certificates.set(url, pem);
    return pem;
  } catch {
    return null;
  }
}

/** Names and values, line by line, in this order. */
function signedText(message: SnsMessage): string {
  const names = message.Type === "Notification" ? SIGNED.Notification : SIGNED.Confirmation;
  return names
    .filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name]}\n`)
    .join("");
}
