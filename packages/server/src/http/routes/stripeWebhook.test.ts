import Fastify, { type FastifyInstance } from "fastify";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestClock, testClock } from "../../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../../test/database.ts";
import { charge, customer, invoice, oneOfEach, type StripeEventBody, stripeEvent, subscription, T0 } from "../../../../../test/fixtures/stripe/stripeEvents.ts";
import { createIngest, type IngestService, messageKey } from "../../engine/ingest.ts";
import { noteStripeObject } from "../../store/stripeObjects.ts";
import { answerErrors } from "../errors.ts";
import { type StripeWebhookDeps, stripeWebhook } from "./stripeWebhook.ts";

const SECRET = "whsec_current";
const OLD_SECRET = "whsec_before_rotation";
let database: TestDatabase;
let app: FastifyInstance;
let clock: TestClock;
let serial = 0;

beforeAll(async () => {
  database = await testDatabase();
  clock = testClock((T0 + 60) * 1000);
  app = await aServer({ secrets: async () => [SECRET, OLD_SECRET] });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

async function aServer(more: Partial<StripeWebhookDeps>): Promise<FastifyInstance> {
  const server = Fastify();
  answerErrors(server);
  await server.register(
    stripeWebhook({
      ingest: createIngest({ db: database.db, clock }),
      clock,
      secrets: async () => [SECRET],
      settings: { workspaceId: 1 },
      noteObject: (seen) => noteStripeObject(database.db, seen),
      ...more,
    }),
  );
  return server;
}

function header(payload: string, more: { secret?: string; timestamp?: number } = {}): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret: more.secret ?? SECRET, timestamp: more.timestamp ?? T0 + 60 });
}

async function post(payload: string, signature: string | null = header(payload), server = app, type = "application/json; charset=utf-8") {
  return server.inject({
    method: "POST",
    url: "/webhooks/stripe",
    payload,
    headers: { "content-type": type, ...(signature === null ? {} : { "stripe-signature": signature }) },
  });
}

/** A fresh id, so that tests do not meet. */
const fresh = (event: StripeEventBody): StripeEventBody => ({ ...event, id: `evt_w${++serial}` });

async function inboxOf(messageId: string) {
  const { rows } = await database.db.query<{ profileId: string; body: Record<string, unknown> & { properties: Record<string, unknown> } }>(
    `select profile_id as "profileId", body from inbox where body->>'messageId' = $1`,
    [messageId],
  );
  return rows;
}

async function ownersOf(kind: string, value: string) {
  const { rows } = await database.db.query<{ id: string }>("select profile_id as id from identities where kind = $1 and value = $2", [kind, value]);
  return rows.map((row) => row.id);
}

