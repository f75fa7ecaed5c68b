import type { AddressInfo } from "node:net";
import { MINUTE, SECOND } from "@beckon/core";
import Fastify, { type FastifyInstance } from "fastify";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../../test/database.ts";
import { type MailWorld, mailWorld, PUBLIC_URL } from "../../../../../test/mailWorld.ts";
import { EmailSmtp } from "../../channels/emailSmtp.ts";
import { EngagementDesk } from "../../engine/engagement.ts";
import { PreferencesDesk } from "../../engine/preferences.ts";
import { preferencesRoutes } from "./preferences.ts";
import { trackingRoutes } from "./tracking.ts";
import { viewInBrowserRoutes } from "./viewInBrowser.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const HUMAN = { "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0" };
let database: TestDatabase;
let clock: ReturnType<typeof testClock>;
let world: MailWorld;
let app: FastifyInstance;
let engagement: EngagementDesk;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  clock = testClock(NOON);
  world = await mailWorld(database.db, clock);
  engagement = new EngagementDesk({ db: database.db, ingest: world.ingest, onError: (error) => expect.fail(String(error)) });
  app = Fastify({ routerOptions: { maxParamLength: 2_000 } });
  await app.register(trackingRoutes({ clock, links: world.links, engagement }));
  await app.register(preferencesRoutes({ clock, links: world.links, preferences: new PreferencesDesk({ db: database.db, clock, ingest: world.ingest }) }));
  await app.register(viewInBrowserRoutes({ db: database.db, links: world.links }));
});
afterEach(async () => {
  await app.close();
});

interface ReceivedMail {
  readonly html: string;
  readonly listUnsubscribe: string;
  readonly links: readonly string[];
}

