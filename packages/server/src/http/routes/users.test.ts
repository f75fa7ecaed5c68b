import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { API_KEY, type ApiTestServer, answerOf, apiTestServer, PASSWORD } from "../apiTestServer.ts";

const ORIGIN = "https://beckon.example";
const CHOSEN = "a window full of rain";
let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());
// Each test has the workspace for itself: "the last owner" must mean something.
beforeEach(async () => {
  for (const table of ["users", "invites", "attempts"]) await server.database.db.query(`delete from ${table}`);
});

type Method = "GET" | "POST" | "PATCH" | "DELETE";

async function as(cookie: string, method: Method, url: string, payload?: object) {
  return answerOf(await server.app.inject({ method, url, headers: { cookie, origin: ORIGIN }, ...(payload ? { payload } : {}) }));
}

async function byNobody(url: string, payload: object) {
  return answerOf(await server.app.inject({ method: "POST", url, headers: { origin: ORIGIN }, payload }));
}

async function idOf(cookie: string): Promise<string> {
  return (await as(cookie, "GET", "/api/me")).body.user.id;
}

describe("an invitation", () => {
  async function invite(role = "editor", cookie?: string) {
    const { body } = await as(cookie ?? (await server.signIn("owner")), "POST", "/api/invites", { email: "New@shop.example", role });
    return { ...body, token: String(body.link).split("#")[1] };
  }
  const join = (token: string, password = CHOSEN) => byNobody("/api/join", { token, name: "Ann", password });

  test("lets one colleague in, once", async () => {
    const { token, link, mailed } = await invite();
    expect([link.startsWith(`${ORIGIN}/join#`), mailed]).toEqual([true, false]);
    expect((await byNobody("/api/join/look", { token })).body).toEqual({
      email: "new@shop.example",
      role: "editor",
      invitedBy: "The owner",
      workspaceName: "My workspace",
    });
    const joined = await join(token);
    expect([joined.status, joined.body.user.role]).toEqual([201, "editor"]);
    expect(String(joined.headers["set-cookie"])).toContain("beckon_session=");
    expect((await join(token)).body.error.code).toBe("invite_invalid");
  });

  test("of two who accept at the same moment lets in one", async () => {
    const { token } = await invite();
    const answers = await Promise.all([join(token), join(token)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404]);
  });

  test("ends after seven days, and can be renewed, which ends the old link", async () => {
    const owner = await server.signIn("owner");
    const { token, invite: made } = await invite("editor", owner);
    server.clock.advance(7 * 86_400_000);
    expect((await join(token)).body.error.code).toBe("invite_invalid");
    const renewed = (await as(owner, "POST", `/api/invites/${made.id}/renew`)).body.link.split("#")[1];
    expect((await join(token)).body.error.code).toBe("invite_invalid");
    expect((await join(renewed)).status).toBe(201);
  });

  test("can be taken back", async () => {
    const owner = await server.signIn("owner");
    const { token, invite: made } = await invite("editor", owner);
    expect((await as(owner, "DELETE", `/api/invites/${made.id}`)).status).toBe(204);
    expect((await join(token)).body.error.code).toBe("invite_invalid");
  });

  test("cannot give more than its giver has", async () => {
    const admin = await server.signIn("admin");
    expect((await as(admin, "POST", "/api/invites", { email: "boss@shop.example", role: "owner" })).body.error.code).toBe("role_above");
    const byKey = await server.call("POST", "/api/invites", { email: "boss@shop.example", role: "owner" }, { authorization: `Bearer ${API_KEY}` });
    expect(byKey.body.error.code).toBe("role_above");
  });

  test("is not guessed: wrong links are slowed down", async () => {
    let answer = await byNobody("/api/join/look", { token: "x".repeat(43) });
    for (let i = 0; i < 10; i++) answer = await byNobody("/api/join/look", { token: "x".repeat(43) });
    expect([answer.status, Number(answer.headers["retry-after"])]).toEqual([429, 30]);
  });

  test.each(["short", "1234567890123", "Password123!", "new@shop.example", "aaaaaaaaaaaa"])("does not take the password %s", async (password) => {
    const { token } = await invite();
    expect((await join(token, password)).body.error.code).toBe("password_weak");
    expect((await join(token)).status).toBe(201);
  });
});