describe("genuine events", () => {
  test.each(["old", "new"] as const)("one of each kind in the %s shape is accepted and waits for its person", async (shape) => {
    for (const [type, event] of Object.entries(oneOfEach(shape))) {
      const body = fresh(event);
      const answer = await post(JSON.stringify(body));
      expect([type, answer.statusCode, answer.json()]).toEqual([type, 200, { received: true, status: "accepted" }]);
      expect((await inboxOf(body.id))[0]?.body).toMatchObject({ source: "stripe", properties: { stripe_type: type }, at: T0 * 1000 });
    }
    expect(await ownersOf("stripe_customer_id", "cus_ann")).toEqual(await ownersOf("user_id", "user-ann"));
  });

  test("pretty-printed bytes are verified as they came", async () => {
    expect((await post(JSON.stringify(fresh(stripeEvent("charge.succeeded", charge("new"))), null, 2))).statusCode).toBe(200);
  });

  test("the same event twice is taken once, however often it is sent", async () => {
    const payload = JSON.stringify(fresh(stripeEvent("charge.succeeded", charge("new"))));
    const answers = [await post(payload), await post(payload), ...(await Promise.all([post(payload), post(payload)]))];
    expect(answers.map((answer) => answer.json().status)).toEqual(["accepted", "duplicate", "duplicate", "duplicate"]);
    expect(await inboxOf(JSON.parse(payload).id)).toHaveLength(1);
  });

  test("its id is remembered for ever", async () => {
    const event = fresh(stripeEvent("charge.succeeded", charge("new")));
    await post(JSON.stringify(event));
    const { rows } = await database.db.query<{ keep: boolean }>("select keep from message_keys where key = $1", [messageKey(1, "stripe", event.id)]);
    expect(rows).toEqual([{ keep: true }]);
  });

  test("the secret before a rotation still fits", async () => {
    const payload = JSON.stringify(fresh(stripeEvent("charge.succeeded", charge("new"))));
    expect((await post(payload, header(payload, { secret: OLD_SECRET }))).statusCode).toBe(200);
  });

  test("an unknown type is kept under Stripe's name", async () => {
    const event = fresh(stripeEvent("customer.tax_id.created", { object: "tax_id", id: "txi_1", customer: "cus_ann", country: "DE" }));
    expect((await post(JSON.stringify(event))).statusCode).toBe(200);
    expect((await inboxOf(event.id))[0]?.body).toMatchObject({ name: "customer.tax_id.created", properties: { object_id: "txi_1", country: "DE" } });
  });

  test("a test-mode event is kept and says so", async () => {
    const event = fresh(stripeEvent("charge.succeeded", charge("new"), { livemode: false }));
    await post(JSON.stringify(event));
    expect((await inboxOf(event.id))[0]?.body).toMatchObject({ context: { livemode: false } });
  });
});

describe("whose it is", () => {
  test("the events of a customer belong to one profile, whatever comes first", async () => {
    const events = [
      stripeEvent("charge.succeeded", charge("new", { customer: "cus_bob" })),
      stripeEvent("customer.created", customer({ id: "cus_bob", email: "bob@shop.example", metadata: { user_id: "user-bob" } })),
      stripeEvent("invoice.payment_failed", invoice("new", { customer: "cus_bob", customer_email: "bob@shop.example" })),
    ].map(fresh);
    for (const event of events) await post(JSON.stringify(event));
    const owners = await Promise.all(events.map(async (event) => (await inboxOf(event.id))[0]?.profileId));
    expect(new Set(owners).size).toBe(1);
    expect(await ownersOf("user_id", "user-bob")).toEqual([owners[0]]);
    expect(await ownersOf("email", "bob@shop.example")).toEqual([owners[0]]);
  });

  test("a customer whom the shop knows by mail already is that person", async () => {
    const ingest = createIngest({ db: database.db, clock });
    await ingest.accept([
      {
        workspaceId: 1,
        source: "segment",
        messageId: "m1",
        kind: "identify",
        name: "Profile Identified",
        properties: {},
        at: null,
        context: {},
        identifiers: [
          { kind: "user_id", value: "user-cleo" },
          { kind: "email", value: "cleo@shop.example" },
        ],
      },
    ]);
    await post(JSON.stringify(fresh(stripeEvent("customer.created", customer({ id: "cus_cleo", email: "Cleo@Shop.example" })))));
    expect(await ownersOf("stripe_customer_id", "cus_cleo")).toEqual(await ownersOf("user_id", "user-cleo"));
  });

  test("a change of address does not join two people with different user ids", async () => {
    for (const name of ["dan", "eve"]) {
      await post(
        JSON.stringify(
          fresh(stripeEvent("customer.created", customer({ id: `cus_${name}`, email: `${name}@shop.example`, metadata: { user_id: `user-${name}` } }))),
        ),
      );
    }
    const [dan, eve] = [await ownersOf("user_id", "user-dan"), await ownersOf("user_id", "user-eve")];
    const change = fresh(stripeEvent("customer.updated", customer({ id: "cus_dan", email: "eve@shop.example" }), { previous: { email: "dan@shop.example" } }));
    await post(JSON.stringify(change));
    expect(await ownersOf("email", "eve@shop.example")).toEqual(eve);
    expect(eve).not.toEqual(dan);
    expect((await inboxOf(change.id))[0]).toMatchObject({ profileId: dan[0], body: { flags: ["identity_conflict"] } });
  });

  test("a charge without customer and address makes no profile and lies among the dead letters, once", async () => {
    const profiles = async () => (await database.db.query<{ count: number }>("select count(*) as count from identities")).rows[0]?.count;
    const before = await profiles();
    const event = fresh(stripeEvent("charge.succeeded", charge("new", { customer: null, billing_details: null, receipt_email: null })));
    for (const _ of [1, 2]) {
      const answer = await post(JSON.stringify(event));
      expect([answer.statusCode, answer.json()]).toMatchObject([200, { status: "rejected", code: "no_identifier" }]);
    }
    const { rows } = await database.db.query<{ detail: string }>("select detail from dead_letters where body->'event'->>'messageId' = $1", [event.id]);
    expect(rows.map((row) => row.detail)).toEqual([expect.stringContaining("names no customer and no mail address")]);
    expect(await profiles()).toBe(before);
  });
});

