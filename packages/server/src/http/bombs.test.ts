import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_KEY, type ApiTestServer, answerOf, apiTestServer } from "./apiTestServer.ts";

const DEEP = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
const WIDE = JSON.stringify(Object.fromEntries(Array.from({ length: 150_000 }, (_, at) => [`k${at}`, at])));
const BOMB = gzipSync(Buffer.alloc(50_000_000, "0"));
const MILLION_COLUMNS = `${"c,".repeat(1_000_000)}email\n${"1,".repeat(1_000_000)}ann@shop.example\n`;

let server: ApiTestServer;
let profile: string;
beforeAll(async () => {
  server = await apiTestServer();
  profile = `/api/profiles/${(await server.call("POST", "/api/profiles", { email: "ann@shop.example" })).body.id}`;
  await server.work();
});
afterAll(() => server.close());

type Method = "POST" | "PATCH";

async function send(method: Method, url: string, payload: string | Buffer, headers: { readonly [name: string]: string }) {
  const all = { authorization: `Bearer ${API_KEY}`, "content-type": "application/json", ...headers };
  const answer = answerOf(await server.app.inject({ method, url, payload, headers: all }));
  return { status: answer.status, code: answer.body.error?.code as string | undefined };
}

describe.each<[string, Method, () => string]>([
  ["attributes by hand", "PATCH", () => `${profile}/attributes`],
  ["a campaign", "POST", () => "/api/campaigns"],
  ["a content block", "POST", () => "/api/content-blocks"],
  ["an event by hand", "POST", () => `${profile}/events`],
])("%s", (_, method, path) => {
  test.each([
    ["100,000 levels", DEEP, {}],
    ["100,000 levels where anything may stand", `{"attributes":${DEEP},"document":${DEEP},"properties":${DEEP},"name":"Seen"}`, {}],
    ["150,000 keys", `{"attributes":${WIDE},"document":${WIDE},"properties":${WIDE},"name":"Seen"}`, {}],
    ["a gzip bomb", BOMB, { "content-encoding": "gzip" }],
  ])("refuses %s", async (_what, body, headers) => {
    const { status, code } = await send(method, path(), body, headers as { readonly [name: string]: string });
    expect([status >= 400 && status < 500, code], `${status}`).toEqual([true, expect.any(String)]);
  });
});

describe("a file", () => {
  test.each(["/api/imports?name=wide.csv", "/api/suppressions/import"])("of a million columns is refused at %s", async (url) => {
    expect(await send("POST", url, MILLION_COLUMNS, { "content-type": "text/csv" })).toEqual({ status: 422, code: "import_file_unusable" });
  });

  test.each(["/api/imports?name=bomb.csv", "/api/suppressions/import"])("packed with gzip is refused at %s, not unpacked", async (url) => {
    expect(await send("POST", url, BOMB, { "content-type": "text/csv", "content-encoding": "gzip" })).toEqual({ status: 422, code: "import_file_unusable" });
  });
});

test("a change by hand may be 32 levels deep, and no deeper", async () => {
  const nested = (levels: number): unknown => (levels === 1 ? 1 : { a: nested(levels - 1) });
  const change = (levels: number) => server.call("PATCH", `${profile}/attributes`, { attributes: { nested: nested(levels) } });
  expect((await change(30)).status).toBeLessThan(300);
  expect((await change(40)).body.error.code).toBe("event_invalid");
});
