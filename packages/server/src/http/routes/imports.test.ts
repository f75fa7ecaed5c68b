import type { ImportPlan } from "@beckon/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { identifierHash } from "../../engine/privacy/identifierHash.ts";
import { API_KEY, type ApiTestServer, aDocument, answerOf, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;

beforeAll(async () => {
  server = await apiTestServer();
  const topics = [{ key: "news", name: "News", consent: "opt_in" as const }];
  await server.call("PATCH", "/api/workspace", { settings: { topics } });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.database.db.query("delete from jobs");
});

async function upload(body: string | Buffer, name = "people.csv", type = "text/csv") {
  const answer = await server.app.inject({
    method: "POST",
    url: `/api/imports?name=${encodeURIComponent(name)}`,
    headers: { authorization: `Bearer ${API_KEY}`, "content-type": type },
    payload: body,
  });
  return answerOf(answer);
}

/** Rounds of the runner until nothing is left, or as many as said: a process that dies in between. */
async function runJobs(rounds = Number.POSITIVE_INFINITY, ingest = server.deps.ingest): Promise<void> {
  const { db, clock } = server.deps;
  const runner = new JobRunner({
    tools: { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} },
    kinds: JOB_KINDS,
    owner: "test",
    isDead: () => false,
    onError: () => {},
  });
  for (let round = 0; round < rounds && (await runner.runOnce()); round += 1) {
    await server.work();
    server.clock.advance(1_000);
  }
  await server.work();
}

async function take(csv: string | Buffer, change: Partial<ImportPlan> = {}) {
  const { body, status } = await upload(csv);
  expect(status, JSON.stringify(body)).toBe(201);
  const started = await server.call("POST", `/api/imports/${body.id}/start`, { ...body.suggested, ...change });
  expect(started.status, JSON.stringify(started.body)).toBe(202);
  await runJobs();
  const done = await server.call("GET", `/api/imports/${body.id}`);
  return { id: body.id as string, ...done.body };
}

async function person(search: string) {
  const { items } = (await server.call("GET", `/api/profiles?search=${encodeURIComponent(search)}`)).body;
  return items.length === 0 ? null : (await server.call("GET", `/api/profiles/${items[0].id}`)).body;
}

const problemsOf = async (jobId: string) => (await server.call("GET", `/api/jobs/${jobId}/file`)).text.replace("\ufeff", "").trim().split("\r\n");

describe("an upload", () => {
  test("says how the file is read and what its columns may be", async () => {
    const { body } = await upload(
      "E-Mail;First name;Birthday;ZIP;Newsletter;Score\nAnn@Shop.example ;Ann;31.12.1987;01099;ja;4,5\nb@shop.example;Bob;1.2.1990;10115;nein;3",
    );
    expect(body).toMatchObject({ state: "new", format: { encoding: "utf-8", delimiter: ";", hasHeader: true } });
    expect(body.columns.map(({ guess }: { guess: object }) => guess)).toMatchObject([
      { as: "identifier", kind: "email" },
      { as: "attribute", name: "first_name", type: "text" },
      { as: "attribute", name: "birthday", type: "date", format: "dmy" },
      { as: "attribute", name: "zip", type: "text" },
      { as: "consent", topic: "news" },
      { as: "attribute", name: "score", type: "number", format: "comma" },
    ]);
    expect(body.suggested.match).toBe("email");
  });

  test("names what two readings are possible of", async () => {
    const { body } = await upload("email,date\na@shop.example,01/02/2026");
    expect(body.columns[1].doubt).toContain("day first or with the month first");
  });

  test.each([
    ["an Excel workbook", Buffer.from("504b03040a0b", "hex"), "Excel workbook"],
    ["nothing", Buffer.alloc(0), "empty"],
    ["a header alone", Buffer.from("email,name\n"), "no rows"],
    ["too many columns", Buffer.from(`${Array.from({ length: 2_000 }, (_, index) => `c${index}`).join(",")}\n1`), "2000 columns; 500 are read"],
    ["an open quotation mark", Buffer.from(`"${"x".repeat(400_000)}`), "never closed"],
    ["bytes that are no text", Buffer.from([1, 0, 2, 3, 0, 0, 0, 9]), "not text"],
  ])("of %s is refused with what to mend", async (_what, bytes, words) => {
    const { status, body } = await upload(bytes);
    expect([status, body.error.code]).toEqual([422, "import_file_unusable"]);
    expect(body.error.message).toContain(words);
    expect((await server.database.db.query("select 1 from files where name = 'people.csv' and completed_at is null")).rowCount).toBe(0);
  });

  test("as JSON is refused, and a path is no name", async () => {
    expect((await server.call("POST", "/api/imports", { a: 1 })).status).toBe(415);
    expect((await upload("email\na@shop.example", "../../etc/passwd\n.csv")).body.name).toBe("passwd.csv");
  });

  test("tells names that come twice apart, and columns without a header", async () => {
    expect((await upload("email,email,\na@shop.example,b,c")).body.columns.map(({ name }: { name: string }) => name)).toEqual([
      "email",
      "email (2)",
      "Column 3",
    ]);
    expect((await upload("ann@shop.example,Ann")).body).toMatchObject({
      format: { hasHeader: false },
      columns: [{ name: "Column 1", guess: { as: "identifier", kind: "email" } }, { name: "Column 2" }],
    });
  });
});