describe("order", () => {
  const status = (name: string, id: string, created: number) =>
    fresh(
      stripeEvent(name === "canceled" ? "customer.subscription.deleted" : "customer.subscription.updated", subscription("new", { id, status: name }), {
        created,
        previous: name === "canceled" ? undefined : { status: "active" },
      }),
    );
  const lateness = async (events: StripeEventBody[]) => {
    for (const event of events) await post(JSON.stringify(event));
    return Promise.all(events.map(async (event) => (await inboxOf(event.id))[0]?.body.properties.late ?? false));
  };

  test("an update that arrives after a newer one is flagged late and writes no attributes", async () => {
    const [newer, older] = [status("past_due", "sub_order", T0 + 20), status("active", "sub_order", T0 + 10)];
    expect(await lateness([newer, older])).toEqual([false, true]);
    expect((await inboxOf(older.id))[0]?.body).toMatchObject({ flags: ["late"] });
    expect((await inboxOf(older.id))[0]?.body.attributes).toBeUndefined();
  });

  test("within one second the end of a subscription is the last word", async () => {
    expect(await lateness([status("canceled", "sub_end", T0 + 30), status("past_due", "sub_end", T0 + 30)])).toEqual([false, true]);
    expect(await lateness([status("past_due", "sub_end2", T0 + 30), status("canceled", "sub_end2", T0 + 30)])).toEqual([false, false]);
  });

  test("an event that is sent again is not late because of itself", async () => {
    const event = status("canceled", "sub_again", T0 + 30);
    let away = true;
    const ingest = createIngest({ db: database.db, clock });
    const shaky: StripeWebhookDeps["ingest"] = {
      refuse: ingest.refuse,
      accept: (events) => (away ? Promise.reject(new Error("connection lost")) : ingest.accept(events)),
    };
    const server = await aServer({ ingest: shaky });
    expect((await post(JSON.stringify(event), undefined, server)).statusCode).toBe(503);
    away = false;
    expect((await post(JSON.stringify(event), undefined, server)).statusCode).toBe(200);
    expect((await inboxOf(event.id))[0]?.body.properties.late).toBeUndefined();
    await server.close();
  });
});

