import { Writable } from "node:stream";
import { type Route, routes } from "@beckon/contract";
import { generateSync } from "otplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../log.ts";
import { API_KEY, type ApiTestServer, answerOf, apiTestServer, PASSWORD } from "./apiTestServer.ts";

const ORIGIN = "https://beckon.example";
const CHOSEN = "marker of the chosen password";
const SENT_IN_A_HEADER = "marker of the secret header";
let server: ApiTestServer;
let logged = "";
beforeAll(async () => {
  const stream = new Writable({
    write(line, _encoding, done) {
      logged += line;
      done();
    },
  });
  const log = createLog({ level: "debug", readable: false, stream });
  server = await apiTestServer({ deps: { log } });
});
afterAll(() => server.close());

async function as(cookie: string, method: "GET" | "POST" | "PATCH" | "DELETE", url: string, payload?: object) {
  return answerOf(await server.app.inject({ method, url, headers: { cookie, origin: ORIGIN }, ...(payload ? { payload } : {}) }));
}

/** Uses everything that has a secret, right and wrong. @returns each secret by its name */
async function useSecrets(cookie: string): Promise<{ readonly [name: string]: string }> {
  const email = (await as(cookie, "GET", "/api/me")).body.user.email;
  const { secret: seed } = (await as(cookie, "POST", "/api/me/two-factor", { password: PASSWORD })).body;
  const code = generateSync({ secret: seed, epoch: Math.floor(server.clock.now() / 1_000) });
  const { recoveryCodes } = (await as(cookie, "POST", "/api/me/two-factor/confirm", { code })).body;
  await as(cookie, "POST", "/api/me/password", { current: PASSWORD, password: CHOSEN });
  await as(cookie, "POST", "/api/me/password", { current: CHOSEN, password: "short" });
  await as("", "POST", "/api/sessions", { email, password: CHOSEN, code: recoveryCodes[0] });
  await as("", "POST", "/api/sessions", { email: CHOSEN, password: PASSWORD });
  const made = (await as(cookie, "POST", "/api/keys", { kind: "api", name: "CI" })).body;
  const rotated = (await as(cookie, "POST", `/api/keys/${made.key.id}/rotate`, { graceHours: 1 })).body;
  const invited = (await as(cookie, "POST", "/api/invites", { email: "new@shop.example", role: "viewer" })).body;
  const invitation = String(invited.link).split("#")[1] ?? "";
  await as("", "POST", "/api/join/look", { token: invitation });
  await as("", "POST", "/api/join", { token: invitation, name: "Ann", password: CHOSEN });
  await server.call("DELETE", "/api/keys/x", undefined, { authorization: `Bearer ${made.secret}` });
  await server.call("POST", `/api/keys?token=${made.secret}`, { kind: "api", name: "refused for its query" });
  await as(cookie, "POST", "/api/webhooks/seal", { url: "https://crm.example/", value: SENT_IN_A_HEADER });
  await as(cookie, "POST", "/api/webhooks/seal", { url: "no address", value: SENT_IN_A_HEADER });
  const [signing] = (await as(cookie, "POST", "/api/webhooks/signing/reveal")).body.items;
  const [newSigning] = (await as(cookie, "POST", "/api/webhooks/signing/rotate")).body.items;
  return {
    "secret header": SENT_IN_A_HEADER,
    "signing secret": signing.secret,
    "new signing secret": newSigning.secret,
    password: PASSWORD,
    "chosen password": CHOSEN,
    seed,
    "recovery code": recoveryCodes[0],
    "key of the seed": API_KEY,
    key: made.secret,
    "rotated key": rotated.secret,
    invitation,
    session: cookie.split("=")[1] ?? "",
  };
}

test("no secret is in the audit log, in what is logged, or in any answer but the one that gives it", async () => {
  const cookie = await server.signIn("owner");
  const secrets = await useSecrets(cookie);
  const { rows } = await server.database.db.query("select a::text as line from audit_entries a");
  const lists = (Object.values(routes) as Route[]).filter((route) => route.method === "GET" && !route.path.includes(":"));
  const answers = await Promise.all(lists.map(async (route) => (await as(cookie, "GET", route.path)).text));
  const kept: { readonly [place: string]: string } = { audit: JSON.stringify(rows), log: logged, answers: answers.join("\n") };
  expect(rows.length).toBeGreaterThan(8);
  for (const [place, text] of Object.entries(kept)) {
    expect([place, Object.keys(secrets).filter((name) => text.includes(secrets[name] as string))]).toEqual([place, []]);
  }
});

test("no secret is in what is logged when the database fails in the middle of a request that carries one", async () => {
  const cookie = await server.signIn("owner");
  const { email } = (await as(cookie, "GET", "/api/me")).body.user;
  const { body: made } = await as(cookie, "POST", "/api/keys", { kind: "write", name: "Shop" });
  const tables = ["keys", "user_sessions", "invites"];
  for (const table of tables) {
    await server.database.db.query(`alter table ${table} add constraint broken_${table} check (false) not valid`);
  }
  const before = logged.length;
  const answers = [
    await as("", "POST", "/api/sessions", { email, password: PASSWORD }),
    await as(cookie, "POST", "/api/keys", { kind: "write", name: "Another" }),
    await as(cookie, "POST", `/api/keys/${made.key.id}/rotate`, { graceHours: 1 }),
    await as(cookie, "POST", "/api/invites", { email: "late@shop.example", role: "viewer" }),
  ];
  const log = logged.slice(before);
  expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
  for (const table of tables) expect(log).toContain(`broken_${table}`);
  const { rows } = await server.database.db.query<{ secret_hash: string }>("select secret_hash from keys");
  const secrets = [PASSWORD, API_KEY, made.secret, cookie.split("=")[1], ...rows.map(({ secret_hash: hash }) => hash)];
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  expect(log).not.toMatch(/bkn_[a-z]+_\w{8}|Failing row/);
});