describe("a plan", () => {
  test.each([
    [{ match: "phone" }, "No column is the phone"],
    [{ columns: [{ as: "identifier", kind: "email" }] }, "names 1 columns, and the file has 2"],
    [{ allAgreedTo: ["nope"] }, "no topic “nope”"],
    [{ allAgreedTo: ["news"] }, "Say where the consent in this file comes from"],
    [
      {
        columns: [
          { as: "identifier", kind: "email" },
          { as: "identifier", kind: "email" },
        ],
      },
      "Columns 1 and 2 are both the email",
    ],
  ])("%j is refused", async (change, words) => {
    const { body } = await upload("email,name\na@shop.example,Ann");
    const answer = await server.call("POST", `/api/imports/${body.id}/preview`, { ...body.suggested, ...change });
    expect([answer.status, answer.body.error.message]).toEqual([422, expect.stringContaining(words)]);
  });

  test("is shown on the first rows, without changing anything", async () => {
    await server.happen("known@shop.example", "Signed Up");
    const { body } = await upload("email,age\nKnown@shop.example,31\nnew@shop.example,x\nnobody,5\n\n");
    const columns = [body.suggested.columns[0], { as: "attribute", name: "age", type: "number" }];
    const { rows } = (await server.call("POST", `/api/imports/${body.id}/preview`, { ...body.suggested, columns })).body;
    expect(rows).toMatchObject([
      { row: 2, action: "update", identifiers: [{ kind: "email", value: "known@shop.example" }], attributes: { age: 31 }, problems: [] },
      { row: 3, action: "create", attributes: { email: "new@shop.example" }, problems: [{ column: 1, problem: "“x” is not a number." }] },
      { row: 4, action: "refuse", problems: [{ column: 0, problem: "“nobody” is not a mail address.", right: "ann@shop.example" }] },
      { row: 5, action: "blank" },
    ]);
    expect(await person("new@shop.example")).toBeNull();
  });
});

