import type { Channel, ProviderKind } from "@beckon/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { EmailHttpApi } from "../channels/emailHttpApi.ts";
import { postmark } from "../channels/emailPostmark.ts";
import { smtp } from "../channels/emailSmtpProvider.ts";
import { fakeProvider } from "../channels/fakeProvider.ts";
import { stripe } from "../channels/stripeProvider.ts";
import { SecretBox } from "../secretBox.ts";
import { readActiveProvider, readProvider } from "../store/providers.ts";
import { ChannelGate } from "./channelHealth.ts";
import { ChannelKeeper } from "./channelKeeper.ts";
import { ProviderDesk } from "./providerDesk.ts";
import { ProviderSecrets } from "./providerSecrets.ts";
import { seedWorkspace } from "./setup.ts";

function unreachable(why: string): never {
  throw new Error(why);
}

const TOKEN = "12345678-aaaa-bbbb-cccc-1234567890ab";
let database: TestDatabase;
const clock = testClock(Date.UTC(2026, 10, 24));

beforeAll(async () => {
  database = await testDatabase();
  await seedWorkspace(database.db, clock, {});
});
afterAll(() => database.drop());

function aDesk(more: { secret?: string; fromEnvironment?: { [kind: string]: string }; kinds?: readonly ProviderKind[] } = {}): ProviderDesk {
  return new ProviderDesk({
    db: database.db,
    clock,
    kinds: more.kinds ?? [smtp, postmark, stripe],
    secrets: new ProviderSecrets(new SecretBox(more.secret ?? "a secret of at least thirty-two characters")),
    surroundings: { now: () => clock.now(), returnPath: () => "" },
    fromEnvironment: more.fromEnvironment ?? {},
    publicUrl: "https://beckon.example",
    defaultFrom: { email: "shop@shop.example" },
    changed: () => {},
  });
}

describe("accounts at providers", () => {
  test("secrets are sealed, and only their ends are told", async () => {
    await aDesk().save(1, "postmark", { serverToken: TOKEN, messageStream: "broadcast" }, "Maria");
    const row = await readProvider(database.db, 1, "postmark");
    expect(row).toMatchObject({ settings: { messageStream: "broadcast" }, hints: { serverToken: "90ab" }, connectedBy: "Maria" });
    expect(JSON.stringify(row)).not.toContain(TOKEN);
  });

  test("a secret that is left out stays; a value that is null goes", async () => {
    await aDesk().save(1, "postmark", { messageStream: null }, "Maria");
    expect(await readProvider(database.db, 1, "postmark")).toMatchObject({ settings: {}, hints: { serverToken: "90ab" } });
  });

  test("a kept secret goes to no other host", async () => {
    const key = { key: "key", label: "Key", kind: "secret", required: true } as const;
    const own: ProviderKind = { key: "own", name: "Own", role: "mail", does: "", fields: [{ key: "host", label: "Host", kind: "host", required: true }, key] };
    const desk = aDesk({ kinds: [{ ...own, open: () => unreachable("it was asked") }] });
    await desk.save(1, "own", { host: "mail.shop.example", key: "kept" }, "Maria");
    const moved = { host: "evil.example" };
    for (const attempt of [() => desk.check(1, "own", moved), () => desk.save(1, "own", moved, "Eve")])
      await expect(attempt()).rejects.toMatchObject({ code: "validation_failed", path: "body.settings.key" });
    await desk.disconnect(1, "own");
  });

  test("the address of a provider's API is not for choosing, so that no request of ours goes where only we can reach", async () => {
    const inside = await fakeProvider(() => ({ status: 200, body: { Name: "what only we can see" } }));
    const given = { serverToken: "t", baseUrl: inside.url };
    for (const attempt of [() => aDesk().check(1, "postmark", given), () => aDesk().save(1, "postmark", given, "Eve")])
      await expect(attempt()).rejects.toMatchObject({ code: "validation_failed", path: "body.settings.baseUrl" });
    expect(inside.calls).toEqual([]);
    await inside.close();
  });

  test.each([
    ["smtp", { host: "mail shop", port: "587" }, "body.settings.host"],
    ["smtp", { host: "mail.shop.example", port: "no" }, "body.settings.port"],
    ["smtp", { host: "mail.shop.example", port: "587", security: "maybe" }, "body.settings.security"],
    ["smtp", { host: "mail.shop.example", port: "587", dkimDomain: "shop.example" }, "body.settings"],
    ["smtp", { host: "mail.shop.example", port: "587", user: "a\r\nb" }, "body.settings.user"],
    ["smtp", { host: "mail.shop.example", port: "587", nonsense: "1" }, "body.settings.nonsense"],
  ])("%s %j is refused where it is wrong", async (kind, settings, path) => {
    await expect(aDesk().save(1, kind, settings as { [key: string]: string }, "Maria")).rejects.toMatchObject({ code: "validation_failed", path });
  });

  test("who carries the mail is not forgotten by mistake", async () => {
    await aDesk().activate(1, "postmark");
    await expect(aDesk().disconnect(1, "postmark")).rejects.toMatchObject({ code: "provider_active" });
    await expect(aDesk().activate(1, "stripe")).rejects.toMatchObject({ code: "validation_failed" });
    await aDesk().deactivate(1, "postmark");
    expect(await readActiveProvider(database.db, 1)).toBeNull();
  });

  test("the environment wins, and says so", async () => {
    const desk = aDesk({ fromEnvironment: { smtp: "BECKON_SMTP_URL" } });
    await expect(desk.activate(1, "postmark")).rejects.toMatchObject({ code: "provider_from_environment", details: { setting: "BECKON_SMTP_URL" } });
    await expect(desk.save(1, "smtp", { host: "a.example", port: "25" }, "Maria")).rejects.toMatchObject({ code: "provider_from_environment" });
    expect((await desk.list(1)).map(({ kind, active }) => [kind.key, active])).toEqual([
      ["smtp", true],
      ["postmark", false],
      ["stripe", false],
    ]);
  });

  test("what was sealed with another secret of the installation stops the channel with a sentence", async () => {
    const row = await readProvider(database.db, 1, "postmark");
    const channel = aDesk({ secret: "another secret of at least thirty-two characters" }).channelOf(row!);
    expect(await channel.send({} as never)).toMatchObject({ result: "configuration", detail: expect.stringMatching(/Enter its secrets anew/) });
  });
});

