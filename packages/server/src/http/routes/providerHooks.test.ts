import type { ProviderKind } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bounceMail } from "../../channels/bounceMail.ts";
import { postmark } from "../../channels/emailPostmark.ts";
import { resend } from "../../channels/emailResend.ts";
import { DeliveryReports } from "../../engine/deliveryReports.ts";
import { HookTallies } from "../../engine/hookTally.ts";
import { createIngest } from "../../engine/ingest.ts";
import { ProviderDesk } from "../../engine/providerDesk.ts";
import { ProviderHooks } from "../../engine/providerHooks.ts";
import { ProviderSecrets } from "../../engine/providerSecrets.ts";
import { ReturnPath } from "../../engine/returnPath.ts";
import { SecretBox } from "../../secretBox.ts";
import { listHookTallies } from "../../store/providers.ts";
import { type ApiTestServer, aDocument, apiTestServer, NOON } from "../apiTestServer.ts";
import { answerErrors } from "../errors.ts";
import { providerHooks } from "./providerHooks.ts";

const SECRET = "a secret of at least thirty-two characters";
const KINDS: readonly ProviderKind[] = [postmark, resend, bounceMail];

let server: ApiTestServer;
let app: FastifyInstance;
let desk: ProviderDesk;
let tallies: HookTallies;

