import { DAY, MINUTE, SECOND } from "@beckon/core";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testClock } from "../../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../../test/database.ts";
import { type MailWorld, mailWorld, PUBLIC_URL, scriptedChannel } from "../../../../../test/mailWorld.ts";
import { PreferencesDesk } from "../../engine/preferences.ts";
import { SubscribeDesk } from "../../engine/subscribe.ts";
import type { StoredSettings } from "../../store/workspaces.ts";
import { preferencesRoutes } from "./preferences.ts";
import { subscribeRoutes } from "./subscribe.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const LETTER = {
  key: "letter",
  name: "Letter",
  description: "One mail a month.",
  consent: "double_opt_in",
  translations: { de: { name: "Monatsbrief" } },
} as const;
const SETTINGS: Partial<StoredSettings> = {
  topics: [{ key: "offers", name: "Offers", consent: "opt_out" }, LETTER],
  languages: ["en", "de"],
  subscribePage: true,
  branding: { colour: "#ffcc00", address: "Lumen Ltd, 1 High Street", website: "https://lumen.example", privacyUrl: null },
};
let database: TestDatabase;
let clock: ReturnType<typeof testClock>;
let world: MailWorld;
let app: FastifyInstance;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  clock = testClock(NOON);
  world = await mailWorld(database.db, clock, SETTINGS);
  app = Fastify({ routerOptions: { maxParamLength: 2_000 } });
  const { db } = database;
  await app.register(preferencesRoutes({ clock, links: world.links, preferences: new PreferencesDesk({ db, clock, ingest: world.ingest }) }));
  await app.register(subscribeRoutes({ clock, desk: new SubscribeDesk({ db, ingest: world.ingest, workspaceId: 1 }) }));
});
afterEach(() => app.close());

/** Works off what waits and sends what is due. @returns the mails that left */
async function sendAll() {
  const channel = scriptedChannel();
  await world.work();
  await world.sender(channel).runOnce();
  await world.work();
  return channel.mails;
}

/** A person takes a second; what comes twice in one instant is one. */
const post = (url: string, fields: string) => {
  clock.advance(SECOND);
  return app.inject({ method: "POST", url, payload: fields, headers: FORM });
};

/** Path of the page behind one link of Ann's newest mail. */
async function pageOf(purpose: "preferences" | "unsubscribe"): Promise<string> {
  await world.launch();
  await world.event("ann", "Cart Updated");
  await sendAll();
  const { rows } = await database.db.query<{ id: string; profileId: string }>(`select id, profile_id as "profileId" from sends order by id desc limit 1`);
  return world.links.linksOf(rows[0]!.profileId, rows[0]!.id)[purpose]().replace(PUBLIC_URL, "");
}

async function profile() {
  await world.work();
  const { rows } = await database.db.query<{ consent: unknown; attributes: unknown; pausedUntil: number | null }>(
    `select consent, attributes, (state->>'pausedUntil')::float8 as "pausedUntil" from profiles order by id limit 1`,
  );
  return rows[0]!;
}

describe("the page of preferences", () => {
  test("speaks the workspace's brand: colour with readable ink, address, and the masked address of the reader", async () => {
    const { body } = await app.inject({ url: await pageOf("preferences") });
    expect(body).toContain("--deed:#ffcc00;--deed-ink:#000");
    expect(body).toContain("Lumen Ltd, 1 High Street");
    expect(body).toContain("a•••@shop.example");
    expect(body).not.toContain("ann@shop.example");
  });

  test("is in the language asked for, with the topics' own words in it", async () => {
    const url = await pageOf("preferences");
    expect((await app.inject({ url: `${url}?lang=de` })).body).toMatch(/<html lang="de">.*Monatsbrief.*hreflang="en"/s);
    expect((await app.inject({ url, headers: { "accept-language": "fr, en;q=0.5" } })).body).toContain("Enregistrer");
  });

  test("says only what was changed, so that silence stays silence", async () => {
    const url = await pageOf("preferences");
    await post(url, "channel=email&topic=offers&pause=0&language=en");
    expect(await profile()).toMatchObject({ consent: { channels: {}, topics: {} }, pausedUntil: null });
    await post(url, "channel=email&topic=offers&topic=letter&pause=0&language=en");
    expect((await profile()).consent).toEqual({ channels: {}, topics: { letter: "subscribed" } });
  });

  test("takes a break and ends it, and keeps one that runs", async () => {
    const url = await pageOf("preferences");
    expect((await post(url, "channel=email&topic=offers&pause=30")).body).toContain("Until December 23, 2026");
    expect((await profile()).pausedUntil).toBe(NOON + 30 * DAY + SECOND);
    clock.advance(DAY);
    await post(url, "channel=email&topic=offers&pause=keep");
    expect((await profile()).pausedUntil).toBe(NOON + 30 * DAY + SECOND);
    await post(url, "channel=email&topic=offers&pause=0");
    expect((await profile()).pausedUntil).toBeNull();
  });

  test("offers a reader of a region the language of it, and takes that for no change", async () => {
    await world.event("ann", "Profile Identified", {}, { kind: "identify", attributes: { locale: "de-AT" } });
    const url = await pageOf("preferences");
    expect((await app.inject({ url })).body).toContain('<option value="de" selected>');
    await post(url, "channel=email&topic=offers&pause=keep&language=de");
    expect((await profile()).attributes).toMatchObject({ locale: "de-AT" });
  });

  test("keeps the language chosen, and none that is not offered", async () => {
    const url = await pageOf("preferences");
    await post(url, "channel=email&topic=offers&pause=keep&language=xx");
    expect((await profile()).attributes).not.toHaveProperty("locale");
    expect((await post(url, "channel=email&topic=offers&pause=keep&language=de")).body).toContain("Gespeichert");
    expect((await profile()).attributes).toMatchObject({ locale: "de" });
  });
});

