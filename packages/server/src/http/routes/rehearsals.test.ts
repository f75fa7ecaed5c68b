import { DAY, HOUR, type Json } from "@beckon/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobKind } from "../../engine/jobs/job.ts";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { identifierHash } from "../../engine/privacy/identifierHash.ts";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";
import { runTestJobs } from "../runTestJobs.ts";

let server: ApiTestServer;

beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const mail = (id: string, next?: string) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
  ...(next ? { next } : {}),
});

/** Welcomes, waits a day for an order, and thanks or reminds. */
function chain(key: string, more: object = {}) {
  return {
    key,
    name: `Chain ${key}`,
    trigger: { kind: "event", event: `Signed Up ${key}` },
    steps: [
      mail("welcome", "ordered"),
      { id: "ordered", kind: "wait", for: { kind: "event", event: `Order Completed ${key}` }, within: "P1D", next: "thanks", timeout: "reminder" },
      mail("thanks"),
      mail("reminder"),
    ],
    ...more,
  };
}

async function rehearse(body: object) {
  const started = await server.call("POST", "/api/rehearsals", { kind: "journey", ...body });
  if (started.status !== 202) throw new Error(JSON.stringify(started.body));
  await runTestJobs(server);
  return (await server.call("GET", `/api/rehearsals/${started.body.id}`)).body;
}

/** Two sign up, one orders an hour later; two days pass. */
async function twoSignUp(key: string): Promise<void> {
  await server.happen(`one-${key}@shop.example`, `Signed Up ${key}`);
  await server.happen(`two-${key}@shop.example`, `Signed Up ${key}`);
  server.clock.advance(HOUR);
  await server.happen(`one-${key}@shop.example`, `Order Completed ${key}`);
  server.clock.advance(2 * DAY);
}

const kept = async () =>
  (
    await server.database.db.query(
      "select (select count(*) from enrollments) as enrollments, (select count(*) from events) as events, (select count(*) from sends) as sends",
    )
  ).rows;

