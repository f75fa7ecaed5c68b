import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Notice } from "../../engine/noticeMail.ts";
import { type ApiTestServer, answerOf, apiTestServer, PASSWORD } from "../apiTestServer.ts";

const ORIGIN = "https://beckon.example";
const NEW = "a wholly other password";
let server: ApiTestServer;
let notices: Notice[];

beforeAll(async () => {
  server = await apiTestServer({ deps: { mailNotice: async (notice) => notices.push(notice) > 0, mailLeaves: () => true } });
});
afterAll(() => server.close());
beforeEach(() => {
  notices = [];
  server.clock.advance(25 * 3_600_000);
});

async function post(url: string, payload: object, headers: Record<string, string> = {}) {
  return answerOf(await server.app.inject({ method: "POST", url, headers: { origin: ORIGIN, ...headers }, payload }));
}

async function somebody(role: "owner" | "admin" | "viewer" = "viewer") {
  const cookie = await server.signIn(role);
  const me = answerOf(await server.app.inject({ url: "/api/me", headers: { cookie } })).body.user;
  return { cookie, id: me.id as string, email: me.email as string };
}

const ask = (email: string) => post("/api/password-resets", { email });
const use = (token: string, password = NEW) => post("/api/password-resets/use", { token, password });
const signIn = async (email: string, password: string) => (await post("/api/sessions", { email, password })).status;

/** The token of the newest link. */
async function mailedTo(email: string): Promise<string> {
  await ask(email.toUpperCase());
  await vi.waitFor(() => expect(notices.at(-1)?.to).toBe(email));
  return notices.at(-1)?.text.match(/\/new-password#([\w-]+)/)?.[1] ?? "";
}

describe("a link for a new password", () => {
  test("is mailed, works once, and ends every session", async () => {
    const { cookie, email } = await somebody();
    const token = await mailedTo(email);
    expect((await use(token)).body).toEqual({ email });
    expect([await signIn(email, PASSWORD), await signIn(email, NEW)]).toEqual([401, 201]);
    expect((await server.app.inject({ url: "/api/me", headers: { cookie } })).statusCode).toBe(401);
    expect((await use(token)).body.error.code).toBe("reset_invalid");
  });

  test("does not tell who is a user", async () => {
    const { email } = await somebody();
    const [known, unknown] = [await ask(email), await ask("nobody@shop.example")];
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    expect(notices).toHaveLength(1);
  });

  test("ends after an hour, and with a newer one", async () => {
    const { email } = await somebody();
    const first = await mailedTo(email);
    const second = await mailedTo(email);
    expect((await use(first)).status).toBe(404);
    server.clock.advance(3_600_000);
    expect((await use(second)).status).toBe(404);
  });

  test("wants a good password, and is not used up by a weak one", async () => {
    const { email } = await somebody();
    const token = await mailedTo(email);
    expect((await use(token, "short")).body.error.code).toBe("password_weak");
    expect((await use(token)).status).toBe(200);
  });

  test("of two who use it at the same moment serves one", async () => {
    const { email } = await somebody();
    const token = await mailedTo(email);
    const statuses = (await Promise.all([use(token), use(token, `${NEW} too`)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 404]);
  });

  test("is no way in for who was deactivated", async () => {
    const { email, id } = await somebody();
    const token = await mailedTo(email);
    await server.call("POST", `/api/users/${id}/deactivate`);
    expect((await use(token)).status).toBe(404);
    await ask(email);
    expect(notices).toHaveLength(1);
  });

  test("is slowed down: asking for one address, and guessing", async () => {
    const { email } = await somebody();
    for (let i = 0; i < 3; i++) expect((await ask(email)).status).toBe(202);
    expect((await ask(email)).status).toBe(429);
    for (let i = 0; i < 10; i++) expect((await use("x".repeat(43))).status).toBe(404);
    expect((await use("x".repeat(43))).status).toBe(429);
  });

  test("is kept as a hash, and stands in no line of the audit log", async () => {
    const { email } = await somebody();
    const token = await mailedTo(email);
    await use(token);
    const other = await mailedTo(email);
    const { rows } = await server.database.db.query(
      "select (select json_agg(p) from password_resets p)::text || (select json_agg(a) from audit_entries a)::text as all",
    );
    for (const secret of [token, other, NEW]) expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).toContain("chose a new password by a link");
  });
});

describe("a link that an owner makes", () => {
  test("works for a day, without any mail", async () => {
    const [owner, colleague] = [await somebody("owner"), await somebody("admin")];
    const { status, body } = await post(`/api/users/${colleague.id}/password-reset`, {}, { cookie: owner.cookie });
    expect(status).toBe(201);
    server.clock.advance(23 * 3_600_000);
    expect((await use(body.link.split("#")[1])).status).toBe(200);
    expect(await signIn(colleague.email, NEW)).toBe(201);
  });

  test("is for owners alone: an admin would become another admin, or the owner", async () => {
    const [admin, owner] = [await somebody("admin"), await somebody("owner")];
    expect((await post(`/api/users/${owner.id}/password-reset`, {}, { cookie: admin.cookie })).body.error).toMatchObject({ code: "not_allowed" });
    expect((await server.call("POST", `/api/users/${owner.id}/password-reset`)).status).toBe(403);
  });
});