describe("an import", () => {
  test("makes and updates people, counts them, and throws the file away", async () => {
    const known = await server.happen("ann@import.example", "Signed Up", {}, { plan: "free" });
    const result = await take("email,name,plan\n ANN@import.example ,Ann,pro\nbob@import.example,Bob,free\nbob@import.example,Robert,\nwrong,X,\n");
    expect(result).toMatchObject({ state: "done", fileKept: false, job: { summary: { rows: 4, create: 1, update: 2, refuse: 1 } } });
    expect((await person("ann@import.example")).id).toBe(known);
    expect((await person("ann@import.example")).attributes).toMatchObject({ name: "Ann", plan: "pro" });
    expect((await person("bob@import.example")).attributes).toMatchObject({ name: "Robert", plan: "free" });
    const created = (await server.call("GET", `/api/imports/${result.id}/people`)).body.items;
    expect(created.map(({ email }: { email: string }) => email)).toEqual(["bob@import.example"]);
    expect(await problemsOf(result.job.id)).toEqual([
      "Row,Column,Problem,What would be right,What happens,email,name,plan",
      "5,email,“wrong” is not a mail address.,ann@shop.example,left out,wrong,X,",
    ]);
  });

  test("was not there when the person was: no visit, no session", async () => {
    await take("email\nquiet@import.example");
    expect(await person("quiet@import.example")).toMatchObject({ session: null, lastSeenAt: null });
  });

  test("starts no campaign, unless that is wished", async () => {
    const trigger = { kind: "attribute_changed", attribute: "plan" };
    const document = aDocument({
      key: "plan",
      trigger: trigger as never,
      message: { channel: "email", subject: "x", body: { format: "text", source: "x" }, from: { email: "s@shop.example" } },
    });
    const { body } = await server.call("POST", "/api/campaigns", { document });
    expect((await server.call("POST", `/api/campaigns/${body.id}/launch`)).status).toBe(200);
    await server.work();
    await take("email,plan\nstill@import.example,pro");
    const loud = await take("email,plan\nloud@import.example,pro", { startsCampaigns: true });
    expect(loud.state).toBe("done");
    const count = async (email: string) =>
      (await server.database.db.query("select 1 from enrollments where profile_id = $1", [(await person(email)).id])).rowCount;
    expect([await count("still@import.example"), await count("loud@import.example")]).toEqual([0, 1]);
  });

  test("puts everybody on a list, also who is new, and starts a campaign by that only where it is wished", async () => {
    const { body: list } = await server.call("POST", "/api/segments", { kind: "list", document: { key: "fair", name: "Met at the fair" } });
    const document = aDocument({
      key: "fair",
      trigger: { kind: "segment_entered", segment: "fair" } as never,
      message: { channel: "email", subject: "x", body: { format: "text", source: "x" }, from: { email: "s@shop.example" } },
    });
    const { body: campaign } = await server.call("POST", "/api/campaigns", { document });
    expect((await server.call("POST", `/api/campaigns/${campaign.id}/launch`)).status).toBe(200);
    await server.happen("knew@fair.example", "Signed Up");
    await take("email\nknew@fair.example\nnew@fair.example\nnobody", { list: list.id });
    const started = async () => (await server.database.db.query("select 1 from enrollments where campaign_id = $1", [campaign.id])).rowCount;
    expect(await started()).toBe(0);
    await take("email\nloud@fair.example\nnew@fair.example", { list: list.id, startsCampaigns: true });
    const { items } = (await server.call("GET", `/api/segments/${list.id}/members`)).body;
    const emails = items.map(({ profile }: { profile: { email: string } }) => profile.email);
    expect([emails.sort(), await started()]).toEqual([["knew@fair.example", "loud@fair.example", "new@fair.example"], 1]);
  });

  test("onto a list that is none is refused", async () => {
    const { body } = await upload("email\na@shop.example");
    const plan = { ...body.suggested, list: "00000000-0000-7000-8000-000000000000" };
    const { status, body: answer } = await server.call("POST", `/api/imports/${body.id}/start`, plan);
    expect([status, answer.error.path]).toEqual([422, "body.list"]);
  });

  test("fills gaps only, where that is wished", async () => {
    await server.happen("gaps@import.example", "Signed Up", {}, { plan: "pro" });
    await take("email,plan,city\ngaps@import.example,free,Berlin", { fillOnly: true });
    expect((await person("gaps@import.example")).attributes).toMatchObject({ plan: "pro", city: "Berlin" });
  });

  test("leaves out whom its mode does not want, and says so", async () => {
    await server.happen("old@import.example", "Signed Up");
    const csv = "email\nold@import.example\nfresh@import.example";
    const update = await take(csv, { mode: "update_only" });
    expect(update.job.summary).toMatchObject({ update: 1, skip: 1, create: 0 });
    expect(await person("fresh@import.example")).toBeNull();
    expect((await take(`${csv}\nfresh@import.example`, { mode: "create_only" })).job.summary).toMatchObject({ create: 1, skip: 2, update: 0 });
  });

  test("keeps where consent comes from, and never makes a yes of a no", async () => {
    const no = await server.happen("no@import.example", "Signed Up");
    await server.call("PATCH", `/api/profiles/${no}/consent`, { topics: { news: "unsubscribed" } });
    await server.work();
    await take("email,newsletter\nno@import.example,yes\nyes@import.example,yes\nnever@import.example,\n", { consentStatement: "Fair in Berlin, June 2026" });
    expect((await person("no@import.example")).consent.topics).toEqual({ news: "unsubscribed" });
    const yes = await person("yes@import.example");
    expect(yes.consent.topics).toEqual({ news: "subscribed" });
    expect((await person("never@import.example")).consent.topics).toEqual({});
    const { rows } = await server.database.db.query<{ properties: object }>("select properties from events where profile_id = $1", [yes.id]);
    expect(rows[0]?.properties).toMatchObject({ consent_statement: "Fair in Berlin, June 2026" });
  });

  test("never makes one person of two", async () => {
    await server.happen("one@import.example", "Signed Up");
    await server.deps.ingest.accept([
      {
        workspaceId: 1,
        source: "t",
        messageId: "two",
        kind: "track",
        name: "X",
        properties: {},
        identifiers: [
          { kind: "user_id", value: "two" },
          { kind: "phone", value: "+491700000002" },
        ],
        at: null,
        context: {},
      },
    ]);
    await server.work();
    const result = await take("email,phone\none@import.example,+49 170 0000002", { match: "email" });
    expect(result.job.summary).toMatchObject({ refuse: 1, update: 0 });
    expect((await problemsOf(result.job.id))[1]).toContain("belongs to another person");
  });

  test("reads Windows-1252 with semicolons as Excel writes it", async () => {
    await take(Buffer.from("E-Mail;Name\r\nkoeln@import.example;Jörg Groß\r\n", "latin1"));
    expect((await person("koeln@import.example")).attributes.name).toBe("Jörg Groß");
  });

  test("does nothing twice when it dies between any two steps", async () => {
    const csv = `email,n\n${Array.from({ length: 2_500 }, (_, index) => `p${index}@crash.example,${index}`).join("\n")}`;
    const { body } = await upload(csv);
    await server.call("POST", `/api/imports/${body.id}/start`, body.suggested);
    let calls = 0;
    // Dies after what it gave was taken, and before that is noted.
    const dying = {
      async accept(events: never) {
        const acceptances = await server.deps.ingest.accept(events);
        calls += 1;
        if (calls % 2 === 1) throw new Error("killed");
        return acceptances;
      },
    };
    await runJobs(Number.POSITIVE_INFINITY, dying as never);
    server.clock.advance(600_000);
    await runJobs();
    const result = (await server.call("GET", `/api/imports/${body.id}`)).body;
    expect(result).toMatchObject({ state: "done", job: { summary: { rows: 2_500, create: 2_500, update: 0 } } });
    const { rows } = await server.database.db.query(
      "select (select count(*) from events where message_id like $1) as events, (select count(*) from import_people where import_id = $2) as people",
      [`${body.id}:%`, body.id],
    );
    expect(rows).toEqual([{ events: 2_500, people: 2_500 }]);
  });

  test("fails with a sentence where the file cannot be read on, and what was read stands", async () => {
    const csv = `email\n${Array.from({ length: 1_000 }, (_, index) => `ok${index}@broken.example`).join("\n")}\n"${"x".repeat(300_000)}`;
    const { body } = await upload(csv);
    await server.call("POST", `/api/imports/${body.id}/start`, body.suggested);
    await runJobs();
    const { job } = (await server.call("GET", `/api/imports/${body.id}`)).body;
    expect(job).toMatchObject({ state: "failed", error: expect.stringContaining("Row 1002 has a quotation mark"), summary: { create: 1_000 } });
  });
});