test("the page to leave offers a break instead", async () => {
  const url = await pageOf("unsubscribe");
  expect((await app.inject({ url })).body).toContain("Only take a break of 30 days");
  expect((await post(url, "choice=pause")).body).toContain("December 23, 2026");
  expect(await profile()).toMatchObject({ consent: { channels: {}, topics: {} }, pausedUntil: NOON + 30 * DAY + SECOND });
});

describe("somebody who subscribes on the open page", () => {
  const subscribe = () => post("/subscribe", "email=eve@shop.example&topic=letter");
  const confirmation = {
    key: "confirm",
    purpose: "transactional",
    trigger: { kind: "event", event: "Subscription Requested" } as never,
    message: { channel: "email", subject: "Confirm", body: { format: "text", source: "{{ message.confirm_url }} {{ workspace.address }}" } },
  } as const;

  /** Path of the link in the mail to confirm. */
  async function confirmLink(): Promise<string> {
    await world.launch(confirmation);
    await subscribe();
    const [mail] = await sendAll();
    expect(mail).toMatchObject({ to: "eve@shop.example", text: expect.stringContaining("Lumen Ltd") });
    clock.advance(5 * MINUTE);
    return /\/k\/\S+/.exec(mail!.text)![0];
  }

  test("gets a mail, and is subscribed when they press the button, not when a filter follows the link", async () => {
    const link = await confirmLink();
    expect((await app.inject({ url: link })).body).toContain("Yes, subscribe me");
    expect((await profile()).consent).toEqual({ channels: {}, topics: { letter: "pending" } });
    expect((await post(link, "")).body).toContain("You are subscribed");
    expect((await profile()).consent).toEqual({ channels: {}, topics: { letter: "subscribed" } });
    expect((await app.inject({ url: link })).body).toContain("You are subscribed");
    const { rows } = await database.db.query<{ by: string }>(`select properties->>'by' as by from events where name = 'Consent Changed'`);
    expect(rows).toEqual([{ by: "confirmation_page" }]);
  });

  test("cannot be subscribed again by an old link after they left", async () => {
    const link = await confirmLink();
    await post(link, "");
    await world.work();
    clock.advance(MINUTE);
    await world.event("eve", "Left", {}, { consent: { topics: { letter: "unsubscribed" } } });
    await world.work();
    expect((await post(link, "")).statusCode).toBe(404);
    expect((await profile()).consent).toEqual({ channels: {}, topics: { letter: "unsubscribed" } });
  });

  test("has a month for it", async () => {
    const link = await confirmLink();
    clock.advance(30 * DAY);
    expect((await post(link, "")).statusCode).toBe(404);
    expect((await profile()).consent).toEqual({ channels: {}, topics: { letter: "pending" } });
  });

  test("is told what is wrong in the form, which keeps what was typed", async () => {
    const answer = await post("/subscribe", "email=eve%20at%20shop");
    expect(answer).toMatchObject({
      statusCode: 422,
      body: expect.stringMatching(/value="eve at shop" aria-invalid="true".*not an email.*Choose at least one/s),
    });
  });

  test("changes nothing where a program filled the hidden field, or topics that are not offered", async () => {
    expect((await post("/subscribe", "email=eve@shop.example&topic=letter&company=x")).body).toContain("Look into your mail");
    expect((await post("/subscribe", "email=eve@shop.example&topic=offers")).statusCode).toBe(422);
    await world.work();
    expect((await database.db.query("select 1 from profiles")).rows).toEqual([]);
  });

  test("finds no page where the workspace has not opened it", async () => {
    await database.db.query(`update workspaces set settings = settings || '{"subscribePage": false}'`);
    expect([(await app.inject({ url: "/subscribe" })).statusCode, (await subscribe()).statusCode]).toEqual([404, 404]);
  });

  test("is put off when too many come from one place, in words", async () => {
    for (let times = 0; times < 20; times += 1) expect((await app.inject({ url: "/subscribe" })).statusCode).toBe(200);
    expect(await subscribe()).toMatchObject({ statusCode: 429, body: expect.stringContaining("Too many attempts") });
  });
});
