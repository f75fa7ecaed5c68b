import type { Browser, BrowserContext } from "playwright-core";
import type { Shop } from "../../packages/web/src/browserTest/pages.ts";
import {
  type Api,
  aFooter,
  aLifeCycle,
  apiOf,
  aVisitorWhoIs,
  OWNER,
  recipientPages,
  someJourneys,
  someSegments,
} from "../../packages/web/src/browserTest/session.ts";
import type { RunningBeckon } from "../beckonApart.ts";

export type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

const SECOND = 1_000;
/** The shop's people come every few seconds. So they do by the clock of their Beckon, which goes faster than ours. */
const FASTER_BY = 12;
const SECONDS = 60;
/** So much the clock gains meanwhile: one that begins so far behind is right at the end. */
export const LIVELY_MS = SECONDS * (FASTER_BY - 1) * SECOND;

const SETTINGS = {
  sender: { name: "Northlight Coffee", email: "hello@northlight.example" },
  languages: ["en", "de", "fr"],
  subscribePage: true,
  frequencyCaps: [{ max: 3, per: { calendar: "week" } }],
  branding: {
    colour: "#7a3e1d",
    address: "Northlight Coffee Ltd, 12 Harbour Lane, Hamburg",
    website: "https://northlight.example",
    privacyUrl: "https://northlight.example/privacy",
  },
  topics: [
    { key: "offers", name: "Offers", description: "New roasts and fair prices, twice a month.", consent: "opt_out" },
    { key: "journal", name: "The Journal", description: "A story from the farms, once a month.", consent: "double_opt_in" },
    { key: "events", name: "Tastings", description: "When we pour near you.", consent: "opt_in" },
  ],
};

const SIGNUPS = `email,first_name,last_name,city,newsletter
ida@lindqvist.example,Ida,Lindqvist,Malmö,yes
noah@achterberg.example,Noah,Achterberg,Utrecht,no
marta@serrano.example,Marta,Serrano,Valencia,yes
not an address,Tom,Nobody,Leeds,perhaps
`;

const GUESTS = `email,first_name,last_name,city
hedda@winther.example,Hedda,Winther,Hamburg
piet@claasen.example,Piet,Claasen,Hamburg
`;

const TELL_THE_CRM = {
  key: "tell-the-crm",
  name: "Tell the CRM of a new member",
  trigger: { kind: "event", event: "Subscription Started" },
  message: {
    channel: "webhook",
    method: "POST",
    url: "https://crm.northlight.example/members",
    body: { format: "json", source: '{\n  "email": {{ profile.email | json }},\n  "plan": {{ event.plan | json }}\n}' },
  },
};

/** Sets Beckon up as Northlight Coffee would, lets its people live for a while, and then holds still. */
export async function openSampleShop(beckon: RunningBeckon, browser: Browser): Promise<{ readonly shop: Shop; readonly signedIn: SignedIn }> {
  const context = await browser.newContext();
  const api = apiOf(beckon.url, context);
  await api("POST", "/api/setup", { ...OWNER, name: "Maria Keller", workspaceName: "Northlight Coffee", timeZone: "Europe/Berlin" });
  await api("PATCH", "/api/workspace", { settings: SETTINGS });
  await api("POST", "/api/sample-shop");
  await until(
    async () => (await api("GET", "/api/sample-shop")).state === "loaded",
    () => undefined,
  );
  let left = SECONDS;
  await until(
    async () => left === 0,
    () => {
      left -= 1;
      beckon.advance((FASTER_BY - 1) * SECOND);
    },
  );
  await api("PATCH", "/api/sample-shop", { streaming: false });
  // Not before: nothing would leave while the shop sleeps.
  await api("PATCH", "/api/workspace", { settings: { quietHours: { from: "22:00", to: "07:00" } } });
  await until(
    () => isAtRest(api),
    () => undefined,
  );
  const somebody = await people(api);
  const shop = {
    ...somebody,
    ...(await someSegments(api, somebody.profileId)),
    ...(await campaigns(api)),
    ...(await message(beckon.url, context, api)),
    ...(await someJourneys(api)),
    importId: await twoFiles(api),
    contentBlockId: await aFooter(api),
    event: "Cart Updated",
  };
  await somebodySignsIn(api);
  await aLifeCycle(api);
  await colleagues(api);
  const signedIn = await context.storageState();
  await context.close();
  return { shop, signedIn };
}

