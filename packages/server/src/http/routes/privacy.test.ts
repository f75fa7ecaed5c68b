import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { identifierHash } from "../../engine/privacy/identifierHash.ts";
import { HOLD_NOBODY, MENTIONING_TABLES, PERSON_TABLES } from "../../store/erasePerson.ts";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
const hashOf = identifierHash("a secret of tests");

beforeAll(async () => {
  server = await apiTestServer();
  const document = aDocument({ key: "wait", trigger: { kind: "event", event: "Cart Left" } as never, delay: { kind: "for", duration: "P1D" } as never });
  const { body } = await server.call("POST", "/api/campaigns", { document });
  await server.call("POST", `/api/campaigns/${body.id}/launch`);
});
afterAll(() => server.close());

async function runJobs(between: () => Promise<unknown> = async () => undefined): Promise<void> {
  const { db, clock, ingest } = server.deps;
  const runner = new JobRunner({
    tools: { db, clock, ingest, resolver: (ingest as never as { resolver: { forget(): void } }).resolver, hashOf, wake: () => {} },
    kinds: JOB_KINDS,
    owner: "test",
    isDead: () => false,
    onError: (error) => {
      throw error;
    },
  });
  while (await runner.runOnce()) {
    await between();
    await server.work();
    server.clock.advance(71_000);
  }
}

function erase(body: object) {
  return server.call("POST", "/api/erasures", { graceHours: 0, ...body });
}

/** Every table with a text or JSON column in which one of the words stands. */
async function tablesThatSay(words: readonly string[]): Promise<string[]> {
  const { db } = server.database;
  const { rows } = await db.query<{ table: string; columns: string[] }>(
    `select table_name as table, array_agg(column_name::text) as columns from information_schema.columns
     where table_schema = 'public' and data_type in ('text', 'jsonb', 'json', 'uuid', 'ARRAY', 'character varying', 'bytea', 'tsvector') group by 1`,
  );
  const found: string[] = [];
  for (const { table, columns } of rows) {
    const text = columns.map((column) => `coalesce(encode(convert_to(${column}::text, 'UTF8'), 'escape'), '')`).join(" || ' ' || ");
    for (const word of words)
      if ((await db.query(`select 1 from ${table} where position($1 in ${text}) > 0 limit 1`, [word])).rowCount > 0) found.push(`${table}: ${word}`);
  }
  return found;
}

async function aPerson(name: string): Promise<string> {
  const email = `${name}@erase.example`;
  const id = await server.happen(email, "Cart Left", { cart_id: `c-${name}`, contact: email }, { email, name });
  await server.call("PATCH", `/api/profiles/${id}/consent`, { channels: { email: "subscribed" } });
  await server.work();
  return id;
}

