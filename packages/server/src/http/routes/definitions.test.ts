import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

test("a key that may not see segments gets none, and one that may not publish them changes none", async () => {
  const list = { key: "staff", name: "Staff" };
  await server.call("POST", "/api/segments", { kind: "list", document: list });
  const keyWith = async (...scopes: string[]) => {
    const { body } = await server.call("POST", "/api/keys", { kind: "api", name: "Pipeline", scopes });
    return { authorization: `Bearer ${body.secret}` };
  };
  const kinds = (answer: { body: { definitions: { kind: string }[] } }) => answer.body.definitions.map(({ kind }) => kind);
  const blind = await keyWith("campaigns:read", "campaigns:publish");
  expect(kinds(await server.call("GET", "/api/definitions", undefined, blind))).toEqual(["workspace"]);
  const push = (document: object, key: { authorization: string }) =>
    server.call("POST", "/api/definitions/push", { definitions: [{ kind: "segment", document }] }, key);
  expect((await server.call("POST", "/api/definitions/plan", { definitions: [{ kind: "segment", document: list }] }, blind)).status).toBe(403);
  expect((await push(list, blind)).status).toBe(403);

  const reader = await keyWith("campaigns:read", "campaigns:publish", "segments:read");
  expect(kinds(await server.call("GET", "/api/definitions", undefined, reader))).toEqual(["workspace", "segment"]);
  expect((await push(list, reader)).body.changes).toMatchObject([{ action: "unchanged" }]);
  expect((await push({ ...list, name: "Us" }, reader)).status).toBe(403);
  expect((await push({ ...list, name: "Us" }, { authorization: "" })).status).toBe(401);
});

test("places come by a push with the segments that name them", async () => {
  const store = { key: "store-berlin", name: "Store Berlin", latitude: 52.52, longitude: 13.405, radius: 500 };
  const definitions = [
    { kind: "segment", document: { key: "at-store", name: "At the store", condition: { kind: "place", is: "in", places: ["store-berlin"] } } },
    { kind: "workspace", document: { places: [store] } },
  ];
  const pushed = await server.call("POST", "/api/definitions/push", { definitions });
  expect(pushed.status).toBe(200);
  expect((await server.call("GET", "/api/workspace")).body.settings.places).toEqual([store]);
});
