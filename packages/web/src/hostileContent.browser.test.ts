import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath, openBrowser } from "./browserTest/chromium.ts";
import { type AppPage, openPage, pagesOf, type Shop } from "./browserTest/pages.ts";
import { type RunningBeckon, runningBeckon } from "./browserTest/runningBeckon.ts";
import { type Api, apiOf, OWNER, pathIn, recipientPages, someJourneys, someSegments } from "./browserTest/session.ts";
import { STARTERS } from "./scenes/campaigns/starters.ts";

const PATIENCE_MS = 40_000;
const STEP_MS = 300_000;
/** One page of each kind of what is shown on them. */
const SHOWING = [
  ...["overview", "people", "person", "person-why", "import", "campaigns", "report", "versions", "campaign-json", "editor-clauses", "editor-webhook"],
  ...["content-block", "segments", "segment-list", "message", "events", "registry-event", "dead-letters"],
  ...["branding", "topics", "suppressions", "users", "keys", "audit"].map((tab) => `settings-${tab}`),
  ...["preferences", "unsubscribe", "subscribe"],
];

/** What would run, were it anything but text: as an element, out of an attribute, as a template. It names the field that it came by. */
function hostile(field: string): string {
  return `'"><img src=x onerror=ran('${field}')><script>ran('${field}')</script>`;
}
const cell = (field: string) => `"${hostile(field).replaceAll('"', '""')}"`;
const SHOWN = "onerror=ran(";
const LINK = "javascript:ran('link')";

/** Says whatever runs, whatever would have run but for the content policy, and every link that would run something. */
interface Watch {
  readonly page: Page;
  /** What did run. */
  readonly ran: string[];
  readonly faults: string[];
}

/** Those that recipients see come from what was sent. */
interface Planted extends Shop {
  readonly copyInBrowser: string;
  readonly webhookMessageId: string;
}

