import { DAY } from "@beckon/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

/** Asks for a call, and says when it was made. */
async function aJourney(key: string, task: object = {}): Promise<void> {
  const document = {
    key,
    name: `Journey ${key}`,
    trigger: { kind: "event", event: `Cancelled ${key}` },
    steps: [
      { id: "call", kind: "task", title: `Call about ${key}`, notes: "They were angry.", ...task, next: "called" },
      {
        id: "called",
        kind: "wait",
        for: { kind: "event", event: "Task Completed", where: { kind: "property", name: "step", op: "equals", value: "call" } },
        within: "P7D",
        next: "mark",
      },
      { id: "mark", kind: "set_attributes", set: { [`called_${key}`]: true } },
    ],
  };
  const { body } = await server.call("POST", "/api/journeys", { document });
  expect((await server.call("POST", `/api/journeys/${body.id}/launch`, {})).status).toBe(200);
}

async function aTask(key: string, task: object = {}) {
  await aJourney(key, task);
  const profileId = await server.happen(`${key}@shop.example`, `Cancelled ${key}`);
  await server.work();
  const { body } = await server.call("GET", `/api/tasks?profileId=${profileId}`);
  expect(body.items).toHaveLength(1);
  return { profileId, task: body.items[0] as { id: string; [name: string]: unknown } };
}

test("what a journey asks for is a task of the person, with where it comes from", async () => {
  const { profileId, task } = await aTask("origin", { assignee: "Ann@shop.example", dueIn: "P2D" });
  expect(task).toMatchObject({
    profile: { id: profileId },
    title: "Call about origin",
    notes: "They were angry.",
    assignee: "ann@shop.example",
    journey: { key: "origin", name: "Journey origin", step: "call" },
    state: "open",
    overdue: false,
  });
});

test("completing it is an event of the person, for which the journey waits", async () => {
  const { profileId, task } = await aTask("done");
  const { body } = await server.call("POST", `/api/tasks/${task.id}/complete`, { note: "They stay." });
  expect(body).toMatchObject({ state: "done", note: "They stay." });
  await server.work();
  expect((await server.call("GET", `/api/profiles/${profileId}`)).body.attributes).toMatchObject({ called_done: true });
  const { body: timeline } = await server.call("GET", `/api/profiles/${profileId}/timeline`);
  expect(JSON.stringify(timeline)).toContain("Task Completed");
});

test("completing it twice is told once, and it can be opened again", async () => {
  const { profileId, task } = await aTask("twice");
  for (let time = 0; time < 2; time++) await server.call("POST", `/api/tasks/${task.id}/complete`, {});
  const { body } = await server.call("POST", `/api/tasks/${task.id}/reopen`);
  expect(body).toMatchObject({ state: "open", doneAt: null, doneBy: null });
  await server.work();
  const { body: timeline } = await server.call("GET", `/api/profiles/${profileId}/timeline`);
  expect(JSON.stringify(timeline).match(/"Task Completed"/g)).toHaveLength(1);
});

test("it is given to somebody, written about, and found by whose it is", async () => {
  const { profileId, task } = await aTask("mine");
  await server.call("PATCH", `/api/tasks/${task.id}`, { assignee: "bob@shop.example", note: "Left a message." });
  const of = async (assignee: string) => (await server.call("GET", `/api/tasks?state=open&assignee=${assignee}&profileId=${profileId}`)).body.items.length;
  expect([await of("bob@shop.example"), await of("nobody"), await of("ann@shop.example")]).toEqual([1, 0, 0]);
});

test("open ones are listed by when they are due, page by page, and late ones are told apart", async () => {
  const soon = await aTask("soon", { dueIn: "P1D" });
  const later = await aTask("later", { dueIn: "P3D" });
  server.clock.advance(2 * DAY);
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { body } = await server.call("GET", `/api/tasks?state=open&limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
    ids.push(body.items[0].id);
    cursor = body.nextCursor;
  }
  expect(ids.indexOf(soon.task.id)).toBeLessThan(ids.indexOf(later.task.id));
  const { body: late } = await server.call("GET", "/api/tasks?overdue=true");
  expect(late.items.map(({ id }: { id: string }) => id)).toContain(soon.task.id);
  expect(late.items.map(({ id }: { id: string }) => id)).not.toContain(later.task.id);
});

test("a task that is not there is not found, and who only reads may not complete one", async () => {
  const path = "/api/tasks/019ab842-f540-71cc-ac42-1bf6270fde8a/complete";
  expect((await server.call("POST", path, {})).status).toBe(404);
  const cookie = await server.signIn("viewer");
  expect((await server.call("POST", path, {}, { cookie, authorization: "" })).status).toBe(403);
});