test("a check counts over the whole file, names causes and changes nothing", async () => {
  const { body } = await upload("email,age\na@check.example,1\nb@check.example,old\nc@check.example,older\nnone,3");
  const columns = [body.suggested.columns[0], { as: "attribute", name: "age", type: "number" }];
  await server.call("POST", `/api/imports/${body.id}/check`, { ...body.suggested, columns });
  expect((await server.call("GET", `/api/imports/${body.id}`)).body.state).toBe("checking");
  await runJobs();
  const checked = (await server.call("GET", `/api/imports/${body.id}`)).body;
  expect(checked).toMatchObject({ state: "checked", check: { summary: { rows: 4, create: 3, refuse: 1, partly: 2 } } });
  expect(checked.check.summary.causes).toContainEqual({ column: "age", problem: "… is not a number.", count: 2, row: 3 });
  expect(await person("a@check.example")).toBeNull();
});

test("the same file twice is said, and whoever may not import sees none", async () => {
  await take("email\ntwice@import.example");
  expect((await upload("email\ntwice@import.example", "again.csv")).body.sameFileAs).toMatchObject({ name: "people.csv" });
  const headers = { cookie: await server.signIn("editor"), authorization: "" };
  expect((await server.call("GET", "/api/imports", undefined, headers)).status).toBe(403);
});
