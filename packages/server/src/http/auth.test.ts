import { mayDo, PERMISSIONS_OF, ROLES, type Route, routes, urlOf } from "@beckon/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { API_KEY, type ApiTestServer, answerOf, apiTestServer, PASSWORD, WRITE_KEY } from "./apiTestServer.ts";

const ORIGIN = "https://beckon.example";
const NOBODY = "00000000-0000-7000-8000-000000000000";
let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

async function call(method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE", url: string, headers: Record<string, string>, payload?: object) {
  return answerOf(await server.app.inject({ method, url, headers, ...(payload ? { payload } : {}) }));
}

describe("who may do what", () => {
  const guarded = (Object.entries(routes) as [string, Route][]).filter(([, route]) => route.access !== "public");
  const urlFor = (route: Route) => urlOf(route, { params: { id: NOBODY, sendId: NOBODY, name: "x", channel: "email", address: "x" } });

  test("no route but the public ones answers a stranger", async () => {
    for (const [name, route] of guarded) {
      const answer = await call(route.method, urlFor(route), {});
      expect([name, answer.status]).toEqual([name, 401]);
    }
  });

  test.each(ROLES)("a %s may do what the table grants and nothing else", async (role) => {
    const cookie = await server.signIn(role);
    for (const [name, route] of guarded) {
      const answer = await call(route.method, urlFor(route), {
        cookie,
        origin: ORIGIN,
      });
      const allowed = route.access === "signed_in" || mayDo(role, route.access as never);
      // Before the body is read: whatever else is wrong with an empty request comes later.
      expect([name, answer.status === 403]).toEqual([name, !allowed]);
    }
  });

  /** Every permission of its own, and the one route that would end the key while it is tested is not among them. */
  test.each(["viewer", "publisher"] as const)("a key with the scopes of a %s may do what they grant and nothing else", async (role) => {
    const { body } = await server.call("POST", "/api/keys", { kind: "api", name: `as ${role}`, scopes: PERMISSIONS_OF[role] });
    for (const [name, route] of guarded) {
      const answer = await call(route.method, urlFor(route), { authorization: `Bearer ${body.secret}` });
      const allowed = route.access === "signed_in" || mayDo(role, route.access as never);
      const refused = answer.status === 403 && answer.body.error.code !== "user_needed";
      expect([name, refused]).toEqual([name, !allowed]);
    }
  });

  test("a key cannot make a key that may do more than itself", async () => {
    const { body } = await server.call("POST", "/api/keys", { kind: "api", name: "keys only", scopes: ["keys:read", "keys:write"] });
    const headers = { authorization: `Bearer ${body.secret}` };
    for (const scopes of [undefined, ["workspace:write"]]) {
      const answer = await call("POST", "/api/keys", headers, { kind: "api", name: "more", ...(scopes ? { scopes } : {}) });
      expect(answer.body.error.code).toBe("key_scope");
    }
    expect((await call("PATCH", `/api/keys/${body.key.id}`, headers, { scopes: null })).body.error.code).toBe("key_scope");
  });

  test("a refusal says who could", async () => {
    const cookie = await server.signIn("viewer");
    const { body } = await call("POST", "/api/keys", { cookie, origin: ORIGIN }, { kind: "write", name: "x" });
    expect(body.error.message).toBe("Your role is viewer; this needs admin.");
  });
});

describe("keys", () => {
  test("a write key does not open the API", async () => {
    expect((await call("GET", "/api/me", { authorization: `Bearer ${WRITE_KEY}` })).body.error.code).toBe("key_kind");
  });

  test("a made key works until it is revoked, and its secret is told once", async () => {
    const made = await server.call("POST", "/api/keys", { kind: "api", name: "CI" });
    expect(made.status).toBe(201);
    const headers = { authorization: `Bearer ${made.body.secret}` };
    expect((await call("GET", "/api/me", headers)).body.key.name).toBe("CI");
    expect(JSON.stringify((await server.call("GET", "/api/keys")).body)).not.toContain(made.body.secret);
    expect((await server.call("DELETE", `/api/keys/${made.body.key.id}`)).status).toBe(204);
    expect((await call("GET", "/api/me", headers)).body.error.code).toBe("wrong_key");
    expect((await server.call("DELETE", `/api/keys/${made.body.key.id}`)).body.error.code).toBe("key_revoked");
  });

  test("a new secret works at once, the old one for as long as was granted", async () => {
    const made = await server.call("POST", "/api/keys", { kind: "api", name: "rotated" });
    const rotated = await server.call("POST", `/api/keys/${made.body.key.id}/rotate`, { graceHours: 1 });
    const status = async (secret: string) => (await call("GET", "/api/me", { authorization: `Bearer ${secret}` })).status;
    expect([await status(made.body.secret), await status(rotated.body.secret)]).toEqual([200, 200]);
    server.clock.advance(3_600_000);
    expect([await status(made.body.secret), await status(rotated.body.secret)]).toEqual([401, 200]);
  });

  test("ends by itself when its time is over", async () => {
    const expiresAt = new Date(server.clock.now() + 60_000).toISOString();
    const { body } = await server.call("POST", "/api/keys", { kind: "api", name: "short", expiresAt });
    const headers = { authorization: `Bearer ${body.secret}` };
    expect((await call("GET", "/api/me", headers)).status).toBe(200);
    server.clock.advance(60_000);
    expect((await call("GET", "/api/me", headers)).body.error.code).toBe("wrong_key");
    expect((await server.call("POST", "/api/keys", { kind: "api", name: "late", expiresAt })).body.error.code).toBe("key_invalid");
  });

  test("shows when and from where it was used", async () => {
    const { body } = await server.call("POST", "/api/keys", { kind: "api", name: "used" });
    await call("GET", "/api/me", { authorization: `Bearer ${body.secret}` });
    await vi.waitFor(async () => {
      const { items } = (await server.call("GET", "/api/keys")).body;
      expect(items.find((key: { name: string }) => key.name === "used")).toMatchObject({ lastUsedIp: "127.0.0.1", lastUsedAt: expect.any(String) });
    });
  });

  test("a key given by a setting cannot be revoked in the app", async () => {
    const { body } = await server.call("GET", "/api/keys");
    const given = body.items.find((key: { name: string }) => key.name === "BECKON_API_KEY");
    expect((await server.call("DELETE", `/api/keys/${given.id}`)).body.error.code).toBe("key_from_environment");
  });
});

