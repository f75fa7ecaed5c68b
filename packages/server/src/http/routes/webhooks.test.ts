import { DAY, HOUR } from "@beckon/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebhookDesk } from "../../engine/webhookDesk.ts";
import { SecretBox } from "../../secretBox.ts";
import { type ApiTestServer, answerOf, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const deskOf = (secret = "a secret of at least thirty-two characters") => new WebhookDesk(server.deps.db, server.clock, new SecretBox(secret));
const secretsOf = (body: { items: { secret: string }[] }) => body.items.map(({ secret }) => secret);
const revealed = async () => secretsOf((await server.call("POST", "/api/webhooks/signing/reveal")).body);

test("there is one signing secret from the first look on, also where two look at once", async () => {
  const [one, other] = await Promise.all([revealed(), revealed()]);
  expect(one).toEqual([expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)]);
  expect(other).toEqual(one);
});

test("a secret that was replaced signs beside the new one for a day, and no longer", async () => {
  const [old] = await revealed();
  const { items } = (await server.call("POST", "/api/webhooks/signing/rotate")).body;
  expect(items.map((item: { expiresAt: string | null }) => item.expiresAt)).toEqual([null, new Date(server.clock.now() + DAY).toISOString()]);
  expect(secretsOf({ items })[0]).not.toBe(old);
  expect(secretsOf({ items })[1]).toBe(old);
  expect(await deskOf().secretsOf(1)).toEqual(secretsOf({ items }));
  server.clock.advance(23 * HOUR);
  expect(await revealed()).toHaveLength(2);
  server.clock.advance(HOUR);
  expect(await revealed()).toEqual([secretsOf({ items })[0]]);
});

test("a process that has its secrets at hand learns of a new one within seconds", async () => {
  const other = deskOf();
  const before = await other.secretsOf(1);
  await server.call("POST", "/api/webhooks/signing/rotate");
  server.clock.advance(5_000);
  expect((await other.secretsOf(1))[0]).not.toBe(before[0]);
});

test("a sealed header opens for the host it was sealed for, and in this installation only", async () => {
  const { sealed } = (await server.call("POST", "/api/webhooks/seal", { url: "https://CRM.example/{{ x }}", value: "Bearer b" })).body;
  expect(deskOf().open(sealed, "crm.example")).toBe("Bearer b");
  for (const [desk, host] of [
    [deskOf(), "evil.example"],
    [deskOf(), "crm.example:8443"],
    [deskOf("another secret of thirty-two characters"), "crm.example"],
  ] as const)
    expect(() => desk.open(sealed, host)).toThrow(/sealed for another host than .*Enter it anew/);
});

test.each(["crm.example", "ftp://crm.example", "https://", "https://{{ profile.host }}/", "https://a:b:c/", "https://[/"])(
  "nothing is sealed for %s, which is no address",
  async (url) => {
    expect((await server.call("POST", "/api/webhooks/seal", { url, value: "x" })).status).toBe(400);
  },
);

test("a secret header whose address was changed is named before the launch", () => {
  const desk = deskOf();
  const headers = [
    { name: "X-Plain", value: "x" },
    { name: "Authorization", sealed: desk.seal("https://crm.example/a", "b") },
  ];
  const problemsAt = (url: string) => desk.problemsOf({ channel: "webhook", method: "POST", url, headers });
  expect(problemsAt("https://crm.example/{{ profile.id }}?b")).toEqual([]);
  expect(problemsAt("https://evil.example/a")).toMatchObject([
    { severity: "error", path: "message.headers[1].sealed", message: expect.stringContaining("another host than evil.example") },
  ]);
});

test("where webhooks may go and since when secrets sign can be read, the secrets cannot", async () => {
  const { body, text } = await server.call("GET", "/api/webhooks");
  expect(body).toMatchObject({ allowPrivate: ["crm.internal"], signing: expect.arrayContaining([{ createdAt: expect.any(String), expiresAt: null }]) });
  expect(text).not.toContain("whsec_");
});

test("only admins see and replace what signs; who edits campaigns seals", async () => {
  const as = async (role: "admin" | "editor" | "viewer", url: string, payload?: object) => {
    const cookie = await server.signIn(role);
    return answerOf(await server.app.inject({ method: "POST", url, headers: { cookie, origin: "https://beckon.example" }, ...(payload ? { payload } : {}) }))
      .status;
  };
  const seal = { url: "https://crm.example", value: "x" };
  expect([await as("admin", "/api/webhooks/signing/reveal"), await as("editor", "/api/webhooks/signing/reveal")]).toEqual([200, 403]);
  expect([await as("admin", "/api/webhooks/signing/rotate"), await as("editor", "/api/webhooks/signing/rotate")]).toEqual([200, 403]);
  expect([await as("editor", "/api/webhooks/seal", seal), await as("viewer", "/api/webhooks/seal", seal)]).toEqual([200, 403]);
});