describe("bad requests", () => {
  const payload = JSON.stringify(stripeEvent("charge.succeeded", charge("new"), { id: "evt_bad" }));
  const refused = async (answer: Awaited<ReturnType<typeof post>>, code: string, words: RegExp, status = 400) => {
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
    expect(answer.json().error.message).toMatch(words);
    expect(await inboxOf("evt_bad")).toEqual([]);
  };

  test("no signature", () => post(payload, null).then((answer) => refused(answer, "signature_invalid", /Stripe-Signature is missing/)));
  test("a header of another form", () => post(payload, "sha256=abc").then((answer) => refused(answer, "signature_invalid", /t=<seconds>,v1=<hex>/)));
  test("another secret", () =>
    post(payload, header(payload, { secret: "whsec_other" })).then((answer) =>
      refused(answer, "signature_invalid", /signing secret \(whsec_\.\.\.\) of this very endpoint/),
    ));
  test("a tampered body", () =>
    post(payload.replace('"amount":5800', '"amount":1'), header(payload)).then((answer) =>
      refused(answer, "signature_invalid", /signing secret \(whsec_\.\.\.\) of this very endpoint/),
    ));
  test("a time not a number", () =>
    post(payload, header(payload).replace(/t=\d+/, "t=now")).then((answer) => refused(answer, "signature_invalid", /does not fit/)));
  test("a replay after five minutes", () =>
    post(payload, header(payload, { timestamp: T0 + 60 - 301 })).then((answer) => refused(answer, "signature_invalid", /older than 300 seconds \(301\)/)));
  test("a time far in the future", () =>
    post(payload, header(payload, { timestamp: T0 + 60 + 301 })).then((answer) => refused(answer, "signature_invalid", /301 seconds in the future/)));
  test("an empty body", () => post("", header("")).then((answer) => refused(answer, "body_not_json", /it is empty/)));
  test("signed, but no JSON", () => post("{", header("{")).then((answer) => refused(answer, "body_not_json", /not valid JSON/)));
  test("signed, but no event", () => post('{"id":"evt_bad"}').then((answer) => refused(answer, "event_invalid", /type, created, data.object are missing/)));
  test("a list", () => post("[1]").then((answer) => refused(answer, "event_invalid", /not a JSON object/)));
  test("a thin event of API v2", () =>
    post('{"object":"v2.core.event","id":"evt_bad","type":"v1.billing.meter.no_meter_found"}').then((answer) =>
      refused(answer, "event_invalid", /payload style Snapshot/),
    ));
  test("a body of two megabytes", () =>
    post(`"${"x".repeat(2_000_000)}"`, "t=1,v1=aa").then((answer) => refused(answer, "body_too_large", /larger than 1048576 bytes/, 413)));
  test("odd ids, odd letters and odd depths are answered plainly, never by a 5xx", async () => {
    const odd = [
      subscription("new", { id: "s\u0000b" }),
      subscription("new", { id: Array.from({ length: 6_000 }, (_, i) => i.toString(36)).join("") }),
      subscription("new", { customer: "c".repeat(5_000) }),
      subscription("new", { metadata: { "a\u0000": "\ud800" } }),
      subscription("new", { metadata: { deep: "DEEP" } }),
      subscription("new", { cancellation_details: { comment: "x".repeat(400_000) } }),
    ];
    for (const object of odd) {
      const payload = JSON.stringify(fresh(stripeEvent("customer.subscription.updated", object))).replace(
        '"DEEP"',
        `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
      );
      expect((await post(payload)).statusCode).toBe(200);
    }
  });

  test("any content type is taken by its signature alone", async () => {
    const plain = JSON.stringify(fresh(stripeEvent("charge.succeeded", charge("new"))));
    expect((await post(plain, header(plain), app, "text/plain")).statusCode).toBe(200);
  });

  test("without a secret it says how to set one", async () => {
    const server = await aServer({ secrets: async () => [] });
    await refused(await post(payload, header(payload), server), "source_not_configured", /under Integrations, Stripe/, 404);
    await server.close();
  });

  test("the database away is a 503, and the next try is taken", async () => {
    const ingest: Pick<IngestService, "accept" | "refuse"> = {
      accept: () => Promise.reject(new Error("ECONNREFUSED")),
      refuse: () => Promise.reject(new Error("ECONNREFUSED")),
    };
    const server = await aServer({ ingest });
    const event = JSON.stringify(fresh(stripeEvent("charge.succeeded", charge("new"))));
    expect((await post(event, undefined, server)).statusCode).toBe(503);
    expect((await post(event)).json().status).toBe("accepted");
    await server.close();
  });
});
