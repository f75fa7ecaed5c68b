import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const PRO = { kind: "attribute", name: "plan", op: "equals", value: "pro" };

async function make(document: object, kind = "live") {
  return server.call("POST", "/api/segments", { kind, document });
}

describe("a segment", () => {
  test("is made as a draft, saved, and found by its name", async () => {
    const { status, body } = await make({ key: "pros", name: "Pros", condition: PRO });
    expect([status, body.state, body.version, body.hasDraft, body.size]).toEqual([201, "draft", 0, true, null]);
    expect(body.summary).toContain("plan");
    const saved = await server.call("PUT", `/api/segments/${body.id}`, {
      document: { key: "pros", name: "The pros", condition: PRO },
      basedOn: body.updatedAt,
    });
    expect(saved.body.name).toBe("The pros");
    const { items } = (await server.call("GET", "/api/segments?search=the%20pro")).body;
    expect(items.map((item: { id: string }) => item.id)).toEqual([body.id]);
  });

  test("whose draft somebody else has changed meanwhile is not saved over", async () => {
    const { body } = await make({ key: "raced", name: "Raced", condition: PRO });
    await server.call("PUT", `/api/segments/${body.id}`, { document: { key: "raced", name: "First", condition: PRO } });
    const late = await server.call("PUT", `/api/segments/${body.id}`, { document: { key: "raced", name: "Second", condition: PRO }, basedOn: body.updatedAt });
    expect([late.status, late.body.error.code]).toEqual([409, "segment_changed"]);
  });

  test("with a key that is taken or no shape at all is refused with the place", async () => {
    await make({ key: "taken", name: "Taken", condition: PRO });
    expect((await make({ key: "taken", name: "Again", condition: PRO })).body.error.code).toBe("segment_key_taken");
    const wrong = await make({ key: "wrong", name: "Wrong", condition: { kind: "attribute", name: "plan" } });
    expect([wrong.status, wrong.body.error.path]).toEqual([422, "body.document.condition.op"]);
  });
});

describe("a list", () => {
  test("is live at once, and keeps its new name without a draft", async () => {
    const { body } = await make({ key: "beta", name: "Beta testers" }, "list");
    expect([body.state, body.version, body.size]).toEqual(["live", 1, { people: 0, exact: true }]);
    const { body: renamed } = await server.call("PUT", `/api/segments/${body.id}`, { document: { key: "beta", name: "Testers" } });
    expect([renamed.name, renamed.version, renamed.hasDraft]).toEqual(["Testers", 1, false]);
  });

  test("names those whom nobody knows", async () => {
    const { body } = await make({ key: "guests", name: "Guests" }, "list");
    const ann = await server.happen("ann@shop.example", "Visited");
    const answer = await server.call("POST", `/api/segments/${body.id}/members`, { members: [{ profileId: ann }, { email: "nobody@shop.example" }] });
    expect([answer.status, answer.body]).toEqual([202, { accepted: 1, unknown: [{ email: "nobody@shop.example" }] }]);
  });
});
