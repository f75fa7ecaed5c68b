import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { analyticsSnippet } from "@beckon/contract";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../clock.ts";
import { type TrackTestServer, trackTestServer, WRITE_KEY } from "./trackTestServer.ts";

/** Where a Chromium usually is; without one the tests in a browser are left out. */
const CHROMIUM = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((place) => existsSync(place));

let server: TrackTestServer;
let browser: Browser | undefined;
let shop: Server;
let page = "";

beforeAll(async () => {
  server = await trackTestServer(systemClock);
  if (CHROMIUM) browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  shop = createServer((_request, response) => response.setHeader("content-type", "text/html").end(page));
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
  await server?.close();
});

const shopUrl = () => `http://localhost:${(shop.address() as AddressInfo).port}/cart?utm_source=news&utm_campaign=spring`;

/** Opens the shop's page elsewhere and answers what it asked of whom, once it has sent `count` calls. */
async function visit(html: string, count: number, url = shopUrl()) {
  page = html;
  const context = await (browser as Browser).newContext({ locale: "de-DE", timezoneId: "Asia/Tokyo" });
  const tab = await context.newPage();
  const asked: string[] = [];
  const problems: string[] = [];
  let sent = 0;
  const allSent = new Promise<void>((resolve) => {
    tab.on("response", (response) => {
      if (response.request().method() === "POST" && response.ok()) sent += 1;
      if (sent === count) resolve();
    });
  });
  tab.on("request", (request) => asked.push(new URL(request.url()).host));
  tab.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  tab.on("pageerror", (error) => problems.push(error.message));
  await tab.goto(url);
  await allSent;
  await context.close();
  return { asked: new Set(asked), problems };
}

describe.skipIf(!CHROMIUM)("in a real browser", () => {
  test("a page elsewhere with the snippet has identify, track and page arrive, and asks nobody but us", { timeout: 60_000 }, async () => {
    await server.forget();
    const { asked, problems } = await visit(
      `<!doctype html><link rel="icon" href="data:,"><title>Shop</title><head>${analyticsSnippet(server.url, WRITE_KEY)}</head>
     <script>analytics.identify("ann", { email: "ann@shop.example" }); analytics.track("Cart Viewed", { total: 120 }, { timestamp: new Date() });</script>`,
      3,
    );
    expect(problems).toEqual([]);
    expect([...asked].sort()).toEqual([new URL(server.url).host, new URL(shopUrl()).host].sort());
    const events = await server.events();
    expect(events.map((event) => event.name).sort()).toEqual(["Cart Viewed", "Page Viewed", "Profile Identified"]);
    expect(new Set(events.map((event) => event.profileId)).size).toBe(1);
    expect(events.find((event) => event.name === "Cart Viewed")).toMatchObject({
      properties: { total: 120 },
      context: {
        ip: "127.0.0.1",
        timeZone: "Asia/Tokyo",
        locale: "de-DE",
        library: expect.stringMatching(/^analytics\.js\/next-/),
        campaign: { source: "news", name: "spring" },
        page: { path: "/cart", title: "Shop" },
        userAgent: expect.stringContaining("Chrome"),
      },
    });
  });

  test("a plain script element from our host is enough", { timeout: 60_000 }, async () => {
    await server.forget();
    await visit(
      `<!doctype html><link rel="icon" href="data:,"><script src="${server.url}/analytics.js/v1/${WRITE_KEY}/analytics.min.js"></script>
     <script>var wait = setInterval(function () { if (analytics.track) { clearInterval(wait); analytics.track("Late"); } }, 20);</script>`,
      1,
    );
    expect((await server.events()).map((event) => event.name)).toEqual(["Late"]);
  });

  test("parts that the library loads on demand come from us too", { timeout: 60_000 }, async () => {
    await server.forget();
    const html = `<!doctype html><link rel="icon" href="data:,"><head>${analyticsSnippet(server.url, WRITE_KEY)}</head>`;
    const { asked, problems } = await visit(html, 2, `${shopUrl()}&ajs_event=Came%20By%20Mail`);
    expect([problems, asked.size]).toEqual([[], 2]);
    expect((await server.events()).map((event) => event.name).sort()).toEqual(["Came By Mail", "Page Viewed"]);
  });
});

test("the bundle bears the write key and takes no script for one", async () => {
  const script = await (await fetch(`${server.url}/analytics.js/v1/my-key/analytics.min.js`)).text();
  expect(script).toContain(`analyticsWriteKey="my-key"`);
  expect((await fetch(`${server.url}/analytics.js/v1/${encodeURIComponent(`"+alert(1)+"`)}/analytics.min.js`)).status).toBe(404);
  expect((await fetch(`${server.url}/analytics-next/bundles/..%2F..%2Fpackage.json`)).status).toBe(404);
});

test("the settings document sends the library back to where it was asked", async () => {
  const ask = async (host: string) => {
    const answer = await server.app.inject({ url: "/v1/projects/WK/settings", headers: { host } });
    return (answer.json() as { integrations: { "Segment.io": object } }).integrations["Segment.io"];
  };
  expect(await ask("beckon.example")).toMatchObject({ apiKey: "WK", apiHost: "beckon.example/v1", protocol: "https" });
  expect(await ask("192.168.1.5:3000")).toMatchObject({ apiHost: "192.168.1.5:3000/v1", protocol: "http" });
});
