import { generateSync } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SecretBox } from "../../secretBox.ts";
import { type ApiTestServer, answerOf, apiTestServer, PASSWORD } from "../apiTestServer.ts";

const ORIGIN = "https://beckon.example";
const CHOSEN = "a window full of rain";
let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

async function as(cookie: string, method: "GET" | "POST" | "PATCH" | "DELETE", url: string, payload?: object) {
  return answerOf(await server.app.inject({ method, url, headers: { cookie, origin: ORIGIN }, ...(payload ? { payload } : {}) }));
}

async function signIn(email: string, password: string, more: { code?: string; headers?: Record<string, string> } = {}) {
  const payload = { email, password, ...(more.code === undefined ? {} : { code: more.code }) };
  return answerOf(await server.app.inject({ method: "POST", url: "/api/sessions", headers: { origin: ORIGIN, ...more.headers }, payload }));
}

function cookieOf(answer: { headers: { readonly [name: string]: unknown } }): string {
  return String(answer.headers["set-cookie"]).split(";")[0] ?? "";
}

async function emailOf(cookie: string): Promise<string> {
  return (await as(cookie, "GET", "/api/me")).body.user.email;
}

/** The code of the app at the test's clock. */
function codeNow(secret: string): string {
  return generateSync({ secret, epoch: Math.floor(server.clock.now() / 1_000) });
}

describe("the password", () => {
  test("is changed with the current one, and every other browser is out", async () => {
    const here = await server.signIn("editor");
    const email = await emailOf(here);
    const there = cookieOf(await signIn(email, PASSWORD));
    expect((await as(here, "POST", "/api/me/password", { current: "not this one", password: CHOSEN })).body.error.code).toBe("wrong_password");
    expect((await as(here, "POST", "/api/me/password", { current: PASSWORD, password: CHOSEN })).status).toBe(204);
    expect([(await as(here, "GET", "/api/me")).status, (await as(there, "GET", "/api/me")).status]).toEqual([200, 401]);
    expect((await signIn(email, CHOSEN)).status).toBe(201);
  });

  test("is not guessed by whoever sits at an open browser", async () => {
    const cookie = await server.signIn("editor");
    for (let i = 0; i < 5; i++) await as(cookie, "POST", "/api/me/password", { current: `guess ${i}`, password: CHOSEN });
    const answer = await as(cookie, "POST", "/api/me/password", { current: PASSWORD, password: CHOSEN });
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, "30"]);
  });
});

describe("my browsers", () => {
  test("are listed with what they are, and ended one by one or all", async () => {
    const here = await server.signIn("viewer");
    const email = await emailOf(here);
    const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const [phone, tablet, laptop] = [
      await signIn(email, PASSWORD, { headers: { "user-agent": agent } }),
      await signIn(email, PASSWORD),
      await signIn(email, PASSWORD),
    ].map(cookieOf) as [string, string, string];
    const { items } = (await as(phone, "GET", "/api/me/sessions")).body;
    expect(items).toHaveLength(4);
    const own = items.find((item: { current: boolean }) => item.current);
    expect(own).toMatchObject({ device: "Firefox on Linux", ip: "127.0.0.1" });
    expect((await as(tablet, "DELETE", `/api/me/sessions/${own.id}`)).status).toBe(204);
    expect([(await as(phone, "GET", "/api/me")).status, (await as(laptop, "GET", "/api/me")).status]).toEqual([401, 200]);
    await as(tablet, "DELETE", "/api/me/sessions");
    expect([(await as(laptop, "GET", "/api/me")).status, (await as(tablet, "GET", "/api/me")).status]).toEqual([401, 200]);
  });

  test("of somebody else cannot be ended", async () => {
    const [mine, theirs] = [await server.signIn("owner"), await server.signIn("viewer")];
    const { id } = (await as(theirs, "GET", "/api/me/sessions")).body.items[0];
    expect((await as(mine, "DELETE", `/api/me/sessions/${id}`)).status).toBe(404);
  });

  test("get a new token at every sign-in, and one that was planted before is worth nothing", async () => {
    const planted = await server.signIn("viewer");
    const email = await emailOf(planted);
    const fresh = cookieOf(await signIn(email, PASSWORD, { headers: { cookie: planted } }));
    expect(fresh).not.toBe(planted);
    expect((await as(planted, "GET", "/api/me")).status).toBe(401);
    const madeUp = "beckon_session=chosen-by-the-attacker";
    expect(cookieOf(await signIn(email, PASSWORD, { headers: { cookie: madeUp } }))).not.toBe(madeUp);
    expect((await as(madeUp, "GET", "/api/me")).status).toBe(401);
  });
});