describe("the chosen channel", () => {
  const named = (detail: string): Channel => ({
    name: "email",
    kind: "email" as const,
    send: async () => ({ result: "configuration", detail }),
    check: async () => ({ ok: true, detail }),
    close: async () => {},
  });

  test("follows the choice without a restart, and a stop is told to the other processes until it works again", async () => {
    const { db } = database;
    const desk = aDesk();
    const gate = new ChannelGate(named("outbox"), clock);
    const choice = { channelOf: () => named("chosen"), fallback: named("outbox") };
    const keeper = new ChannelKeeper({ db, clock, workspaceId: 1, owner: "p1", gate, choice, onError: () => {} });
    await keeper.runOnce();
    expect((await gate.check()).detail).toBe("outbox");
    await desk.activate(1, "postmark");
    await keeper.runOnce();
    expect([(await gate.check()).detail, keeper.carrier]).toEqual(["chosen", "postmark"]);
    await gate.send({} as never);
    await keeper.runOnce();
    const stops = "select sentence, owner from channel_stops";
    expect((await db.query(stops)).rows).toEqual([{ sentence: "chosen", owner: "p1" }]);
    await desk.deactivate(1, "postmark");
    await keeper.runOnce();
    expect((await db.query(stops)).rows).toEqual([]);
  });

  test("a mail on its way ends with the channel by which it left", async () => {
    let answer: (() => void) | undefined;
    const log: string[] = [];
    const slow: Channel = {
      ...named("slow"),
      send: () => new Promise((resolve) => (answer = () => resolve({ result: "accepted", providerId: "1" }))),
      close: async () => void log.push("closed"),
    };
    const gate = new ChannelGate(slow, clock);
    const sending = gate.send({} as never);
    gate.replace(named("next"));
    expect(log).toEqual([]);
    answer?.();
    expect(await sending).toMatchObject({ result: "accepted" });
    expect(log).toEqual(["closed"]);
  });
});

test("a closed API gives its mails up", async () => {
  const provider = await fakeProvider(() => ({ status: 200, body: { Name: "Shop" } }));
  const channel = postmark.open?.({ serverToken: TOKEN, baseUrl: provider.url }, { now: () => clock.now(), returnPath: () => "" });
  expect(channel).toBeInstanceOf(EmailHttpApi);
  await channel?.close();
  expect((await channel?.check())?.ok).toBe(false);
  await provider.close();
});