describe("a user", () => {
  test("whose role changes may do what the new one grants at once", async () => {
    const [owner, editor] = [await server.signIn("owner"), await server.signIn("editor")];
    expect((await as(editor, "GET", "/api/users")).status).toBe(403);
    expect((await as(owner, "PATCH", `/api/users/${await idOf(editor)}`, { role: "admin" })).body.role).toBe("admin");
    expect((await as(editor, "GET", "/api/users")).status).toBe(200);
  });

  test("who is deactivated is out at once, and told so only with the right password", async () => {
    const [owner, editor] = [await server.signIn("owner"), await server.signIn("editor")];
    const { id, email } = (await as(editor, "GET", "/api/me")).body.user;
    await as(owner, "POST", `/api/users/${id}/deactivate`);
    expect((await as(editor, "GET", "/api/me")).status).toBe(401);
    expect((await byNobody("/api/sessions", { email, password: "wrong password" })).body.error.code).toBe("wrong_sign_in");
    expect((await byNobody("/api/sessions", { email, password: PASSWORD })).body.error.code).toBe("user_deactivated");
    await as(owner, "POST", `/api/users/${id}/reactivate`);
    expect((await byNobody("/api/sessions", { email, password: PASSWORD })).status).toBe(201);
  });

  test("who is removed can be brought back", async () => {
    const [owner, editor] = [await server.signIn("owner"), await server.signIn("editor")];
    const { id, email } = (await as(editor, "GET", "/api/me")).body.user;
    expect((await as(owner, "DELETE", `/api/users/${id}`)).status).toBe(204);
    expect((await byNobody("/api/sessions", { email, password: PASSWORD })).body.error.code).toBe("wrong_sign_in");
    expect((await as(owner, "POST", `/api/users/${id}/reactivate`)).body.state).toBe("active");
  });

  test("who is the last owner stays one, whoever asks and however", async () => {
    const owner = await server.signIn("owner");
    const id = await idOf(owner);
    for (const [method, url, body] of [
      ["PATCH", `/api/users/${id}`, { role: "admin" }],
      ["DELETE", `/api/users/${id}`, undefined],
      ["POST", `/api/users/${id}/deactivate`, undefined],
    ] as const)
      expect((await as(owner, method, url, body)).body.error.code).toBe("last_owner");
  });

  test("of two owners who demote each other at the same moment one stays", async () => {
    const [one, two] = [await server.signIn("owner"), await server.signIn("owner")];
    const [first, second] = [await idOf(one), await idOf(two)];
    const answers = await Promise.all([
      as(one, "PATCH", `/api/users/${second}`, { role: "viewer" }),
      as(two, "PATCH", `/api/users/${first}`, { role: "viewer" }),
    ]);
    const { rows } = await server.database.db.query("select 1 from users where role = 'owner'");
    expect([rows.length, answers.filter((answer) => answer.status === 200).length]).toEqual([1, 1]);
  });

  test("who is admin cannot touch an owner", async () => {
    const [admin, owner] = [await server.signIn("admin"), await server.signIn("owner")];
    await server.signIn("owner");
    const id = await idOf(owner);
    for (const [method, url, body] of [
      ["PATCH", `/api/users/${id}`, { role: "viewer" }],
      ["DELETE", `/api/users/${id}`, undefined],
      ["DELETE", `/api/users/${id}/two-factor`, undefined],
    ] as const)
      expect((await as(admin, method, url, body)).body.error.code).toBe("role_above");
    expect((await as(admin, "PATCH", `/api/users/${await idOf(admin)}`, { role: "owner" })).body.error.code).toBe("role_above");
  });
});
