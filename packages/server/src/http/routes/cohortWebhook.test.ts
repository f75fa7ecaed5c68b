import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CohortDesk } from "../../engine/cohortDesk.ts";
import { COHORT_SOURCES } from "../../sources/cohorts/kinds.ts";
import { API_KEY, type ApiTestServer, answerOf, apiTestServer, WRITE_KEY } from "../apiTestServer.ts";
import { cohortWebhook } from "./cohortWebhook.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer({
    apiPlugins: ({ db, clock, ingest, auditLog, keyRing }) => [
      cohortWebhook({
        keyRing,
        sources: COHORT_SOURCES,
        cohortDesk: new CohortDesk({ db, clock, ingest, auditLog, wake: () => {}, definitionsChanged: () => {} }),
      }),
    ],
  });
});
afterAll(() => server.close());

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

async function post(body: unknown, { source = "mixpanel", query = "", authorization = basic("beckon", API_KEY) } = {}) {
  const answer = await server.app.inject({
    method: "POST",
    url: `/webhooks/cohorts/${source}${query}`,
    headers: { authorization, "content-type": "application/json" },
    payload: typeof body === "string" ? body : JSON.stringify(body),
  });
  await server.work();
  return answerOf(answer);
}

interface Sync {
  readonly cohort: string;
  readonly name?: string;
  readonly session?: string;
  readonly page?: number | string;
  readonly pages?: number;
}

const mixpanelBody = (action: string, { cohort, name = cohort, session, page = 1, pages = 1 }: Sync, members: readonly unknown[]) => ({
  action,
  parameters: {
    mixpanel_project_id: "42",
    mixpanel_cohort_id: cohort,
    mixpanel_cohort_name: name,
    ...(session === undefined ? {} : { mixpanel_session_id: session, page_info: { total_pages: pages, page_count: page } }),
    members,
  },
});

const of = (...names: readonly string[]) => names.map((name) => ({ mixpanel_distinct_id: name, email: `${name}@cohort.example` }));

async function listNamed(name: string) {
  const { items } = (await server.call("GET", `/api/segments?search=${encodeURIComponent(name)}`)).body;
  return items[0];
}

async function membersOf(name: string): Promise<string[]> {
  const { items } = (await server.call("GET", `/api/segments/${(await listNamed(name)).id}/members`)).body;
  return items.map(({ profile }: { profile: { email: string } }) => profile.email.split("@")[0]).sort();
}

async function known(...names: readonly string[]): Promise<void> {
  for (const name of names) await server.happen(`${name}@cohort.example`, "Signed Up");
}