describe.skipIf(!chromiumPath)("content from anybody", { timeout: STEP_MS }, () => {
  let beckon: RunningBeckon;
  let browser: Browser;
  let context: BrowserContext;
  let crm: Server;
  let api: Api;
  let planted: Planted;

  beforeAll(async () => {
    crm = createServer((_request, response) => {
      response.writeHead(200, { "x-request-id": hostile("header of an answer"), "content-type": "text/html" }).end(hostile("answer of a webhook"));
    });
    await new Promise<void>((resolve) => crm.listen(0, "127.0.0.1", resolve));
    beckon = await runningBeckon({ BECKON_WEBHOOK_ALLOW_PRIVATE: "127.0.0.1" });
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    api = apiOf(beckon.url, context);
    planted = await plant();
  }, STEP_MS);

  afterAll(async () => {
    await browser?.close();
    await beckon?.stop();
    crm?.close();
  });

  /** Puts it into every field that anybody can fill and somebody is shown. */
  async function plant(): Promise<Planted> {
    await api("POST", "/api/setup", { ...OWNER, name: hostile("name of a user"), workspaceName: hostile("workspace"), timeZone: "UTC" });
    const website = `https://shop.example/${hostile("website").replace(/\s/g, "/")}`;
    const topic = (key: string, consent: string) => ({ key, consent, name: hostile("topic"), description: hostile("description") });
    await api("PATCH", "/api/workspace", {
      settings: {
        topics: [topic("news", "opt_out"), topic("sales", "double_opt_in")],
        branding: { colour: "#1f4e4a", address: hostile("postal address"), website, privacyUrl: website },
        sender: { name: hostile("sender"), email: "shop@shop.example" },
        subscribePage: true,
      },
    });
    await api("POST", "/api/keys", { kind: "api", name: hostile("key") });
    await api("POST", "/api/people-views", { name: hostile("saved list"), shared: true, query: {} });
    await api("POST", "/api/suppressions", { channel: "email", address: "gone@shop.example", detail: hostile("suppression") });
    const file = `email,${cell("column")}\nx@shop.example,${cell("cell")}\n`;
    const imported = await api("POST", `/api/imports?name=${encodeURIComponent(hostile("file"))}`, file, { "content-type": "text/csv" });
    const document = { name: "footer", description: hostile("description of a block"), format: "html", source: hostile("block") };
    const block = await api("POST", "/api/content-blocks", { document });
    await api("POST", `/api/content-blocks/${block.id}/publish`);
    const list = await api("POST", "/api/segments", { kind: "list", document: { key: "hostile", name: hostile("list") } });
    const campaigns = await plantCampaigns();
    await plantEvents();
    const sent = await vi.waitFor(
      async () => {
        const { items } = await api("GET", "/api/messages?state=sent");
        const of = (channel: string) => items.find((item: { channel: string }) => item.channel === channel);
        expect([of("email"), of("webhook")]).not.toContain(undefined);
        return { mail: of("email"), webhook: of("webhook") };
      },
      { timeout: 40_000, interval: 300 },
    );
    const { content } = await api("GET", `/api/messages/${sent.mail.id}`);
    return {
      ...campaigns,
      ...(await someSegments(api, sent.mail.profile.id)),
      ...(await someJourneys(api)),
      listId: list.id,
      profileId: sent.mail.profile.id,
      messageId: sent.mail.id,
      webhookMessageId: sent.webhook.id,
      importId: imported.id,
      contentBlockId: block.id,
      event: hostile("event"),
      copyInBrowser: pathIn(content.html, "v"),
      ...(await recipientPages(beckon.url, context, content.html)),
    };
  }

  async function plantCampaigns() {
    const base = { ...STARTERS.find(({ id }) => id === "blank")!.document, tags: [hostile("tag")] };
    const trigger = { kind: "event", event: hostile("event") };
    const html = `<p>${hostile("mail")}</p><a href="${LINK}">go</a><form action="https://evil.example"><button>x</button></form><iframe src="https://evil.example"></iframe>
      <p>{{ profile.name }} {{ event.note }} {{ profile.name | raw }}</p><a href="{{ event.url }}">go</a><a href="{{ message.unsubscribe_url }}">u</a> <a href="{{ message.preferences_url }}">p</a> <a href="{{ message.view_in_browser_url }}">v</a>`;
    const subject = `{{ profile.name }} ${hostile("subject")}`;
    const message = {
      channel: "email",
      subject,
      preheader: "{{ event.note }}",
      from: { name: hostile("from"), email: "shop@shop.example" },
      body: { format: "html", source: html },
    };
    const url = `http://127.0.0.1:${(crm.address() as AddressInfo).port}/`;
    const webhook = { channel: "webhook", method: "POST", url, body: { format: "json", source: '{"a": {{ event.note | json }} }' } };
    const launched = async (key: string, wanted: object): Promise<string> => {
      const document = { ...base, key, name: hostile(`name of the ${key} campaign`), trigger, message: wanted };
      const { id } = await api("POST", "/api/campaigns", { document });
      await api("POST", `/api/campaigns/${id}/launch`, {});
      return id;
    };
    const liveCampaignId = await launched("mail", message);
    return { liveCampaignId, draftCampaignId: liveCampaignId, webhookCampaignId: await launched("webhook", webhook) };
  }

  async function plantEvents(): Promise<void> {
    const keys = await api("GET", "/api/keys");
    const writeKey = keys.items.find((key: { kind: string }) => key.kind === "write").value;
    const traits = {
      email: "ann@shop.example",
      name: hostile("attribute"),
      [hostile("name of an attribute")]: { deep: hostile("deep") },
      avatar: LINK,
      website: LINK,
    };
    const context_ = {
      page: { url: LINK, title: hostile("page") },
      userAgent: hostile("agent"),
      locale: hostile("locale"),
      library: { name: hostile("library") },
    };
    const properties = { note: hostile("property"), url: LINK, [hostile("name of a property")]: hostile("value") };
    const batch = [
      { type: "identify", userId: hostile("user id"), traits, context: context_ },
      { type: "track", userId: hostile("user id"), event: hostile("event"), properties, context: context_ },
      { type: "page", userId: hostile("user id"), name: hostile("page name"), properties, context: context_ },
      { type: "track", event: hostile("event of nobody"), properties },
      { type: hostile("type"), userId: hostile("user id") },
    ];
    await api("POST", "/v1/batch", { batch, writeKey });
  }

  async function watched(): Promise<Watch> {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const ran: string[] = [];
    const faults: string[] = [];
    await page.exposeFunction("ran", (field: string) => ran.push(`${page.url()}: ran ${field}`));
    await page.exposeFunction("refused", (what: string) => faults.push(`${page.url()}: refused ${what}`));
    await page.addInitScript(
      "document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => window.refused([violatedDirective, blockedURI, sample, 'in', location.href].join(' ')))",
    );
    page.on("dialog", (dialog) => void dialog.dismiss());
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    return { page, ran, faults };
  }

  /** Opens what can be opened on a page, and looks for what content has made of it. @returns whether the content is seen on it */
  async function visit({ page, faults }: Watch, { name, path, act }: AppPage): Promise<boolean> {
    await openPage(page, beckon.url, { path, act });
    await page.evaluate("[...document.querySelectorAll('main button[aria-expanded=false]:not([aria-haspopup])')].slice(0, 6).forEach((row) => row.click())");
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    const found = (await page.evaluate(`({
      links: [...document.querySelectorAll("[href]")].map((link) => link.getAttribute("href")),
      made: document.querySelectorAll("[onerror],[onload],script:not([src])").length,
      text: document.body.innerText + [...document.querySelectorAll("input,textarea")].map((input) => input.value).join(" "),
    })`)) as { links: string[]; made: number; text: string };
    if (found.made > 0) faults.push(`${name}: ${found.made} elements were made of content`);
    faults.push(...found.links.filter((link) => /^\s*(javascript|data|vbscript):/i.test(link)).map((link) => `${name}: a link to ${link}`));
    return found.text.includes(SHOWN);
  }

  test("is text on every page, in the mail's frame and on the pages of recipients", async () => {
    const watch = await watched();
    const asked: AppPage[] = [
      { name: "webhook message", path: `/messages/${planted.webhookMessageId}` },
      { name: "search", path: `/people?search=${encodeURIComponent(hostile("search"))}` },
      { name: "unknown guide", path: `/help/${encodeURIComponent(hostile("help"))}` },
    ];
    const showing: string[] = [];
    for (const page of [...pagesOf(planted).filter(({ name }) => SHOWING.includes(name)), ...asked]) if (await visit(watch, page)) showing.push(page.name);
    expect([...watch.ran, ...watch.faults]).toEqual([]);
    // It was there to be run.
    expect(showing.length, showing.join(", ")).toBeGreaterThan(20);
  });

  test("is shut in where a mail is shown as its author made it", async () => {
    const { page, ran } = await watched();
    const answer = await page.goto(`${beckon.url}${planted.copyInBrowser}`);
    expect(answer?.headers()["content-security-policy"]).toMatch(/^sandbox (?!.*allow-scripts)/);
    expect(await page.content()).toContain(SHOWN);
    await page.getByRole("link", { name: "go" }).first().click();
    expect(ran).toEqual([]);
  });

  test("does not lead elsewhere after a sign-in", async () => {
    const stranger = await browser.newContext();
    const page = await stranger.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${beckon.url}/sign-in?back=${encodeURIComponent("/\t/evil.example")}`);
    await page.getByLabel("Email").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(new URL(page.url()).origin).toBe(new URL(beckon.url).origin);
    await stranger.close();
  });
});