describe("the second factor", () => {
  async function withSecondFactor(role: "viewer" | "owner" = "viewer") {
    const cookie = await server.signIn(role);
    const { secret } = (await as(cookie, "POST", "/api/me/two-factor", { password: PASSWORD })).body;
    const confirmed = await as(cookie, "POST", "/api/me/two-factor/confirm", { code: codeNow(secret) });
    server.clock.advance(60_000);
    return { cookie, secret, email: await emailOf(cookie), recoveryCodes: confirmed.body.recoveryCodes as string[] };
  }

  test("is begun with the password, shown as a picture, and counts once it is confirmed", async () => {
    const cookie = await server.signIn("viewer");
    expect((await as(cookie, "POST", "/api/me/two-factor", { password: "not this one" })).body.error.code).toBe("wrong_password");
    const { secret, uri, qr } = (await as(cookie, "POST", "/api/me/two-factor", { password: PASSWORD })).body;
    expect([uri.includes(secret), qr.startsWith("<svg")]).toEqual([true, true]);
    const email = await emailOf(cookie);
    expect((await signIn(email, PASSWORD)).status).toBe(201);
    expect((await as(cookie, "POST", "/api/me/two-factor/confirm", { code: "000000" })).body.error.code).toBe("second_factor_code_wrong");
    expect((await as(cookie, "POST", "/api/me/two-factor/confirm", { code: codeNow(secret) })).body.recoveryCodes).toHaveLength(10);
    expect((await signIn(email, PASSWORD)).body.error.code).toBe("second_factor_needed");
  });

  test("is asked for only after the right password", async () => {
    const { email, secret } = await withSecondFactor();
    expect((await signIn(email, "not this one")).body.error.code).toBe("wrong_sign_in");
    expect((await signIn(email, PASSWORD)).body.error.code).toBe("second_factor_needed");
    expect((await signIn(email, PASSWORD, { code: codeNow(secret) })).status).toBe(201);
  });

  test("takes a code once", async () => {
    const { email, secret } = await withSecondFactor();
    const code = codeNow(secret);
    expect((await signIn(email, PASSWORD, { code })).status).toBe(201);
    expect((await signIn(email, PASSWORD, { code })).body.error.code).toBe("second_factor_wrong");
  });

  test("takes each recovery code once, however it is written, and none of an older set", async () => {
    const { email, cookie, recoveryCodes, secret } = await withSecondFactor();
    const [first = "", second = ""] = recoveryCodes;
    expect((await signIn(email, PASSWORD, { code: first.toUpperCase().replaceAll("-", " ") })).status).toBe(201);
    expect((await signIn(email, PASSWORD, { code: first })).body.error.code).toBe("second_factor_wrong");
    expect((await as(cookie, "GET", "/api/me")).body.twoFactor.recoveryCodesLeft).toBe(9);
    await as(cookie, "POST", "/api/me/two-factor/recovery-codes", { code: codeNow(secret) });
    expect((await signIn(email, PASSWORD, { code: second })).body.error.code).toBe("second_factor_wrong");
  });

  test("that was set up under another secret of the installation says so, and lets recovery codes in", async () => {
    const { email, secret, recoveryCodes } = await withSecondFactor();
    const elsewhere = new SecretBox("another secret, long enough as well").seal(secret, "second factor");
    await server.database.db.query("update users set totp_seed = $2 where email = $1", [email, elsewhere]);
    const answer = await signIn(email, PASSWORD, { code: codeNow(secret) });
    expect([answer.status, answer.body.error.code]).toEqual([409, "sealed_elsewhere"]);
    expect((await signIn(email, PASSWORD, { code: recoveryCodes[0] ?? "" })).status).toBe(201);
  });

  test("is not guessed: waits grow from guess to guess, wherever they come from", async () => {
    const { email, secret } = await withSecondFactor();
    for (let i = 0; i < 5; i++) await signIn(email, PASSWORD, { code: "000000" });
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      const wait = Number((await signIn(email, PASSWORD, { code: codeNow(secret) })).headers["retry-after"]);
      waits.push(wait);
      server.clock.advance(wait * 1_000);
      await signIn(email, PASSWORD, { code: "000000" });
    }
    expect(waits).toEqual([30, 60, 120]);
  });

  test("asked of everybody lets nobody without one do more than set it up", async () => {
    const owner = await server.signIn("owner");
    await as(owner, "PATCH", "/api/security", { requireTwoFactor: true });
    expect((await as(owner, "GET", "/api/campaigns")).body.error.code).toBe("second_factor_missing");
    expect((await as(owner, "GET", "/api/me")).body.twoFactor.missing).toBe(true);
    const { secret } = (await as(owner, "POST", "/api/me/two-factor", { password: PASSWORD })).body;
    await as(owner, "POST", "/api/me/two-factor/confirm", { code: codeNow(secret) });
    expect((await as(owner, "GET", "/api/campaigns")).status).toBe(200);
    await as(owner, "PATCH", "/api/security", { requireTwoFactor: false });
  });

  test("is taken off by an admin for somebody who lost it", async () => {
    const { email, cookie } = await withSecondFactor();
    const { id } = (await as(cookie, "GET", "/api/me")).body.user;
    expect((await as(await server.signIn("admin"), "DELETE", `/api/users/${id}/two-factor`)).body.twoFactor).toBe(false);
    expect((await signIn(email, PASSWORD)).status).toBe(201);
  });

  test("is kept where a copy of the database does not give it away", async () => {
    const { secret, recoveryCodes } = await withSecondFactor();
    const { rows } = await server.database.db.query(
      "select u::text || coalesce((select string_agg(r::text, ' ') from recovery_codes r), '') as all from users u",
    );
    const kept = JSON.stringify(rows);
    expect([kept.includes(secret), kept.includes(recoveryCodes[0]?.replaceAll("-", "") ?? "")]).toEqual([false, false]);
  });
});
