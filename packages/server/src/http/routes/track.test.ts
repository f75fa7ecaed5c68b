import { request as httpRequest } from "node:http";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { Analytics } from "@segment/analytics-node";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { testClock } from "../../../../../test/clock.ts";
import { aFuzzyCall, anything } from "./trackFuzz.ts";
import { type TrackTestServer, trackTestServer, WRITE_KEY } from "./trackTestServer.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const clock = testClock(NOW);
let server: TrackTestServer;
let pressure: number | null = null;

beforeAll(async () => {
  server = await trackTestServer(clock, { pressure: () => pressure });
});
afterAll(() => server.close());
afterEach(async () => {
  pressure = null;
  await server.forget();
});

const BASIC = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`;

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: BASIC, ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown> & { error?: { code: string; message: string } },
  };
}

const aTrack = (more: object = {}) => ({ type: "track", event: "Cart Viewed", userId: "ann", ...more });

describe("the official node library", () => {
  test("has all its calls arrive, in order, with its library and ids", async () => {
    const analytics = new Analytics({ writeKey: WRITE_KEY, host: server.url, flushAt: 10 });
    analytics.identify({ userId: "ann", traits: { email: "Ann@X.io ", plan: "pro" } });
    analytics.track({ userId: "ann", event: "Order Completed", properties: { total: 49.9 }, timestamp: new Date("2025-04-08T00:00:00Z") });
    analytics.page({ userId: "ann", name: "Home", category: "Shop", properties: { url: "https://shop.example/" } });
    analytics.screen({ anonymousId: "phone-1", name: "Start" });
    analytics.group({ userId: "ann", groupId: "acme", traits: { email: "office@acme.io", employees: 7 } });
    analytics.alias({ userId: "ann", previousId: "phone-1" });
    await analytics.closeAndFlush({ timeout: 5_000 });
    const events = await server.events();
    expect(events.map((event) => event.name)).toEqual([
      "Profile Identified",
      "Order Completed",
      "Page Viewed",
      "Screen Viewed",
      "Group Joined",
      "Profile Aliased",
    ]);
    const [identify, order, page, , group] = events;
    expect(identify).toMatchObject({
      kind: "identify",
      attributes: { email: "Ann@X.io ", plan: "pro" },
      context: { library: "@segment/analytics-node/3.1.0" },
    });
    expect(order).toMatchObject({ properties: { total: 49.9 }, messageId: expect.stringMatching(/^node-next-/) });
    expect(page).toMatchObject({ properties: { name: "Home", category: "Shop", url: "https://shop.example/" } });
    expect(group).toMatchObject({ properties: { group_id: "acme", employees: 7 } });
    expect(group?.attributes).toBeUndefined();
    expect(new Set(events.map((event) => event.profileId)).size).toBe(1);
    expect(order?.context.ip).toBeUndefined();
  });

  test("is told of nothing when one event of its batch is bad, and loses none of the others", async () => {
    const analytics = new Analytics({ writeKey: WRITE_KEY, host: server.url, flushAt: 3 });
    const errors: unknown[] = [];
    analytics.on("error", (error) => errors.push(error));
    analytics.track({ userId: "ann", event: "One" });
    analytics.track({ userId: "null", event: "Two" });
    analytics.track({ userId: "ann", event: "Three" });
    await analytics.closeAndFlush({ timeout: 5_000 });
    expect((await server.events()).map((event) => event.name)).toEqual(["One", "Three"]);
    expect(await server.letters()).toMatchObject([{ reason: "no_identifier" }]);
    expect(errors).toEqual([]);
  });

  test("comes again after a 429, by the time that it was told", async () => {
    pressure = 1;
    const analytics = new Analytics({ writeKey: WRITE_KEY, host: server.url, flushAt: 1 });
    analytics.on("http_response", () => {
      pressure = null;
    });
    analytics.track({ userId: "ann", event: "Patient" });
    await analytics.closeAndFlush({ timeout: 10_000 });
    expect((await server.events()).map((event) => event.name)).toEqual(["Patient"]);
  });
});

describe("routes", () => {
  test.each([
    ["/v1/identify", { userId: "ann", traits: { plan: "pro" } }, "Profile Identified"],
    ["/v1/i", { userId: "ann" }, "Profile Identified"],
    ["/v1/track", { userId: "ann", event: "E" }, "E"],
    ["/v1/track/", { userId: "ann", event: "E" }, "E"],
    ["/v1/t", { anonymousId: "d", event: "E" }, "E"],
    ["/v1/page", { userId: "ann" }, "Page Viewed"],
    ["/v1/p", { userId: "ann" }, "Page Viewed"],
    ["/v1/screen", { userId: "ann" }, "Screen Viewed"],
    ["/v1/s", { userId: "ann" }, "Screen Viewed"],
    ["/v1/group", { userId: "ann", groupId: "g" }, "Group Joined"],
    ["/v1/g", { userId: "ann", groupId: "g" }, "Group Joined"],
    ["/v1/alias", { userId: "ann", previousId: "d" }, "Profile Aliased"],
    ["/v1/a", { userId: "ann", previousId: "d" }, "Profile Aliased"],
    ["/v1/batch", { batch: [aTrack({ event: "E" })] }, "E"],
    ["/v1/batch/", { batch: [aTrack({ event: "E" })] }, "E"],
    ["/v1/import", { batch: [aTrack({ event: "E" })] }, "E"],
    ["/v1/b", { batch: [aTrack({ event: "E" })] }, "E"],
  ])("%s takes its call", async (path, body, name) => {
    expect(await post(path, body)).toMatchObject({ status: 200, body: { success: true } });
    expect((await server.events()).map((event) => event.name)).toEqual([name]);
  });

  test("metrics of the browser library are taken and forgotten", async () => {
    expect(await post("/v1/m", '{"series":[]}', { "content-type": "text/plain" })).toMatchObject({ status: 200, body: { success: true } });
  });

  test.each([
    ["Basic with a colon", { authorization: BASIC }, {}],
    ["Basic without a colon", { authorization: `Basic ${Buffer.from(WRITE_KEY).toString("base64")}` }, {}],
    ["a key in the body", { authorization: "" }, { writeKey: WRITE_KEY }],
    ["a foreign header and a key in the body", { authorization: "Bearer x" }, { writeKey: WRITE_KEY }],
  ])("%s opens the door", async (_case, headers, more) => {
    expect((await post("/v1/track", { event: "E", userId: "ann", ...more }, headers)).status).toBe(200);
    expect(JSON.stringify(await server.events())).not.toContain(WRITE_KEY);
  });

  test("an unknown key is told so, or answered like Segment does where that is set", async () => {
    const headers = { authorization: "Basic d3Jvbmc6" };
    expect(await post("/v1/batch", { batch: [aTrack()] }, headers)).toMatchObject({ status: 401, body: { success: false, error: { code: "wrong_key" } } });
    const like = await trackTestServer(clock, { unknownKey: 200 });
    const response = await fetch(`${like.url}/v1/track`, { method: "POST", headers, body: JSON.stringify(aTrack()) });
    expect([response.status, await like.events()]).toEqual([200, []]);
    await like.close();
  });
});

describe("bodies", () => {
  test.each([
    ["text/plain", "text/plain", undefined],
    ["text/plain with a charset", "text/plain;charset=UTF-8", undefined],
    ["JSON with a charset", "application/json; charset=utf-8", undefined],
    ["a type nobody knows", "application/x-shop", undefined],
    ["JSON that curl calls a form", "application/x-www-form-urlencoded", undefined],
    ["gzip", "application/json", "gzip"],
    ["deflate", "application/json", "deflate"],
    ["raw deflate", "application/json", "deflate-raw"],
    ["gzip that does not say so", "text/plain", "silent"],
  ])("%s is read", async (_case, contentType, packing) => {
    const json = JSON.stringify({ batch: [aTrack({ event: "Ünïcödé 🛒" })] });
    const packers: { [packing: string]: (text: string) => Buffer } = { gzip: gzipSync, deflate: deflateSync, "deflate-raw": deflateRawSync, silent: gzipSync };
    const packed = packers[packing ?? ""]?.(json) ?? json;
    const encoding = packing === undefined || packing === "silent" ? {} : { "content-encoding": packing.replace("-raw", "") };
    expect((await post("/v1/batch", packed, { "content-type": contentType, ...encoding } as Record<string, string>)).status).toBe(200);
    expect((await server.events())[0]?.name).toBe("Ünïcödé 🛒");
  });

  const bomb = gzipSync(JSON.stringify({ batch: [aTrack({ properties: { zeros: "0".repeat(50_000_000) } })] }));

  test.each([
    ["malformed JSON", "/v1/batch", '{"batch":[', {}, 400, "body_not_json"],
    ["no body", "/v1/track", "", {}, 400, "body_missing"],
    ["a list", "/v1/track", "[]", {}, 400, "validation_failed"],
    ["a number", "/v1/track", "7", {}, 400, "validation_failed"],
    ["a batch that is none", "/v1/batch", { batch: "x" }, {}, 400, "validation_failed"],
    ["2,501 events", "/v1/batch", { batch: Array.from({ length: 2_501 }, () => 1) }, {}, 400, "validation_failed"],
    ["10 MB", "/v1/batch", { batch: [aTrack({ properties: { x: "x".repeat(10_000_000) } })] }, {}, 413, "batch_too_large"],
    ["a zip bomb", "/v1/batch", bomb, { "content-encoding": "gzip" }, 413, "batch_too_large"],
    ["broken gzip", "/v1/batch", "nothing packed", { "content-encoding": "gzip" }, 400, "body_not_json"],
    ["an unknown packing", "/v1/batch", "{}", { "content-encoding": "zstd" }, 415, "unsupported_media_type"],
    ["a form", "/v1/track", "event=E", { "content-type": "application/x-www-form-urlencoded" }, 415, "unsupported_media_type"],
  ])("%s is refused with a sentence", async (_case, path, body, headers, status, code) => {
    const answer = await post(path, body, headers as Record<string, string>);
    expect(answer).toMatchObject({ status, body: { success: false, error: { code, message: expect.stringMatching(/\.$/) } } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("too much work waiting is a 429 that says when to come again, also to pages", async () => {
    pressure = 7;
    const answer = await post("/v1/batch", { batch: [aTrack()] });
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("access-control-expose-headers")]).toEqual([429, "7", "retry-after"]);
  });
});

describe("bad events", () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

  test.each([
    ["no id", aTrack({ userId: undefined }), "no_identifier"],
    ["a placeholder for an id", aTrack({ userId: "00000000-0000-0000-0000-000000000000" }), "no_identifier"],
    ["an id that is an object", aTrack({ userId: { id: 1 } }), "wrong_type"],
    ["an id of 10,000 letters", aTrack({ userId: "x".repeat(10_000) }), "identifier_too_long"],
    ["no event name", aTrack({ event: undefined }), "no_event_name"],
    ["a number for a name", aTrack({ event: 7 }), "no_event_name"],
    ["an empty name", aTrack({ event: " " }), "no_event_name"],
    ["a name of 1,000 letters", aTrack({ event: "x".repeat(1_000) }), "event_name_too_long"],
    ["properties that are a list", aTrack({ properties: [1] }), "wrong_type"],
    ["a context that is a text", aTrack({ context: "x" }), "wrong_type"],
    ["more than 32 KB", aTrack({ properties: { x: "ä".repeat(20_000) } }), "event_too_large"],
    ["more than 10,000 properties", aTrack({ properties: Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [n, 1])) }), "too_many_properties"],
    ["40 levels", aTrack({ properties: deep(40) }), "too_deep"],
    ["20,000 levels", aTrack({ properties: { a: "DEEP" } }), "too_deep"],
    ["a key of 2,000 letters", aTrack({ properties: { ["k".repeat(2_000)]: 1 } }), "key_too_long"],
    ["an unknown type", { type: "trakc", event: "E", userId: "ann" }, "unknown_type"],
    ["a type that every object has", { type: "constructor", userId: "ann" }, "unknown_type"],
    ["a null", null, "not_an_object"],
    ["a list", [], "not_an_object"],
  ])("%s costs no neighbour and is kept with its reason", async (_case, bad, code) => {
    const json = JSON.stringify({ batch: [aTrack({ event: "Before" }), bad, aTrack({ event: "After" })] }).replace(
      '"DEEP"',
      "[".repeat(20_000) + "]".repeat(20_000),
    );
    const answer = await post("/v1/batch", json);
    expect(answer).toMatchObject({ status: 200, body: { success: true, rejected: [{ index: 1, code, message: expect.stringMatching(/\.$/) }] } });
    expect((await server.events()).map((event) => event.name)).toEqual(["Before", "After"]);
    expect(await server.letters()).toMatchObject([{ reason: code, body: { form: expect.any(String) } }]);
  });

  test("sent alone it is a 400 with the sentence", async () => {
    const answer = await post("/v1/track", { event: "E", userId: "null" });
    expect(answer).toMatchObject({ status: 400, body: { success: false, error: { code: "event_invalid", details: { reason: "no_identifier" } } } });
    expect(answer.body.error?.message).toContain("`null`");
  });

  test("a mended one with the same message id is taken", async () => {
    await post("/v1/track", { event: "E", userId: "null", messageId: "m-mended" });
    expect((await post("/v1/track", { event: "E", userId: "ann", messageId: "m-mended" })).status).toBe(200);
    expect(await server.events()).toHaveLength(1);
  });
});

describe("odd values", () => {
  test.each([
    ["NUL", String.raw`{"a\u0000":"x\u0000y"}`, { a: "xy" }],
    ["half a surrogate pair", String.raw`{"a":"x\ud83d","b":"\ude00x"}`, { a: "x\ufffd", b: "\ufffdx" }],
    ["a number no double holds", `{"a":1e400,"b":[1,-1e400],"c":1e-400}`, { b: [1, null], c: 0 }],
    ["duplicate keys", `{"a":1,"a":2}`, { a: 2 }],
    ["__proto__", `{"__proto__":{"admin":true},"a":{"__proto__":{"b":1},"c":1}}`, { a: { c: 1 } }],
    ["names of Object", `{"constructor":1,"toString":"x","hasOwnProperty":null}`, { constructor: 1, toString: "x", hasOwnProperty: null }],
    [
      "HTML and quotes",
      `{"a":"<script>alert('x')</script>","b":"'; drop table events; --"}`,
      { a: "<script>alert('x')</script>", b: "'; drop table events; --" },
    ],
  ])("%s is kept as far as it can be", async (_case, properties, expected) => {
    const answer = await post("/v1/track", `{"event":"E","userId":"ann","properties":${properties}}`);
    expect(answer.status).toBe(200);
    expect((await server.events())[0]?.properties).toEqual(expected);
  });

  test("a trait too large for a number does not remove the attribute", async () => {
    await post("/v1/identify", `{"userId":"ann","traits":{"score":1e400,"gone":null}}`);
    expect((await server.events())[0]?.attributes).toEqual({ gone: null });
  });

  test("a message id of 100 characters and more is stood in for by its hash, and is still a repeat", async () => {
    const messageId = "m".repeat(150);
    await post("/v1/batch", { batch: [aTrack({ messageId }), aTrack({ messageId })] });
    await post("/v1/track", aTrack({ messageId }));
    const events = await server.events();
    expect(events.map((event) => event.messageId)).toEqual([expect.stringMatching(/^sha256-.{64}$/)]);
  });
});

describe("time", () => {
  const at = async (item: object, envelope: object = {}) => {
    await post("/v1/batch", { batch: [aTrack(item)], ...envelope });
    const [event] = await server.events();
    return [event?.at === undefined ? null : new Date(event.at).toISOString(), event?.flags ?? []];
  };

  test("a sender's wrong clock is corrected by when it said it sent", async () => {
    expect(await at({ timestamp: "2026-11-22T14:59:00Z" }, { sentAt: "2026-11-22T15:00:00Z" })).toEqual(["2026-11-22T11:59:00.000Z", []]);
  });

  test("without a time of sending the time is believed, and history stays history", async () => {
    expect(await at({ timestamp: "2023-04-08T10:00:00+02:00" })).toEqual(["2023-04-08T08:00:00.000Z", []]);
    await server.forget();
    expect(await at({ timestamp: "2023-04-08" }, { sentAt: "2026-11-22T12:00:00Z" })).toEqual(["2023-04-08T00:00:00.000Z", []]);
  });

  test.each([
    ["a date in the future", "2026-12-24T00:00:00Z", ["future"]],
    ["the year 9999", "9999-12-31T00:00:00Z", ["future", "odd_time"]],
    ["the epoch", "1970-01-01T00:00:00Z", ["odd_time"]],
    ["no date", "yesterday", ["odd_time"]],
    ["an object", { time: 1 }, ["odd_time"]],
    ["a zero", 0, ["odd_time"]],
  ])("%s counts as now, and the event says so", async (_case, timestamp, flags) => {
    expect(await at({ timestamp })).toEqual(["2026-11-22T12:00:00.000Z", flags]);
  });

  test.each([
    ["epoch seconds", 1_700_000_000],
    ["epoch milliseconds", 1_700_000_000_000],
    ["digits", "1700000000"],
  ])("%s are read", async (_case, timestamp) => {
    expect(await at({ timestamp })).toEqual(["2023-11-14T22:13:20.000Z", []]);
  });
});

describe("context", () => {
  const contextOf = async (item: object, envelope: object = {}, headers: Record<string, string> = {}) => {
    await post("/v1/batch", { batch: [aTrack(item)], ...envelope }, headers);
    return (await server.events())[0]?.context;
  };

  test("that of the batch lies under that of each event", async () => {
    expect(await contextOf({ context: { app: { name: "own" } } }, { context: { app: { name: "shared" }, locale: "de-DE" } })).toEqual({
      app: { name: "own" },
      locale: "de-DE",
    });
  });

  test("zone, country and library are read", async () => {
    const context = { timezone: "Europe/Berlin", ip: "8.8.8.8", library: { name: "analytics-kotlin", version: "1" } };
    expect(await contextOf({ context })).toMatchObject({ timeZone: "Europe/Berlin", country: "US", ip: "8.8.8.8", library: "analytics-kotlin/1" });
  });

  test("a zone that does not exist is left out, where a calculation with it would fail", async () => {
    expect(await contextOf({ context: { timezone: "Mars/Olympus", page: "x", locale: 7 } })).toEqual({});
  });

  test("a page's call gets the address it came from, a server's does not", async () => {
    expect(await contextOf({})).toEqual({});
    await server.forget();
    expect(await contextOf({}, {}, { origin: "https://shop.example" })).toMatchObject({ ip: "127.0.0.1" });
    await server.forget();
    expect(await contextOf({ context: { direct: true } })).toMatchObject({ ip: "127.0.0.1" });
  });

  test("instructions for other tools are kept, Segment's own is not worth it", async () => {
    expect(await contextOf({ integrations: { "Segment.io": true } })).toEqual({});
    await server.forget();
    expect(await contextOf({ integrations: { Amplitude: false } }, { integrations: { All: true } })).toEqual({ integrations: { All: true, Amplitude: false } });
  });
});

describe("people", () => {
  const identify = async (body: object) => {
    await post("/v1/identify", body);
    return (await server.events()).at(-1);
  };

  test("consent comes by traits and context, and is no attribute", async () => {
    expect(await identify({ userId: "c1", traits: { subscribed: false, plan: "pro" } })).toMatchObject({
      attributes: { plan: "pro" },
      consent: { channels: { email: "unsubscribed" } },
    });
    expect(await identify({ userId: "c2", traits: { unsubscribed: false } })).toMatchObject({ attributes: {}, consent: { channels: { email: "subscribed" } } });
    expect(
      await identify({
        userId: "c3",
        traits: { consent: { topics: { news: true, offers: "unsubscribed" } } },
        context: { consent: { channels: { email: true } } },
      }),
    ).toMatchObject({
      consent: { channels: { email: "subscribed" }, topics: { news: "subscribed", offers: "unsubscribed" } },
    });
    expect((await identify({ userId: "c4", traits: { subscribed: "gold" } }))?.attributes).toEqual({ subscribed: "gold" });
  });

  test("traits of a mobile library's context are attributes, without its ids", async () => {
    expect(
      (await identify({ userId: "t1", traits: { plan: "pro" }, context: { traits: { userId: "t1", anonymousId: "d", plan: "old", city: "Rome" } } }))
        ?.attributes,
    ).toEqual({ plan: "pro", city: "Rome" });
  });

  test("mail, phone, Stripe customer, push token and external ids all lead to the person", async () => {
    const first = await identify({
      userId: "p1",
      traits: { email: " Peter@X.IO", phone: "+49 (30) 123-4567", stripe_customer_id: "cus_1" },
      context: {
        device: { token: "tok-1" },
        externalIds: [
          { id: "crm-1", type: "crm_id", collection: "users", encoding: "none" },
          { id: "acme", type: "group_id", collection: "accounts" },
        ],
      },
    });
    const { rows } = await server.database.db.query<{ kind: string; value: string }>("select kind, value from identities where profile_id = $1 order by kind", [
      first?.profileId,
    ]);
    expect(rows.map((row) => `${row.kind} ${row.value}`)).toEqual([
      "crm_id crm-1",
      "device_token tok-1",
      "email peter@x.io",
      "phone +49301234567",
      "stripe_customer_id cus_1",
      "user_id p1",
    ]);
    expect((await identify({ anonymousId: "other device", traits: { email: "PETER@x.io" } }))?.profileId).toBe(first?.profileId);
  });

  test("a group's mail address is nobody's name", async () => {
    await post("/v1/group", { userId: "g1", groupId: "acme", traits: { email: "office@acme.io" } });
    const { rows } = await server.database.db.query("select 1 from identities where value = 'office@acme.io'");
    expect(rows).toEqual([]);
  });
});

describe("pages of every origin", () => {
  test("may ask before they send, and are told what they may send", async () => {
    const response = await fetch(`${server.url}/v1/t`, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-retry-count",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toMatch(/authorization.*content-type.*x-retry-count/);
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  });
});

describe("whatever comes", () => {
  test("a batch is a 200, and the good event among it arrives", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(aFuzzyCall, anything), { maxLength: 8 }),
        fc.oneof(anything, fc.constant("2026-11-22T12:00:00Z")),
        async (calls, sentAt) => {
          await server.forget();
          const answer = await post("/v1/batch", { batch: [...calls, aTrack({ event: "Good" })], sentAt });
          expect(answer.status).toBe(200);
          const events = await server.events();
          expect(events.at(-1)?.name).toBe("Good");
          expect(events.length + ((answer.body["rejected"] as unknown[] | undefined)?.length ?? 0)).toBe(calls.length + 1);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("a body is answered with a 2xx or a 4xx", { timeout: 60_000 }, async () => {
    const aBody = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: "binary" }),
      anything.map((value) => JSON.stringify(value)),
    );
    const aType = fc.constantFrom("application/json", "text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("/v1/track", "/v1/b", "/v1/i", "/v1/m"),
        aBody,
        aType,
        fc.constantFrom("", "gzip", "deflate", "br", "x"),
        async (path, body, type, encoding) => {
          const { status } = await post(path, body, {
            ...(type === "" ? {} : { "content-type": type }),
            ...(encoding === "" ? {} : { "content-encoding": encoding }),
          });
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 150 },
    );
  });
});

test("while nothing can be stored, senders are asked to come again", async () => {
  const broken = await trackTestServer(clock, { ingest: { accept: () => Promise.reject(new Error("connect ECONNREFUSED")), refuse: () => Promise.resolve() } });
  const answer = await fetch(`${broken.url}/v1/batch`, { method: "POST", headers: { authorization: BASIC }, body: JSON.stringify({ batch: [aTrack()] }) });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await answer.text()).not.toContain("ECONNREFUSED");
  await broken.close();
});

test("a request that is cut off in the middle leaves nothing behind", async () => {
  await new Promise<void>((resolve) => {
    const cut = httpRequest(`${server.url}/v1/track`, { method: "POST", headers: { "content-length": "1000", authorization: BASIC } });
    cut.on("error", () => resolve());
    cut.write('{"event":"E","userId":"ann"', () => cut.destroy(new Error("cut")));
  });
  expect(await server.events()).toEqual([]);
});