test("every table says whether it holds people", async () => {
  const { rows } = await server.database.db.query<{ name: string }>("select table_name as name from information_schema.tables where table_schema = 'public'");
  const known = new Set([...PERSON_TABLES, ...MENTIONING_TABLES, ...Object.keys(HOLD_NOBODY), "schema_migrations"]);
  expect(rows.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});

describe("a deletion", () => {
  test("leaves nothing of the person in any table, under concurrent events of the same person, but a proof", async () => {
    const id = await aPerson("anna");
    const other = await server.happen("anonymous@erase.example", "Seen");
    await server.call("POST", "/api/profiles/merge", { survivor: id, merged: other });
    await server.work();
    await server.call("POST", "/api/profiles/export", { search: "anna" });
    await server.call("POST", `/api/profiles/${id}/export`);
    await runJobs();
    expect((await tablesThatSay(["anna@erase.example", id])).length).toBeGreaterThan(5);
    expect((await server.database.db.query("select 1 from timers where profile_id = $1", [id])).rowCount).toBeGreaterThan(0);

    const request = await erase({ profileId: id });
    expect(request).toMatchObject({ status: 202, body: { state: "waiting" } });
    let late = 0;
    await runJobs(async () => {
      // As another process would, which does not know it yet.
      if (late++ > 0) return;
      await server.deps.ingest.accept([
        {
          workspaceId: 1,
          source: "t",
          messageId: "late",
          kind: "track",
          name: "Late",
          properties: { email: "anna@erase.example" },
          identifiers: [],
          profileId: id,
          at: null,
          context: {},
        },
      ]);
    });
    expect(await tablesThatSay(["anna@erase.example", "anonymous@erase.example", id, other])).toEqual([]);
    const proof = (await server.call("GET", `/api/erasures/${request.body.id}`)).body;
    expect(proof).toMatchObject({ state: "done", profileId: null, counts: { identities: 2, enrollments: 1 } });
    expect(proof.identifierHashes).toContain(hashOf(1, "email", "anna@erase.example"));
    const asked = (await server.call("GET", "/api/erasures?kind=email&value=Anna@erase.example")).body.items;
    expect(asked.map(({ id: found }: { id: string }) => found)).toEqual([request.body.id]);
    expect((await server.call("GET", "/api/erasures.csv")).text).toContain(proof.profileHash);
  });

  test("touches nobody else", async () => {
    const [eve, adam] = [await aPerson("evelyn"), await aPerson("adam")];
    const before = (await server.call("GET", `/api/profiles/${adam}`)).body;
    const count = async () => (await server.database.db.query("select 1 from events where profile_id = $1", [adam])).rowCount;
    const events = await count();
    await erase({ profileId: eve });
    await runJobs();
    expect((await server.call("GET", `/api/profiles/${adam}`)).body).toEqual(before);
    expect(await count()).toBe(events);
    expect((await server.call("GET", `/api/profiles/${eve}`)).status).toBe(404);
  });

  test("waits for its grace, in which it can be taken back once", async () => {
    const id = await aPerson("grace");
    const { body } = await erase({ profileId: id, graceHours: 24 });
    await runJobs();
    expect((await server.call("GET", `/api/profiles/${id}`)).status).toBe(200);
    expect((await server.call("POST", `/api/erasures/${body.id}/cancel`)).body.state).toBe("cancelled");
    expect((await server.call("POST", `/api/erasures/${body.id}/cancel`)).status).toBe(409);
    server.clock.advance(48 * 3_600_000);
    await runJobs();
    expect((await server.call("GET", `/api/profiles/${id}`)).status).toBe(200);
  });

  test("holds what waits for the person while it can be taken back, and says why", async () => {
    const id = await aPerson("held");
    const { body } = await erase({ profileId: id, graceHours: 72 });
    server.clock.advance(25 * 3_600_000);
    await server.work();
    const waiting = async () => (await server.call("GET", `/api/profiles/${id}/due`)).body.items;
    expect(await waiting()).toMatchObject([{ state: "held", sentence: "Held: person is being deleted." }]);
    await server.call("POST", `/api/erasures/${body.id}/cancel`);
    await server.work();
    expect(await waiting()).toMatchObject([{ state: "sending" }]);
  });

  test("reaches the person also under the profile they were merged into since", async () => {
    const [merged, survivor] = [await aPerson("before"), await aPerson("after")];
    await erase({ profileId: merged, graceHours: 1 });
    await server.call("POST", "/api/profiles/merge", { survivor, merged });
    await server.work();
    server.clock.advance(2 * 3_600_000);
    await runJobs();
    expect(await tablesThatSay([merged, survivor, "before@erase.example", "after@erase.example"])).toEqual([]);
  });

  test("asked for twice is one, also by an address", async () => {
    const id = await aPerson("twice");
    const first = await erase({ profileId: id, graceHours: 1 });
    const second = await erase({ identifier: { kind: "email", value: " Twice@erase.example" } });
    expect(second.body.id).toBe(first.body.id);
    expect((await erase({ identifier: { kind: "email", value: "nobody@erase.example" } })).status).toBe(404);
    expect((await erase({})).status).toBe(400);
  });

  test("lets the person come back as a stranger, or refuses them, as it was chosen", async () => {
    const [back, never] = [await aPerson("back"), await aPerson("never")];
    await erase({ profileId: back });
    await erase({ profileId: never, refuse: true });
    await runJobs();
    expect(await server.happen("back@erase.example", "Seen")).not.toBe(back);
    await expect(server.happen("never@erase.example", "Seen")).rejects.toThrow("person_deleted");
    expect(await tablesThatSay(["never@erase.example"])).toEqual([]);
  });

  test("keeps the address on the list of those that are never written to, where that is wished", async () => {
    const id = await aPerson("silent");
    await erase({ profileId: id, suppress: true });
    await runJobs();
    expect(await tablesThatSay(["silent@erase.example"])).toEqual(["suppressions: silent@erase.example"]);
  });

  test("is for admins, and leaves no name in the audit log", async () => {
    const id = await aPerson("audited");
    for (const role of ["viewer", "editor", "publisher"] as const) {
      const headers = { cookie: await server.signIn(role), authorization: "" };
      expect((await server.call("POST", "/api/erasures", { profileId: id }, headers)).status, role).toBe(403);
    }
    await erase({ profileId: id });
    await runJobs();
    expect(await tablesThatSay([id])).toEqual([]);
  });
});

test("the export of one person holds all that is kept, as readable JSON", async () => {
  const id = await aPerson("export");
  const job = await server.call("POST", `/api/profiles/${id}/export`);
  await runJobs();
  const file = JSON.parse((await server.call("GET", `/api/jobs/${job.body.id}/file`)).text);
  expect(Object.keys(file)).toEqual(["about", "person", "events", "enrollments", "sends", "messages", "decisions", "tasks"]);
  expect(file.person.identifiers).toMatchObject([{ kind: "email", value: "export@erase.example" }]);
  expect(file.person.profiles[0]).toMatchObject({ attributes: { name: "export" }, consent: { channels: { email: "subscribed" } } });
  expect(file.events.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(["Cart Left", "Consent Changed"]));
  expect(file.enrollments).toHaveLength(1);
});
