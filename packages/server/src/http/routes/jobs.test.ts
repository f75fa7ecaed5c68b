import { afterAll, beforeAll, expect, test } from "vitest";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;

beforeAll(async () => {
  server = await apiTestServer();
  await server.happen("ann@shop.example", "Signed Up", {}, { name: "Ann, the =1st", plan: "pro", tags: ["a", "b"], age: -5, evil: "=1+1" });
  await server.happen("bob@shop.example", "Signed Up", {}, { name: "Bob" });
});
afterAll(() => server.close());

async function runJobs(): Promise<void> {
  const { db, clock } = server.deps;
  const tools = { db, clock, ingest: server.deps.ingest, resolver: { forget: () => {} }, hashOf: () => "", wake: () => {} };
  const runner = new JobRunner({
    tools,
    kinds: JOB_KINDS,
    owner: "test",
    isDead: () => false,
    onError: (error) => {
      throw error;
    },
  });
  while (await runner.runOnce());
}

test("people are exported as a file that spreadsheets show and do not run", async () => {
  const job = await server.call("POST", "/api/profiles/export", {});
  expect(job).toMatchObject({ status: 202, body: { state: "waiting", file: null } });
  await runJobs();
  expect((await server.call("GET", `/api/jobs/${job.body.id}`)).body).toMatchObject({ state: "done", done: 2, summary: { people: 2 } });
  const file = await server.call("GET", `/api/jobs/${job.body.id}/file`);
  expect(file.headers).toMatchObject({ "content-disposition": "attachment; filename*=UTF-8''people.csv", "cache-control": "no-store" });
  const [header, bob, ann] = file.text.split("\r\n");
  expect(header).toBe("\ufeffprofile_id,email,name,age,evil,plan,tags,first_known,last_seen");
  expect(ann).toContain(`,ann@shop.example,"Ann, the =1st",-5,'=1+1,pro,a; b,2026-11-23T12:00:00.000Z,`);
  expect(bob).toContain(",bob@shop.example,Bob,,,,,");
});

test("an export of a search has only whom it finds", async () => {
  const job = await server.call("POST", "/api/profiles/export", { search: "bob" });
  await runJobs();
  expect((await server.call("GET", `/api/jobs/${job.body.id}/file`)).text.trim().split("\r\n")).toHaveLength(2);
});

test("an export of a filtered list has only whom the filter lets through", async () => {
  const filter = JSON.stringify([{ kind: "attribute", name: "plan", op: "equals", value: "pro" }]);
  const job = await server.call("POST", "/api/profiles/export", { filter });
  await runJobs();
  const rows = (await server.call("GET", `/api/jobs/${job.body.id}/file`)).text.trim().split("\r\n");
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain("ann@shop.example");
  expect((await server.call("POST", "/api/profiles/export", { filter: "plan is pro" })).status).toBe(400);
});

test("whoever may not export neither starts it, nor fetches its file, nor cancels it", async () => {
  const job = await server.call("POST", "/api/profiles/export", {});
  await runJobs();
  const headers = { cookie: await server.signIn("editor"), authorization: "" };
  expect((await server.call("POST", "/api/profiles/export", {}, headers)).status).toBe(403);
  expect((await server.call("GET", `/api/jobs/${job.body.id}/file`, undefined, headers)).status).toBe(403);
  expect((await server.call("POST", `/api/jobs/${job.body.id}/cancel`, undefined, headers)).status).toBe(403);
  expect((await server.call("GET", "/api/jobs", undefined, headers)).status).toBe(200);
});

test("a file is gone when its time is over, and the job says so", async () => {
  const job = await server.call("POST", "/api/profiles/export", {});
  await runJobs();
  server.clock.advance(4 * 86_400_000);
  expect((await server.call("GET", `/api/jobs/${job.body.id}`)).body.file).toBeNull();
  expect(await server.call("GET", `/api/jobs/${job.body.id}/file`)).toMatchObject({ status: 410, body: { error: { code: "file_gone" } } });
});

test("what waits can be cancelled, and is then no longer among the open ones", async () => {
  const job = await server.call("POST", "/api/profiles/export", {});
  expect((await server.call("GET", "/api/jobs?open=true")).body.items).toHaveLength(1);
  expect((await server.call("POST", `/api/jobs/${job.body.id}/cancel`)).body.state).toBe("cancelled");
  expect((await server.call("GET", "/api/jobs?open=true")).body.items).toEqual([]);
  expect((await server.call("POST", `/api/jobs/${job.body.id}/cancel`)).status).toBe(409);
});