describe("signing in", () => {
  async function signIn(email: string, password: string, headers: Record<string, string> = {}) {
    return call("POST", "/api/sessions", { origin: ORIGIN, ...headers }, { email, password });
  }

  async function aUser(): Promise<string> {
    const cookie = await server.signIn("owner");
    return (await call("GET", "/api/me", { cookie })).body.user.email;
  }

  test("opens a session that ends with the sign-out", async () => {
    const answer = await signIn((await aUser()).toUpperCase(), PASSWORD);
    expect(answer.status).toBe(201);
    const setCookie = String(answer.headers["set-cookie"]);
    expect(setCookie).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    const cookie = String(setCookie.split(";")[0]);
    expect((await call("GET", "/api/me", { cookie })).body.user.role).toBe("owner");
    expect((await call("DELETE", "/api/sessions/current", { cookie, origin: ORIGIN })).status).toBe(204);
    expect((await call("GET", "/api/me", { cookie })).status).toBe(401);
  });

  test("does not tell a wrong password from an unknown user", async () => {
    const wrong = await signIn(await aUser(), "not the password");
    const unknown = await signIn("nobody@shop.example", "not the password");
    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body]);
  });

  test("is put off after five failures, and open again later", async () => {
    const email = await aUser();
    for (let i = 0; i < 5; i++) expect((await signIn(email, "wrong password")).status).toBe(401);
    const { status, body, headers } = await signIn(email, PASSWORD);
    expect([status, body.error.code, Number(headers["retry-after"])]).toEqual([429, "sign_in_throttled", 30]);
    server.clock.advance(30_000);
    expect((await signIn(email, PASSWORD)).status).toBe(201);
  });

  test("ends by itself after thirty days", async () => {
    const cookie = await server.signIn("viewer");
    for (const days of [10, 10, 9]) {
      server.clock.advance(days * 86_400_000);
      expect((await call("GET", "/api/me", { cookie })).status).toBe(200);
    }
    server.clock.advance(2 * 86_400_000);
    expect((await call("GET", "/api/me", { cookie })).status).toBe(401);
  });

  test("ends by itself when nobody comes for fourteen days", async () => {
    const cookie = await server.signIn("viewer");
    server.clock.advance(15 * 86_400_000);
    expect((await call("GET", "/api/me", { cookie })).status).toBe(401);
  });
});

describe("a change by cookie", () => {
  test("is refused when it comes from a foreign page", async () => {
    const cookie = await server.signIn("admin");
    const change = (headers: Record<string, string>) => call("PATCH", "/api/workspace", { cookie, ...headers }, {});
    expect((await change({ origin: "https://evil.example" })).body.error.code).toBe("wrong_origin");
    expect((await change({ origin: "null" })).body.error.code).toBe("wrong_origin");
    expect((await change({ "sec-fetch-site": "cross-site" })).body.error.code).toBe("wrong_origin");
    expect((await change({ origin: ORIGIN })).status).toBe(200);
    expect((await change({ origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" })).status).toBe(200);
  });

  test("is refused on every route where it does not say that it comes from our own page", async () => {
    const cookie = await server.signIn("owner");
    const changes = (Object.entries(routes) as [string, Route][]).filter(([, route]) => route.method !== "GET");
    expect(changes.length).toBeGreaterThan(60);
    const foreign: Record<string, string>[] = [
      {},
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `${ORIGIN}.evil.example` },
      { origin: ORIGIN.replace("https", "http") },
      { origin: `${ORIGIN}:8443` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "http://127.0.0.1:9", host: "127.0.0.1:3000" },
      { origin: "https://evil.example", authorization: "Basic eDp5" },
      // What a form of a foreign page can send without asking.
      { origin: "https://evil.example", "content-type": "text/plain" },
    ];
    for (const [name, route] of changes) {
      const url = urlOf(route, { params: { id: NOBODY, sendId: NOBODY, name: "x", channel: "email", address: "x" } });
      for (const headers of foreign) {
        const answer = await call(route.method as "POST", url, { cookie, ...headers });
        expect([name, headers, answer.body?.error?.code]).toEqual([name, headers, "wrong_origin"]);
      }
    }
  });

  test("is refused from a name that was pointed at this machine", async () => {
    const answer = await call("POST", "/api/sessions", { origin: "http://evil.example:3000", host: "evil.example:3000" }, { email: "a@b.c", password: "x" });
    expect(answer.body.error.code).toBe("wrong_origin");
  });

  test("is a key's right from anywhere", async () => {
    expect((await call("PATCH", "/api/workspace", { authorization: `Bearer ${API_KEY}`, origin: "https://evil.example" }, {})).status).toBe(200);
  });
});