describe("a rehearsal", () => {
  test("says step by step what a draft would have done with those who were here, and lets nobody in", async () => {
    await twoSignUp("plain");
    const before = await kept();
    const { state, percent, result } = await rehearse({ document: chain("plain") });
    expect([state, percent, result.looked, result.entered, result.people, result.messages, result.factor]).toEqual(["done", 100, 2, 2, 2, 4, 1]);
    const ways = Object.fromEntries(result.steps.map((step: { step: string; ways: readonly Json[] }) => [step.step, step.ways]));
    expect(ways).toMatchObject({
      ordered: [
        { way: "next", count: 1 },
        { way: "timeout", count: 1 },
      ],
    });
    expect(result.daily).toHaveLength(30);
    expect(result.weekly).toEqual([{ messages: 2, people: 2 }]);
    expect(await kept()).toEqual(before);
  });

  test("lists its people with their path in words, and by what happened to them", async () => {
    await twoSignUp("people");
    const { id } = await rehearse({ document: chain("people") });
    const first = (await server.call("GET", `/api/rehearsals/${id}/people?limit=1`)).body;
    const rest = (await server.call("GET", `/api/rehearsals/${id}/people?limit=5&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...rest.items].map(({ profile, messages }) => [profile.email, messages]).sort()).toEqual([
      ["one-people@shop.example", 2],
      ["two-people@shop.example", 2],
    ]);
    const reminded = (await server.call("GET", `/api/rehearsals/${id}/people?what=way:ordered:timeout`)).body.items;
    expect(reminded.map(({ profile }: { profile: { email: string } }) => profile.email)).toEqual(["two-people@shop.example"]);
    expect(reminded[0].path.map(({ sentence }: { sentence: string }) => sentence).join(" ")).toContain("Went the way");
    expect((await server.call("GET", `/api/rehearsals/${id}/people?weekly=3`)).body.items).toEqual([]);
    expect((await server.call("GET", `/api/rehearsals/${id}/people?search=one-people`)).body.items).toHaveLength(1);
    expect((await server.call("GET", `/api/rehearsals/${id}/people?what=nonsense`)).status).toBe(400);
  });

  test("goes by the caps of the workspace and by what else is live", async () => {
    const other = (
      await server.call("POST", "/api/journeys", { document: { ...chain("caps-other"), priority: 90, trigger: { kind: "event", event: "Signed Up caps" } } })
    ).body;
    expect((await server.call("POST", `/api/journeys/${other.id}/launch`, {})).status).toBe(200);
    await twoSignUp("caps");
    const document = chain("caps", { steps: [{ ...mail("welcome"), atMost: [{ max: 1, per: { rolling: "P1D" } }] }] });
    const { result } = await rehearse({ document });
    expect([result.entered, result.messages, result.unsent]).toEqual([2, 0, { frequency_cap: 2 }]);
    expect(result.others).toMatchObject([{ id: other.id, name: "Chain caps-other", overlap: 2, messages: 4 }]);
    await server.call("POST", `/api/journeys/${other.id}/stop`);
    expect((await rehearse({ document })).result.messages).toBe(2);
  });

  test("of what was live decides as was decided, and is compared with it", async () => {
    const journey = (await server.call("POST", "/api/journeys", { document: chain("real") })).body;
    await server.call("POST", `/api/journeys/${journey.id}/launch`, {});
    await twoSignUp("real");
    await server.work();
    const { id, result } = await rehearse({ document: chain("real") });
    const { body } = await server.call("GET", `/api/rehearsals/${id}/comparison`);
    expect([body.second.what, body.second.entered, body.first.entered, result.entered]).toEqual(["real", 2, 2, 2]);
    expect(body.first.daily.filter(({ entered }: { entered: number }) => entered > 0)).toMatchObject(
      body.second.daily
        .filter(({ entered }: { entered: number }) => entered > 0)
        .map(({ date, entered }: { date: string; entered: number }) => ({ date, entered })),
    );
    expect(body.diff).toEqual([]);
  });

  test("of two drafts says who would have got more by which", async () => {
    await twoSignUp("two");
    const long = await rehearse({ document: chain("two") });
    const short = await rehearse({ document: chain("two", { steps: [mail("welcome")] }) });
    const { body } = await server.call("GET", `/api/rehearsals/${long.id}/comparison?with=${short.id}`);
    expect([body.first.messages, body.second.messages, body.people]).toEqual([4, 2, { onlyFirst: 0, onlySecond: 0, moreInFirst: 2, moreInSecond: 0, same: 0 }]);
    expect(body.diff.length).toBeGreaterThan(0);
    expect((await server.call("GET", "/api/rehearsals?key=two")).body.items.map(({ id }: { id: string }) => id)).toEqual([short.id, long.id]);
  });

  test("looks at some people, and says for how many each stands", async () => {
    const signUp = (person: number) => ({
      workspaceId: 1,
      source: "test",
      messageId: `sample-${person}`,
      kind: "track" as const,
      name: "Signed Up sample",
      properties: {},
      identifiers: [{ kind: "email", value: `sample-${person}@shop.example` }],
      at: server.clock.now(),
      context: {},
    });
    await server.deps.ingest.accept(Array.from({ length: 300 }, (_, person) => signUp(person)));
    await server.work();
    server.clock.advance(DAY);
    const { result } = await rehearse({ document: chain("sample"), population: { kind: "sample", size: 100 } });
    expect(result.looked).toBeGreaterThan(50);
    expect(result.looked).toBeLessThan(160);
    expect(result.looked * result.factor).toBeGreaterThan(150);
    expect(result.looked * result.factor).toBeLessThan(480);
  });

  test("counts what was done by those who were merged for who they are now", async () => {
    await server.happen("merged-a@shop.example", "Signed Up merged");
    const into = await server.happen("merged-b@shop.example", "Page Viewed");
    const from = (await server.call("GET", "/api/profiles?search=merged-a")).body.items[0].id;
    const merged = await server.call("POST", "/api/profiles/merge", { survivor: into, merged: from });
    expect(merged.status).toBe(201);
    await server.work();
    server.clock.advance(HOUR);
    const { id, result } = await rehearse({ document: chain("merged") });
    const { items } = (await server.call("GET", `/api/rehearsals/${id}/people`)).body;
    expect([result.entered, items.map(({ profile }: { profile: { id: string } }) => profile.id)]).toEqual([1, [into]]);
  });

  test("is stopped, and what it kept so far goes", async () => {
    const { body } = await server.call("POST", "/api/rehearsals", { kind: "journey", document: chain("stopped") });
    const stopped = await server.call("POST", `/api/rehearsals/${body.id}/cancel`);
    expect([stopped.body.state, stopped.body.result]).toEqual(["cancelled", null]);
    await runTestJobs(server);
    expect((await server.call("GET", `/api/rehearsals/${body.id}/people`)).body.error.code).toBe("rehearsal_not_done");
    expect((await server.call("DELETE", `/api/rehearsals/${body.id}`)).status).toBe(204);
    expect((await server.call("GET", `/api/rehearsals/${body.id}`)).status).toBe(404);
  });

  test("waits for the one before it, and goes on where its server died with the same result", async () => {
    await twoSignUp("dying");
    const first = (await server.call("POST", "/api/rehearsals", { kind: "journey", document: chain("dying") })).body;
    const second = (await server.call("POST", "/api/rehearsals", { kind: "journey", document: chain("dying") })).body;
    const kind = JOB_KINDS.get("rehearse") as JobKind;
    const dying: JobKind = {
      ...kind,
      async *run(job, tools) {
        for await (const step of kind.run(job, tools)) {
          yield step;
          if (job.input["rehearsalId"] === first.id && job.cursor === null) throw new Error("The server dies.");
        }
        return { summary: {} };
      },
    };
    const { db, clock, ingest } = server.deps;
    const tools = { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} };
    const runner = new JobRunner({ tools, kinds: new Map([["rehearse", dying]]), owner: "test", isDead: () => false, onError: () => {} });
    await runner.runOnce();
    await runner.runOnce();
    expect((await server.call("GET", `/api/rehearsals/${second.id}`)).body).toMatchObject({ state: "waiting", percent: 0 });
    server.clock.advance(HOUR);
    await runTestJobs(server);
    const [one, other] = [(await server.call("GET", `/api/rehearsals/${first.id}`)).body, (await server.call("GET", `/api/rehearsals/${second.id}`)).body];
    expect([one.state, one.result.entered, one.result.messages]).toEqual(["done", 2, 4]);
    expect(other.result.steps).toEqual(one.result.steps);
  });

  test("of a document or a period that is none is refused at its place", async () => {
    const refused = async (body: object) => {
      const { status, body: answer } = await server.call("POST", "/api/rehearsals", { kind: "journey", document: chain("refused"), ...body });
      return [status, answer.error?.code, answer.error?.path];
    };
    expect(await refused({ document: { ...chain("refused"), steps: [{ id: "a", kind: "teleport" }] } })).toEqual([
      422,
      "campaign_invalid",
      "body.document.steps[0].kind",
    ]);
    expect(await refused({ from: "2026-02-31" })).toEqual([422, "rehearsal_invalid", "body.from"]);
    expect(await refused({ to: "2199-01-01" })).toEqual([422, "rehearsal_invalid", "body.to"]);
    expect(await refused({ from: "2020-01-01" })).toEqual([422, "rehearsal_invalid", "body.from"]);
    expect(await refused({ population: { kind: "segment", segment: "nobody-knows" } })).toEqual([404, "not_found", "body.population.segment"]);
    expect(await refused({ population: { kind: "sample" } })).toEqual([400, "validation_failed", "body.population.size"]);
  });
});
