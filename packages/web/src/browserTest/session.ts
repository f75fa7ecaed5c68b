import { GALLERY } from "@beckon/core/gallery";
import type { BrowserContext } from "playwright-core";
import { SEGMENT_STARTERS } from "../scenes/segments/segmentStarters.ts";

export const OWNER = { email: "maria@lumen.example", password: "correct horse battery" };

/** Speaks to the API as the app of this context does. The answer is what the test or the program makes of it. */
// biome-ignore lint/suspicious/noExplicitAny: shapes are the contract's business; here they are only walked through
export type Api = (method: string, path: string, data?: unknown, headers?: { readonly [name: string]: string }) => Promise<any>;

export function apiOf(url: string, context: BrowserContext): Api {
  return async (method, path, data, headers = {}) => {
    const answer = await context.request.fetch(`${url}${path}`, { method, data, headers: { origin: url, ...headers } });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  };
}

/** Makes and publishes a content block. @returns its id */
export async function aFooter(api: Api): Promise<string> {
  const source = `<mj-section><mj-column><mj-text>Yours, {{ workspace.name }}. For {{ profile.name | default: "you" }}</mj-text></mj-column></mj-section>`;
  const { id } = await api("POST", "/api/content-blocks", { document: { name: "footer", description: "The end of every mail", format: "mjml", source } });
  await api("POST", `/api/content-blocks/${id}/publish`);
  return id;
}

/** Makes a live segment, a draft, a list with one person on it, and a computed attribute. @returns their ids */
export async function someSegments(
  api: Api,
  profileId: string,
): Promise<{ readonly segmentId: string; readonly draftSegmentId: string; readonly listId: string; readonly computedId: string }> {
  const [live, , draft] = SEGMENT_STARTERS;
  const { id: segmentId } = await api("POST", "/api/segments", { document: live?.document });
  await api("POST", `/api/segments/${segmentId}/publish`);
  const either = { kind: "any", conditions: [{ kind: "segment", segment: live?.document.key, is: "in" }, draft?.document.condition] };
  const { id: draftSegmentId } = await api("POST", "/api/segments", { document: { ...draft?.document, condition: either } });
  const { id: listId } = await api("POST", "/api/segments", { kind: "list", document: { key: "trade-fair", name: "Trade fair" } });
  await api("POST", `/api/segments/${listId}/members`, { members: [{ profileId }] });
  const carts = { name: "carts_90d", event: "Cart Updated", function: "count", within: "P90D" };
  const { id: computedId } = await api("POST", "/api/computed-attributes", { document: carts });
  await api("PUT", "/api/rfm", { event: "Cart Updated", value: "total" });
  return { segmentId, draftSegmentId, listId, computedId };
}

/** Publishes the stages that are offered to a shop. */
export async function aLifeCycle(api: Api): Promise<void> {
  const { items } = await api("GET", "/api/stages/sets");
  await api("PUT", "/api/stages", { stages: items[0].stages });
  await api("POST", "/api/stages/publish");
}

/** Takes some journeys of the gallery over: one with forks stays a draft, one is launched, and one that gives a colleague a task when a form is sent; the launched one is rehearsed. @returns their ids */
export async function someJourneys(api: Api): Promise<{ readonly journeyId: string; readonly draftJourneyId: string; readonly rehearsalId: string }> {
  const take = async (key: string) => api("POST", "/api/journeys", { document: GALLERY.find(({ document }) => document.key === key)?.document });
  const { id: journeyId } = await take("welcome-series");
  await api("POST", `/api/journeys/${journeyId}/launch`, {});
  const { id: askingId } = await take("lead-follow-up");
  await api("POST", `/api/journeys/${askingId}/launch`, {});
  const { id: draftJourneyId } = await take("abandoned-cart-series");
  const { document } = await api("GET", `/api/journeys/${journeyId}`);
  const { id: rehearsalId } = await api("POST", "/api/rehearsals", { kind: "journey", document });
  return { journeyId, draftJourneyId, rehearsalId };
}

/** What somebody does who looks around first and says then who they are: two profiles become one. */
export function aVisitorWhoIs(userId: string, traits: { readonly [name: string]: string } = {}) {
  const anonymousId = `visitor-${userId}`;
  return [
    { type: "track", anonymousId, event: "Product Viewed", properties: { product_id: "p-1" } },
    { type: "identify", anonymousId, userId, traits },
  ];
}

/** Where the links of a mail lead its recipient: to its preferences there is a way from the page to unsubscribe. */
export async function recipientPages(
  url: string,
  context: BrowserContext,
  html: string,
): Promise<{ readonly unsubscribe: string; readonly preferences: string }> {
  const unsubscribe = pathIn(html, "u");
  const page = await context.request.get(`${url}${unsubscribe}`);
  return { unsubscribe, preferences: pathIn(await page.text(), "p") };
}

/** Where a link of a mail leads: to its preferences, to unsubscribe, to its copy in the browser. */
export function pathIn(html: string, door: "p" | "u" | "v"): string {
  const [path] = new RegExp(`/${door}/[\\w.~-]+`).exec(html) ?? [];
  if (!path) throw new Error(`There is no link to /${door}/ in it.`);
  return path;
}