/** Looks once a second, and does something in between. */
async function until(isSo: () => Promise<boolean>, meanwhile: () => void): Promise<void> {
  while (!(await isSo())) {
    meanwhile();
    await new Promise((resolve) => setTimeout(resolve, SECOND));
  }
}

/**
 * Days with many events are counted beside, from the first time that somebody asks; and the leaps of the clock leave the
 * processes looking late for a while.
 */
async function isAtRest(api: Api): Promise<boolean> {
  const [{ days }, { problems }] = [await api("GET", "/api/overview"), await api("GET", "/api/status")];
  const isCounted = days.every(({ events }: { readonly events: number | null }) => events !== null);
  return isCounted && problems.every(({ severity }: { readonly severity: string }) => severity !== "error");
}

async function campaigns(api: Api) {
  const { items } = await api("GET", "/api/campaigns?limit=50");
  const idOf = (name: string): string => items.find((campaign: { name: string }) => campaign.name === name).id;
  const { id: webhookCampaignId } = await api("POST", "/api/campaigns", { document: TELL_THE_CRM });
  return { liveCampaignId: idOf("Left cart"), draftCampaignId: idOf("Looked, did not buy"), webhookCampaignId };
}

/** Somebody to whom much has happened: one of those who clicked. */
async function people(api: Api) {
  const { items } = await api("GET", "/api/messages?state=sent&limit=50");
  const clicked = items.find((item: { clickedAt: string | null }) => item.clickedAt) ?? items[0];
  return { profileId: clicked.profile.id as string, messageId: clicked.id as string };
}

async function message(url: string, context: BrowserContext, api: Api) {
  const { items } = await api("GET", "/api/messages?state=sent&limit=1");
  const { content } = await api("GET", `/api/messages/${items[0].id}`);
  const { unsubscribe, preferences } = await recipientPages(url, context, content.html);
  // Its people read many languages; the pictures' readers read English.
  return { unsubscribe: `${unsubscribe}?lang=en`, preferences: `${preferences}?lang=en` };
}

/** One file that was taken in, one that is about to be. */
async function twoFiles(api: Api): Promise<string> {
  const upload = (name: string, file: string) => api("POST", `/api/imports?name=${name}`, file, { "content-type": "text/csv" });
  const first = await upload("tasting-at-the-harbour.csv", GUESTS);
  await api("POST", `/api/imports/${first.id}/start`, first.suggested);
  return (await upload("newsletter-signups.csv", SIGNUPS)).id;
}

async function somebodySignsIn(api: Api): Promise<void> {
  const { items } = await api("GET", "/api/keys");
  const writeKey = items.find(({ kind }: { readonly kind: string }) => kind === "write").value;
  const [looksAround, saysWho] = aVisitorWhoIs("h-17", { city: "Oslo" });
  const known = { type: "identify", userId: "h-17", traits: { firstName: "Hanna", lastName: "Olsen", email: "hanna@olsen.example", city: "Bergen" } };
  // Known apart before they are known as one, or there would be nothing to merge.
  await api("POST", "/v1/batch", { batch: [known, looksAround], writeKey });
  await api("POST", "/v1/batch", { batch: [saysWho], writeKey });
}

async function colleagues(api: Api): Promise<void> {
  await api("POST", "/api/invites", { email: "jonas@northlight.example", role: "editor" });
  await api("POST", "/api/invites", { email: "amina@northlight.example", role: "viewer" });
  await api("POST", "/api/keys", { kind: "api", name: "Warehouse sync", scopes: ["profiles:read", "events:read"] });
}