/** A mail to Ann that went over SMTP, as her program has it. */
async function received(document: Parameters<MailWorld["launch"]>[0] = {}): Promise<ReceivedMail> {
  const mails: Buffer[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push(Buffer.concat(chunks));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  const channel = new EmailSmtp({ url: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}` }, clock);
  await world.launch(document);
  await world.event("ann", "Cart Updated", { total: 5 });
  await world.work();
  await world.sender(channel).runOnce();
  await channel.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
  await world.work();
  clock.advance(5 * MINUTE);
  const read = await PostalMime.parse(mails[0]!);
  const html = read.html ?? "";
  return {
    html,
    listUnsubscribe: read.headers.find((header) => header.key === "list-unsubscribe")!.value.slice(1, -1),
    links: [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1]!),
  };
}

const path = (url: string) => url.replace(PUBLIC_URL, "");
const linkTo = (mail: ReceivedMail, letter: string) => path(mail.links.find((link) => link.startsWith(`${PUBLIC_URL}/${letter}/`))!);

async function flagged(): Promise<string[]> {
  await world.work();
  const { rows } = await database.db.query<{ name: string; extra: { flags?: string[] } | null }>(
    "select name, extra from events where name in ('Message Opened', 'Message Clicked') order by id",
  );
  return rows.map((row) => `${row.name}${row.extra?.flags?.length ? ` ${row.extra.flags}` : ""}`);
}

async function consent(): Promise<unknown> {
  await world.work();
  return (await database.db.query<{ consent: unknown }>("select consent from profiles")).rows[0]!.consent;
}

describe("a mail that came over SMTP", () => {
  test("counts its open by the pixel and its click by the link, which leads on", async () => {
    const mail = await received();
    const pixel = await app.inject({ url: linkTo(mail, "o"), headers: HUMAN });
    expect(pixel).toMatchObject({ statusCode: 200, headers: { "content-type": "image/gif", "cache-control": "no-store, private" } });
    const click = await app.inject({ url: linkTo(mail, "c"), headers: HUMAN });
    expect(click).toMatchObject({ statusCode: 302, headers: { location: "https://shop.example/cart" } });
    expect(await flagged()).toEqual(["Message Opened", "Message Clicked"]);
    expect((await database.db.query("select 1 from sends where opened_at is not null and clicked_at is not null")).rows).toHaveLength(1);
  });

  test("unsubscribes by one click of the mail provider, in both kinds of form and without", async () => {
    const mail = await received();
    for (const [payload, type] of [
      ["List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"],
      [`--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`, "multipart/form-data; boundary=x"],
    ]) {
      const answer = await app.inject({ method: "POST", url: path(mail.listUnsubscribe), payload: payload!, headers: { "content-type": type! } });
      expect(answer.statusCode).toBe(200);
      clock.advance(SECOND);
    }
    expect((await app.inject({ method: "POST", url: path(mail.listUnsubscribe) })).statusCode).toBe(200);
    expect(await consent()).toEqual({ channels: { email: "unsubscribed" }, topics: {} });
    expect(await world.history()).toContain("Message Unsubscribed");
    expect((await database.db.query("select 1 from sends where unsubscribed_at is not null")).rows).toHaveLength(1);
  });

  test("asks before it unsubscribes: a filter that follows the link changes nothing", async () => {
    const mail = await received({ topic: "offers" });
    const page = await app.inject({ url: path(mail.listUnsubscribe), headers: HUMAN });
    expect(page.body).toContain("Unsubscribe from Offers");
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(await consent()).toEqual({ channels: {}, topics: {} });
    await app.inject({
      method: "POST",
      url: path(mail.listUnsubscribe),
      payload: "choice=topic",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(await consent()).toEqual({ channels: {}, topics: { offers: "unsubscribed" } });
    await app.inject({
      method: "POST",
      url: path(mail.listUnsubscribe),
      payload: "choice=undo&all=false",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(await consent()).toEqual({ channels: {}, topics: { offers: "subscribed" } });
  });

  test("leads to a page of preferences that keeps what was chosen", async () => {
    const mail = await received();
    const url = linkTo(mail, "p");
    expect((await app.inject({ url })).body).toMatch(/name="channel" value="email" checked>.*name="topic" value="offers" checked><span>Offers/s);
    const saved = await app.inject({
      method: "POST",
      url,
      payload: "channel=email&choice=save",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(saved.body).toContain("Saved");
    expect(await consent()).toEqual({ channels: {}, topics: { offers: "unsubscribed" } });
    expect((await app.inject({ url })).body).toContain(`value="offers">`);
  });

  test("is shown in the browser as it left, where nothing in it can run", async () => {
    const mail = await received({
      message: {
        channel: "email",
        subject: "x",
        body: { format: "html", source: `<p>{{ event.total }}<script>alert(1)</script><a href="{{ message.view_in_browser_url }}">Browser</a></p>` },
      },
    });
    const page = await app.inject({ url: linkTo(mail, "v") });
    expect(page.statusCode).toBe(200);
    expect(page.body.trim()).toBe(mail.html.replaceAll("\r\n", "\n").trim());
    expect(page.headers["content-security-policy"]).toMatch(/^sandbox (?!.*allow-scripts).*default-src 'none'/);
  });
});

describe("machines", () => {
  test("that say so, look ahead, or are quicker than a person are told apart, and are no engagement", async () => {
    const mail = await received();
    await app.inject({ url: linkTo(mail, "o"), headers: { "user-agent": "Mozilla/5.0" } });
    await app.inject({ url: linkTo(mail, "c"), headers: { "user-agent": "Barracuda Sentinel (EE)" } });
    clock.advance(SECOND);
    await app.inject({ method: "HEAD", url: linkTo(mail, "c"), headers: HUMAN });
    clock.set(NOON + 500);
    await app.inject({ url: linkTo(mail, "c"), headers: HUMAN });
    await engagement.drained();
    expect((await flagged()).sort()).toEqual(["Message Clicked machine", "Message Clicked machine", "Message Clicked machine", "Message Opened machine"]);
    expect((await database.db.query("select 1 from sends where opened_at is not null or clicked_at is not null")).rows).toEqual([]);
  });

  test("that follow every link of a fresh mail at once are told apart from a person who follows one", async () => {
    const mail = await received({
      message: {
        channel: "email",
        subject: "x",
        body: { format: "html", source: `<a href="https://shop.example/1">1</a><a href="https://shop.example/2">2</a>` },
      },
    });
    const clicks = mail.links.filter((link) => link.startsWith(`${PUBLIC_URL}/c/`)).map(path);
    clock.set(NOON + 10 * SECOND);
    for (const url of clicks) await app.inject({ url, headers: HUMAN });
    await engagement.drained();
    expect(await flagged()).toEqual(["Message Clicked machine", "Message Clicked machine"]);
    clock.set(NOON + 20 * SECOND);
    await app.inject({ url: clicks[0]!, headers: HUMAN });
    await engagement.drained();
    expect((await flagged()).at(-1)).toBe("Message Clicked");
  });
});

describe("a link that is none of ours", () => {
  test("leads nowhere, on every page, and says so calmly", async () => {
    for (const url of ["/c/abc", "/c/abc.def", "/c/https:%2F%2Fevil.example", "/u/abc", "/p/x", "/v/x", `/c/${"x".repeat(1999)}`, "/u/%00", "/v/%E0%A4%A"]) {
      const answer = await app.inject({ url });
      expect([400, 404], url).toContain(answer.statusCode);
      expect(answer.headers.location).toBeUndefined();
    }
    expect((await app.inject({ method: "POST", url: "/u/abc", payload: "x" })).statusCode).toBeGreaterThanOrEqual(400);
    expect(await app.inject({ url: "/o/abc.gif" })).toMatchObject({ statusCode: 200, headers: { "content-type": "image/gif" } });
  });

  test("the links of previews and tests are answered as samples", async () => {
    for (const url of ["/u/sample", "/p/sample", "/v/sample"]) expect((await app.inject({ url })).body).toContain("This is a sample");
    expect((await app.inject({ method: "POST", url: "/u/sample" })).body).toContain("This is a sample");
  });

  test("HTML in names of workspace and topics stays text", async () => {
    const mail = await received();
    await database.db.query(`update workspaces set name = '<script>alert(1)</script>', settings = jsonb_set(settings, '{topics,0,name}', '"<img src=x>"')`);
    const body = (await app.inject({ url: linkTo(mail, "p") })).body + (await app.inject({ url: path(mail.listUnsubscribe) })).body;
    expect(body).not.toMatch(/<script|<img/);
  });
});

test("a click reaches its target while the database is away", async () => {
  const links = world.links.linksOf("0190a000-0000-7000-8000-0000000000fe", "0190a000-0000-7000-8000-000000000001");
  const broken = new EngagementDesk({
    db: { query: () => Promise.reject(new Error("gone")), transaction: () => Promise.reject(new Error("gone")) },
    ingest: world.ingest,
    onError: () => {},
  });
  const other = Fastify({ routerOptions: { maxParamLength: 2_000 } });
  await other.register(trackingRoutes({ clock, links: world.links, engagement: broken }));
  expect((await other.inject({ url: path(links.click("https://shop.example/")) })).headers.location).toBe("https://shop.example/");
  expect((await other.inject({ url: path(links.openPixel()) })).statusCode).toBe(200);
  await other.close();
});