beforeAll(async () => {
  server = await apiTestServer();
  const { db } = server.database;
  const { clock } = server;
  const secrets = new ProviderSecrets(new SecretBox(SECRET));
  const returnPath = new ReturnPath(SECRET);
  desk = new ProviderDesk({
    db,
    clock,
    kinds: KINDS,
    secrets,
    surroundings: { now: () => clock.now(), returnPath: (id, domain) => returnPath.addressOf(id, domain) },
    fromEnvironment: {},
    publicUrl: "https://beckon.example",
    defaultFrom: { email: "shop@shop.example" },
    changed: () => {},
  });
  tallies = new HookTallies({ db, clock, workspaceId: 1, onError: () => {} });
  const hooks = new ProviderHooks({
    db,
    workspaceId: 1,
    secrets,
    reports: new DeliveryReports(db, createIngest({ db, clock })),
    tallies,
    sendOf: (address) => returnPath.sendOf(address),
    fetchText: async () => "",
  });
  app = Fastify();
  answerErrors(app);
  await app.register(providerHooks({ clock, kinds: KINDS, hooks }));
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const hookOf = async (kind: string) => new URL(desk.hookUrlOf(await desk.read(1, kind)) ?? "https://none.example/").pathname;
const post = (url: string, payload: string, headers: Record<string, string> = {}) => app.inject({ method: "POST", url, payload, headers });

/** A mail that was sent to somebody, with its ids. */
async function aSentMail(email: string): Promise<{ sendId: string; profileId: string; providerId: string }> {
  const key = email.replace(/\W/g, "-");
  const made = await server.call("POST", "/api/campaigns", { document: { ...aDocument({ key, name: key }), trigger: { kind: "event", event: key } } });
  expect(made.status).toBe(201);
  expect((await server.call("POST", `/api/campaigns/${made.body.id}/launch`)).status).toBe(200);
  const profileId = await server.happen(email, key);
  const providerId = `pm-${key}`;
  const { rows } = await server.database.db.query<{ id: string }>(
    "update sends set state = 'sent', sent_at = $2, provider_id = $3 where profile_id = $1 returning id",
    [profileId, new Date(NOON).toISOString(), providerId],
  );
  return { sendId: rows[0]?.id ?? "", profileId, providerId };
}

const sendRow = async (id: string) =>
  (
    await server.database.db.query<Record<string, number | null>>("select delivered_at, bounced_at, complained_at, unsubscribed_at from sends where id = $1", [
      id,
    ])
  ).rows[0];

describe("what providers tell of a mail", () => {
  test("nothing is believed before the provider is connected, and nothing with a wrong secret", async () => {
    expect((await post("/webhooks/postmark/any", "{}")).statusCode).toBe(404);
    await desk.save(1, "postmark", { serverToken: "a-server-token-1234" }, "Maria");
    const wrong = await post("/webhooks/postmark/any", "{}");
    expect([wrong.statusCode, wrong.json().error.message]).toEqual([401, expect.stringMatching(/not the one shown under Integrations/)]);
    expect((await post("/webhooks/postmark", "{}")).statusCode).toBe(401);
  });

  test("a delivery is an event of the person, and stands on the send", async () => {
    const mail = await aSentMail("ann@people.example");
    const told = JSON.stringify({ RecordType: "Delivery", MessageID: mail.providerId, DeliveredAt: new Date(NOON).toISOString() });
    expect((await post(await hookOf("postmark"), told)).json()).toEqual({ received: true, taken: 1, unknown: 0 });
    await server.work();
    expect((await sendRow(mail.sendId))?.["delivered_at"]).toBe(NOON);
  });

  test("a hard bounce closes the address with its message, once, however often it is told", async () => {
    const mail = await aSentMail("bob@people.example");
    const told = JSON.stringify({ RecordType: "Bounce", ID: 7, Type: "HardBounce", Metadata: { send_id: mail.sendId }, Details: "550 unknown" });
    const url = await hookOf("postmark");
    for (let times = 0; times < 2; times += 1) expect((await post(url, told)).statusCode).toBe(200);
    await server.work();
    const { rows } = await server.database.db.query("select reason, send_id, detail from suppressions where address = 'bob@people.example'");
    expect(rows).toEqual([{ reason: "hard_bounce", send_id: mail.sendId, detail: "550 unknown" }]);
    expect((await sendRow(mail.sendId))?.["bounced_at"]).toBe(NOON);
    const events = await server.database.db.query("select 1 from events where profile_id = $1 and name = 'Message Bounced'", [mail.profileId]);
    expect(events.rowCount).toBe(1);
  });

  test("an address that was allowed again is not closed by the old report", async () => {
    await server.call("DELETE", "/api/suppressions/email/bob@people.example");
    const told = JSON.stringify({ RecordType: "Bounce", ID: 7, Type: "HardBounce", MessageID: "pm-bob-people-example" });
    await post(await hookOf("postmark"), told);
    await server.work();
    expect((await server.database.db.query("select 1 from suppressions where address = 'bob@people.example'")).rowCount).toBe(0);
  });

  test("a soft bounce closes nothing, a complaint does", async () => {
    const [soft, spam] = [await aSentMail("cy@people.example"), await aSentMail("di@people.example")];
    const url = await hookOf("postmark");
    await post(url, JSON.stringify({ RecordType: "Bounce", ID: 8, Type: "SoftBounce", Metadata: { send_id: soft.sendId } }));
    await post(url, JSON.stringify({ RecordType: "SpamComplaint", ID: 9, Metadata: { send_id: spam.sendId } }));
    await server.work();
    const { rows } = await server.database.db.query("select address, reason from suppressions where address in ('cy@people.example', 'di@people.example')");
    expect(rows).toEqual([{ address: "di@people.example", reason: "complaint" }]);
  });

  test("who unsubscribes at the provider gets no more mail from us", async () => {
    const mail = await aSentMail("eve@people.example");
    const told = { RecordType: "SubscriptionChange", SuppressSending: true, SuppressionReason: "ManualSuppression", Metadata: { send_id: mail.sendId } };
    await post(await hookOf("postmark"), JSON.stringify(told));
    await server.work();
    const person = await server.call("GET", `/api/profiles/${mail.profileId}`);
    expect(person.body.consent.channels.email).toBe("unsubscribed");
  });

  test("a mail that came back by its return path counts like a provider's word", async () => {
    const mail = await aSentMail("fay@people.example");
    await desk.save(1, "inbound-mail", {}, "Maria");
    const to = new ReturnPath(SECRET).addressOf(mail.sendId, "bounces.shop.example");
    const parts = "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n";
    const dsn = `From: MAILER-DAEMON@mx\r\nTo: ${to}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n${parts}`;
    expect((await post(await hookOf("inbound-mail"), dsn, { "content-type": "message/rfc822" })).json()).toEqual({ received: true, taken: 1, unknown: 0 });
    await server.work();
    expect((await server.database.db.query("select reason from suppressions where address = 'fay@people.example'")).rows).toEqual([{ reason: "hard_bounce" }]);
  });

  test("messages of others are acknowledged and counted, refusals too", async () => {
    const answer = await post(await hookOf("postmark"), JSON.stringify({ RecordType: "Delivery", MessageID: "somebody else's" }));
    expect([answer.statusCode, answer.json().unknown]).toEqual([200, 1]);
    await tallies.flush();
    const tally = (await listHookTallies(server.database.db, 1)).find(({ kind }) => kind === "postmark");
    expect(tally).toMatchObject({ unknown: 1, refused: 2, lastAt: NOON, lastRefusal: expect.stringMatching(/secret at the end/) });
  });

  test("a new secret makes the old address worth nothing", async () => {
    const old = await hookOf("postmark");
    await desk.renewHookSecret(1, "postmark");
    expect((await post(old, JSON.stringify({ RecordType: "Delivery" }))).statusCode).toBe(401);
    expect((await post(await hookOf("postmark"), JSON.stringify({ RecordType: "Delivery" }))).statusCode).toBe(200);
  });

  test("a provider without the key to believe it says which is missing", async () => {
    await desk.save(1, "resend", { apiKey: "re_12345678901234" }, "Maria");
    const answer = await post("/webhooks/resend", "{}");
    expect([answer.statusCode, answer.json().error.message]).toEqual([404, expect.stringMatching(/Enter the signing secret of the webhook of Resend/)]);
  });

  test.each(["", "[", "null", '{"RecordType":7}', "\u0000"])("nonsense (%j) is refused with a sentence", async (payload) => {
    expect((await post(await hookOf("postmark"), payload)).statusCode).toBe(400);
  });
});
