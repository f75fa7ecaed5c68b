import type { DeliveryReport, ProviderHook } from "@beckon/core";
import { type Foreign, instantOf, malformed, objectOf, parsed, report, sendIdOf, textOf, visitor } from "./hookJson.ts";

/** Postmark signs nothing: the secret in the address is what is believed. One report a call. */
export const postmarkHook: ProviderHook = {
  path: "postmark",
  secretInUrl: true,
  steps: [
    "In Postmark open your server, the message stream, Webhooks, and add one with the address below.",
    "Tick Delivery, Bounce, Spam complaint and Subscription change. Opens and clicks are counted by Beckon itself.",
    "Send a test there: Beckon answers 200, and it shows here as a report of an unknown message.",
  ],
  read({ body, now }) {
    const told = objectOf(parsed(body));
    const type = textOf(told["RecordType"]);
    if (type === null) return malformed("it is no JSON object with a RecordType, as Postmark sends it");
    const what = KINDS[type]?.(told);
    const base = {
      sendId: sendIdOf(objectOf(told["Metadata"])["send_id"]),
      providerId: textOf(told["MessageID"]),
      at: instantOf(told["BouncedAt"] ?? told["DeliveredAt"] ?? told["ReceivedAt"] ?? told["ChangedAt"], now),
    };
    return { outcome: "reports", reports: what ? [report({ ...base, eventId: eventIdOf(type, told), ...what })] : [] };
  },
};

type Told = Omit<Partial<DeliveryReport>, "what"> & Pick<DeliveryReport, "what">;

const KINDS: { readonly [type: string]: (told: Foreign) => Told | null } = {
  Delivery: (told) => ({ what: "delivered", detail: textOf(told["Details"]) ?? "" }),
  Bounce: (told) => {
    const type = String(told["Type"]);
    // Postmark still tries, or answers for the person: nothing has bounced.
    if (NO_BOUNCE.has(type)) return null;
    if (type === "SpamComplaint") return { what: "complained", permanent: true };
    return { what: "bounced", permanent: HARD.has(type), detail: detailOf(told) };
  },
  SpamComplaint: (told) => ({ what: "complained", permanent: true, detail: detailOf(told) }),
  Open: (told) => ({ what: "opened", ...visitor(objectOf(told["Geo"])["IP"], told["UserAgent"]) }),
  Click: (told) => ({
    what: "clicked",
    ...visitor(objectOf(told["Geo"])["IP"], told["UserAgent"]),
    ...(textOf(told["OriginalLink"]) ? { url: String(told["OriginalLink"]) } : {}),
  }),
  SubscriptionChange: (told) =>
    told["SuppressSending"] === true && told["SuppressionReason"] === "ManualSuppression"
      ? { what: "unsubscribed", detail: `by ${String(told["Origin"] ?? "the recipient")}` }
      : null,
};

const HARD = new Set(["HardBounce", "BadEmailAddress", "ManuallyDeactivated", "Unsubscribe"]);
const NO_BOUNCE = new Set(["Transient", "AutoResponder", "Subscribe", "AddressChange", "OpenRelayTest", "ChallengeVerification"]);

function detailOf(told: Foreign): string {
  return [textOf(told["Description"]), textOf(told["Details"])].filter(Boolean).join(" ");
}

/** Bounces have an id; the others are told apart by what they say. */
function eventIdOf(type: string, told: Foreign): string {
  const id = told["ID"];
  if (typeof id === "number" || typeof id === "string") return `${type}:${id}`;
  return [type, told["MessageID"], told["Recipient"], told["ReceivedAt"] ?? told["DeliveredAt"] ?? told["ChangedAt"], told["OriginalLink"] ?? ""].join(":");
}
