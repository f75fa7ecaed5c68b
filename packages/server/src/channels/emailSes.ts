import { type Channel, type DeliveryResult, HOUR, type ProviderKind, type ProviderSurroundings, type ProviderValues, type RenderedEmail } from "@beckon/core";
import { sesHook } from "./hooks/sesHook.ts";
import { asciiAddress, mimeMessage } from "./mimeMessage.ts";
import { unreachableWords } from "./unreachable.ts";

/** Amazon SES, API v2, by Amazon's own client. */
export const ses: ProviderKind = {
  key: "ses",
  name: "Amazon SES",
  role: "mail",
  does: "Carries mail at Amazon's prices, from an account of your own.",
  fields: [
    { key: "region", label: "Region", kind: "text", required: true, placeholder: "eu-central-1", help: "Where the sending domain is verified." },
    {
      key: "accessKeyId",
      label: "Access key id",
      kind: "text",
      required: true,
      placeholder: "AKIA…",
      help: "Of a user that may ses:SendEmail and ses:GetAccount.",
    },
    { key: "secretAccessKey", label: "Secret access key", kind: "secret", required: true },
    {
      key: "configurationSet",
      label: "Configuration set",
      kind: "text",
      required: false,
      placeholder: "beckon",
      help: "Its event destination (an SNS topic) tells Beckon of deliveries, bounces and complaints.",
    },
    { key: "baseUrl", label: "Address of the API", kind: "url", required: false, hidden: true },
  ],
  open: (values, surroundings) => new EmailSes(values, surroundings),
  hook: sesHook,
  dns: { spfInclude: "amazonses.com", shownAt: "Amazon SES, Identities, your domain, Authentication" },
};

type Sdk = typeof import("@aws-sdk/client-sesv2");
type Client = InstanceType<Sdk["SESv2Client"]>;

const CONCURRENCY = 20;

/** Mail over Amazon's API, as the bytes that we make for every channel. */
export class EmailSes implements Channel {
  readonly name = "email";
  readonly kind = "email";
  readonly concurrency = CONCURRENCY;
  readonly #values: ProviderValues;
  readonly #now: () => number;
  #opened: Promise<{ readonly sdk: Sdk; readonly client: Client }> | null = null;

  constructor(values: ProviderValues, { now }: Pick<ProviderSurroundings, "now">) {
    this.#values = values;
    this.#now = now;
  }

  async send(mail: RenderedEmail): Promise<DeliveryResult> {
    const { sdk, client } = await this.#open();
    const command = new sdk.SendEmailCommand({
      FromEmailAddress: asciiAddress(mail.from.email),
      Destination: { ToAddresses: [asciiAddress(mail.to)] },
      Content: { Raw: { Data: mimeMessage(mail, this.#now()) } },
      EmailTags: [{ Name: "send_id", Value: mail.sendId }],
      ...(this.#values["configurationSet"] ? { ConfigurationSetName: this.#values["configurationSet"] } : {}),
    });
    try {
      const { MessageId } = await client.send(command);
      return { result: "accepted", providerId: MessageId ?? null };
    } catch (error) {
      return classifySesFailure(error as SesFailure);
    }
  }

  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    const { sdk, client } = await this.#open();
    try {
      const account = await client.send(new sdk.GetAccountCommand({}));
      if (account.SendingEnabled === false) return { ok: false, detail: "Amazon SES has paused sending for this account." };
      const left = account.SendQuota ? ` It may send ${account.SendQuota.Max24HourSend} mails a day.` : "";
      return account.ProductionAccessEnabled === false
        ? { ok: true, detail: `Amazon SES takes our key. The account is in the sandbox: only verified addresses get mail.${left}` }
        : { ok: true, detail: `Amazon SES takes our key.${left}` };
    } catch (error) {
      const result = classifySesFailure(error as SesFailure);
      return { ok: false, detail: "detail" in result ? result.detail : "" };
    }
  }

  async close(): Promise<void> {
    (await this.#opened)?.client.destroy();
  }

  /** The client is large, and loaded only where somebody sends by it. */
  #open(): Promise<{ readonly sdk: Sdk; readonly client: Client }> {
    this.#opened ??= import("@aws-sdk/client-sesv2").then((sdk) => ({
      sdk,
      client: new sdk.SESv2Client({
        region: this.#values["region"] ?? "",
        credentials: { accessKeyId: this.#values["accessKeyId"] ?? "", secretAccessKey: this.#values["secretAccessKey"] ?? "" },
        ...(this.#values["baseUrl"] ? { endpoint: this.#values["baseUrl"] } : {}),
        // The sender has its own retries; a second hidden one could send twice.
        maxAttempts: 1,
        requestHandler: { connectionTimeout: 15_000, requestTimeout: 30_000, throwOnRequestTimeout: true, httpsAgent: { maxSockets: CONCURRENCY } },
      }),
    }));
    return this.#opened;
  }
}

/** What Amazon's client throws. */
export interface SesFailure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Mistakes of our settings, by Amazon's names for them: every mail would meet them. */
const ABOUT_US =
  /^(AccessDenied|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|InvalidClientTokenId|ExpiredToken|MissingAuthenticationToken|InvalidAccessKeyId|OptInRequired|AccountSuspended|SendingPaused|MailFromDomainNotVerified|NotFound|CredentialsProvider)/;
const UNREACHABLE = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

export function classifySesFailure(failure: SesFailure): DeliveryResult {
  const { name, message, code = "", $metadata } = failure;
  const status = $metadata?.httpStatusCode;
  const detail = `Amazon SES: ${message || name}`.replace(/\s+/g, " ").slice(0, 500);
  if (ABOUT_US.test(name)) return { result: "configuration", detail };
  if (name === "MessageRejected") return { result: /not verified/i.test(message) ? "configuration" : "permanent", suppress: false, detail };
  // The rate of the second, or the quota of the day: the latter is soonest free in an hour.
  if (name === "TooManyRequestsException" || /throttl/i.test(name)) return { result: "retry", afterMs: /daily/i.test(message) ? HOUR : null, detail };
  if (name === "LimitExceededException") return { result: "retry", afterMs: HOUR, detail };
  if (status === undefined) return withoutAnswer(failure, code, detail);
  if (status >= 500) return { result: "retry", afterMs: null, detail };
  return status === 401 || status === 403 ? { result: "configuration", detail } : { result: "permanent", suppress: false, detail };
}

function withoutAnswer({ name, message }: SesFailure, code: string, detail: string): DeliveryResult {
  if (UNREACHABLE.test(code) || /connection timed out|within the timeout of the connection|ENOTFOUND|ECONNREFUSED/i.test(message))
    return { result: "configuration", detail: `Amazon SES cannot be reached: ${unreachableWords(message, code)}` };
  if (name === "TimeoutError" || /^E[A-Z]+$/.test(code)) return { result: "unknown", detail };
  return { result: "configuration", detail };
}