describe("Mixpanel's cohort sync", () => {
  test("makes the list, and then puts people on it and takes them off", async () => {
    await known("ann", "bob");
    const cohort = { cohort: "771", name: "Power users" };
    const { status, body } = await post(mixpanelBody("members", cohort, of("ann", "bob", "nobody")));
    expect([status, body]).toEqual([200, { action: "members", status: "success", list: "power-users", accepted: 2, unknown: 1, nameless: 0 }]);
    expect(await membersOf("Power users")).toEqual(["ann", "bob"]);
    await post(mixpanelBody("remove_members", cohort, of("bob")));
    expect(await membersOf("Power users")).toEqual(["ann"]);
    await post(mixpanelBody("add_members", cohort, of("bob")));
    await post(mixpanelBody("add_members", cohort, of("bob")));
    expect(await membersOf("Power users")).toEqual(["ann", "bob"]);
    const { rows } = await server.database.db.query<{ count: number }>(
      "select count(*) as count from events where name in ('Segment Entered', 'Segment Left')",
    );
    expect(rows[0]?.count).toBe(4);
  });

  test("replaces all members once every page of a full sync is there, in any order and with repeats", async () => {
    await known("cleo", "dan", "eve", "fay");
    const cohort = { cohort: "772", name: "Paged" };
    await post(mixpanelBody("members", cohort, of("cleo", "dan")));
    const page = (number: number | string, ...names: readonly string[]) =>
      post(mixpanelBody("members", { ...cohort, session: "s-1", page: number, pages: 2 }, of(...names)));
    await page("2", "eve");
    await page("2", "eve");
    expect(await membersOf("Paged")).toEqual(["cleo", "dan", "eve"]);
    await page(1, "dan", "fay");
    expect(await membersOf("Paged")).toEqual(["dan", "eve", "fay"]);
    await post(mixpanelBody("add_members", cohort, of("cleo")));
    await page(1, "dan", "fay");
    expect(await membersOf("Paged")).toEqual(["cleo", "dan", "eve", "fay"]);
  });

  test("takes nobody off who was merged meanwhile", async () => {
    await known("gil", "gil2");
    const cohort = { cohort: "773", name: "Merged" };
    await post(mixpanelBody("members", { ...cohort, session: "s-2", page: 1, pages: 2 }, of("gil2")));
    const idOf = async (name: string) => (await server.call("GET", `/api/profiles?search=${name}@cohort.example`)).body.items[0].id;
    await server.call("POST", "/api/profiles/merge", { survivor: await idOf("gil"), merged: await idOf("gil2") });
    await server.work();
    await post(mixpanelBody("members", { ...cohort, session: "s-2", page: 2, pages: 2 }, []));
    expect((await listNamed("Merged")).size.people).toBe(1);
  });

  test("is tolerant of bad rows, and finds people by whatever name fits", async () => {
    await known("hal");
    await server.call("POST", "/api/profiles", { userId: "u-hal", attributes: { email: "hal@cohort.example" } });
    const rows = [null, 7, {}, { email: "not an address" }, { $distinct_id: "hal@cohort.example" }, { mixpanel_distinct_id: "$device:1", extra: { deep: [] } }];
    const { status, body } = await post(mixpanelBody("members", { cohort: "774", name: "Rough" }, rows));
    expect([status, body]).toMatchObject([200, { accepted: 1, unknown: 1, nameless: 4 }]);
    expect(await membersOf("Rough")).toEqual(["hal"]);
  });

  test("makes people known where that is wished, once, and asks for the right to it", async () => {
    const body = mixpanelBody("add_members", { cohort: "775", name: "Strangers" }, [
      { mixpanel_distinct_id: "ida", email: "ida@cohort.example", first_name: "Ida" },
      { mixpanel_distinct_id: "$device:2" },
    ]);
    await post(body, { query: "?unknown=create" });
    const again = await post(body, { query: "?unknown=create" });
    expect(again.body).toMatchObject({ accepted: 1, unknown: 1 });
    expect(await membersOf("Strangers")).toEqual(["ida"]);
    const { items } = (await server.call("GET", "/api/profiles?search=ida@cohort.example")).body;
    expect(items).toHaveLength(1);
    expect((await server.call("GET", `/api/profiles/${items[0].id}`)).body.attributes).toMatchObject({ first_name: "Ida" });
    const { body: key } = await server.call("POST", "/api/keys", { kind: "api", name: "Cohorts", scopes: ["segments:write"] });
    const scoped = { authorization: basic("beckon", key.secret) };
    expect((await post(body, scoped)).status).toBe(200);
    expect((await post(body, { ...scoped, query: "?unknown=create" })).body).toMatchObject({ status: "failure", error: { code: 403 } });
  });

  test("keeps a name that was given here until the cohort is renamed there, and a key that is taken", async () => {
    await server.call("POST", "/api/segments", { kind: "list", document: { key: "taken", name: "Ours" } });
    const first = await post(mixpanelBody("members", { cohort: "776", name: "Taken" }, []));
    expect(first.body.list).toBe("taken-mixpanel");
    const { id } = await listNamed("Taken");
    await server.call("PUT", `/api/segments/${id}`, { document: { key: "taken-mixpanel", name: "Renamed here" } });
    const nameAfter = async (name: string) => {
      await post(mixpanelBody("add_members", { cohort: "776", name }, []));
      return (await server.call("GET", `/api/segments/${id}`)).body.name;
    };
    expect([await nameAfter("Taken"), await nameAfter("Renamed there")]).toEqual(["Renamed here", "Renamed there"]);
  });

  test.each([
    ["no JSON", "{", 400, "action"],
    ["another action", { action: "move" }, 400, "action"],
    ["no parameters", { action: "members" }, 400, "parameters"],
    ["no cohort", { action: "members", parameters: { members: [] } }, 400, "mixpanel_cohort_id"],
    ["members that are none", { action: "members", parameters: { mixpanel_cohort_id: 1, members: "all" } }, 400, "members"],
  ])("with %s is refused in Mixpanel's words", async (_what, body, status, words) => {
    const answer = await post(body);
    expect([answer.status, answer.body]).toMatchObject([status, { status: "failure", error: { code: status, message: expect.stringContaining(words) } }]);
  });

  test.each([
    ["no key", "", 401],
    ["a wrong key", basic("beckon", "bkn_api_wrong"), 401],
    ["a write key", basic("beckon", WRITE_KEY), 403],
  ])("with %s is refused", async (_what, authorization, status) => {
    expect((await post(mixpanelBody("members", { cohort: "9" }, []), { authorization })).status).toBe(status);
  });

  test("takes the key as a bearer, or as the user name", async () => {
    for (const authorization of [`Bearer ${API_KEY}`, basic(API_KEY, "")])
      expect((await post(mixpanelBody("members", { cohort: "777", name: "Keys" }, []), { authorization })).status).toBe(200);
  });
});

describe("Amplitude's cohort webhook", () => {
  const batch = (inCohort: unknown, ...users: readonly unknown[]) => ({
    cohort_name: "Trial nearly over",
    cohort_id: "7khm89cz",
    in_cohort: inCohort,
    computed_time: "1692206763",
    message_id: "9baaa88f::enter::0",
    users,
  });

  test("fills its list as well", async () => {
    await known("jan", "kim");
    const amplitude = { source: "amplitude", authorization: basic(API_KEY, "") };
    const first = await post(batch(true, { user_id: "jan@cohort.example" }, { user_id: "u-9", user_properties: { email: "kim@cohort.example" } }), amplitude);
    expect(first.body).toEqual({ success: true, list: "trial-nearly-over", accepted: 2, unknown: 0, nameless: 0 });
    await post(batch(false, { user_id: "jan@cohort.example" }), amplitude);
    expect(await membersOf("Trial nearly over")).toEqual(["kim"]);
    expect((await post(batch("yes"), amplitude)).body.error.message).toContain("in_cohort");
  });

  test("of another source is not there", async () => {
    expect((await post({}, { source: "elsewhere" })).status).toBe(404);
  });
});

test("the list that a cohort makes is told in the audit log", async () => {
  await post(mixpanelBody("members", { cohort: "778", name: "Audited" }, []));
  const { rows } = await server.database.db.query<{ sentence: string }>(
    "select sentence from audit_entries where action = 'cohort.made' order by id desc limit 1",
  );
  expect(rows[0]?.sentence).toContain("made the list “Audited” for a cohort of Mixpanel");
});
