import { PEOPLE_OUTCOMES } from "@beckon/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TallyKeeper } from "../../engine/tallyKeeper.ts";
import { peopleDecided } from "../../store/reports.ts";
import { termsOf, tsqueryOf } from "../../store/searchWords.ts";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

async function create(more: Parameters<typeof aDocument>[0]) {
  return (await server.call("POST", "/api/campaigns", { document: aDocument(more) })).body;
}

function act(id: string, action: string) {
  return server.call("POST", `/api/campaigns/${id}/${action}`);
}

describe("the life of a campaign", () => {
  test("draft, live, paused, live, stopped, live again, archived", async () => {
    const { id, status, actions } = await create({ key: "life" });
    expect([status, actions]).toEqual(["draft", ["launch", "duplicate", "delete"]]);
    const states = [];
    for (const action of ["launch", "pause", "resume", "stop", "launch", "archive"]) states.push((await act(id, action)).body.status);
    expect(states).toEqual(["live", "paused", "live", "stopped", "live", "archived"]);
    const { rows } = await server.database.db.query<{ change: string }>("select change from campaign_changes where campaign_id = $1 order by id", [id]);
    expect(rows.map((row) => row.change)).toEqual(["launched", "resumed", "stopped", "launched", "stopped"]);
  });

  test("what was archived comes back stopped, and can be launched again", async () => {
    const { id } = await create({ key: "restored" });
    for (const action of ["launch", "archive", "restore"]) await act(id, action);
    const { body } = await server.call("GET", `/api/campaigns/${id}`);
    expect([body.status, body.actions]).toEqual(["stopped", ["launch", "archive", "duplicate"]]);
    expect((await act(id, "launch")).body.status).toBe("live");
  });

  test("a choice has the names of all but archived ones, the draft's name first", async () => {
    const { id, document } = await create({ key: "choice", name: "zulu" });
    await act(id, "launch");
    await server.call("PUT", `/api/campaigns/${id}`, { document: { ...document, name: "Aloha" } });
    const gone = await create({ key: "choice-gone", name: "Gone" });
    for (const action of ["launch", "archive"]) await act(gone.id, action);
    const { items } = (await server.call("GET", "/api/campaigns/names")).body;
    expect(items[0]).toEqual({ id, key: "choice", name: "Aloha" });
    expect(items.map((item: { key: string }) => item.key)).not.toContain("choice-gone");
  });

  test("an illegal step is refused with what is possible", async () => {
    const { id } = await create({ key: "steps" });
    const { status, body } = await act(id, "resume");
    expect([status, body.error.message]).toEqual([409, "A draft campaign cannot be resumed; it can: launch, duplicate, delete."]);
  });

  test("every change counts up what workers compare", async () => {
    const version = async () => (await server.database.db.query<{ v: number }>("select definitions_version as v from workspaces")).rows[0]?.v ?? 0;
    const { id } = await create({ key: "counts" });
    const before = await version();
    await act(id, "launch");
    await act(id, "pause");
    expect(await version()).toBe(before + 2);
  });

  test("an end that makes people leave is noted for its instant", async () => {
    const { id } = await create({ key: "ends", life: { end: "2026-12-01T00:00", timeZone: "Europe/Berlin", atEnd: "exit" } });
    await act(id, "launch");
    const { rows } = await server.database.db.query<{ at: number }>("select at from campaign_changes where campaign_id = $1 and change = 'ended'", [id]);
    expect(rows.map((row) => new Date(row.at).toISOString())).toEqual(["2026-11-30T23:00:00.000Z"]);
  });
});

describe("a draft", () => {
  test("of a live campaign leaves it as it is, shows what it changes, and is dropped by delete", async () => {
    const { id } = await create({ key: "edited" });
    await act(id, "launch");
    const saved = (await server.call("PUT", `/api/campaigns/${id}`, { document: aDocument({ key: "edited", priority: 80 }) })).body;
    expect([saved.hasDraft, saved.launched.priority, saved.diff.map((each: { sentence: string }) => each.sentence)]).toEqual([
      true,
      undefined,
      ["priority is added: 80"],
    ]);
    expect((await server.call("DELETE", `/api/campaigns/${id}`)).status).toBe(204);
    expect((await server.call("GET", `/api/campaigns/${id}`)).body.hasDraft).toBe(false);
    expect((await server.call("DELETE", `/api/campaigns/${id}`)).body.error.code).toBe("campaign_has_history");
  });

  test("that says the same as what is live is none, so there is nothing to launch", async () => {
    const { id } = await create({ key: "same" });
    await act(id, "launch");
    expect((await server.call("PUT", `/api/campaigns/${id}`, { document: aDocument({ key: "same" }) })).body.hasDraft).toBe(false);
    expect((await act(id, "launch")).body.error.code).toBe("campaign_no_changes");
  });

  test("is not saved over somebody else's change", async () => {
    const { id, updatedAt } = await create({ key: "two-people" });
    const save = (name: string) => server.call("PUT", `/api/campaigns/${id}`, { document: aDocument({ key: "two-people", name }), basedOn: updatedAt });
    expect((await save("Ann's")).status).toBe(200);
    expect((await save("Bob's")).body.error.code).toBe("campaign_changed");
  });

  test("without its shape is refused where it is wrong", async () => {
    const { status, body } = await server.call("POST", "/api/campaigns", { document: { ...aDocument(), trigger: { kind: "evnt", event: "x" } } });
    expect([status, body.error.code, body.error.path]).toEqual([422, "campaign_invalid", "body.document.trigger.kind"]);
    expect(body.error.message).toContain("Did you mean “event”?");
  });

  test("with an error is kept and cannot be launched", async () => {
    const { id, problems } = await create({ key: "erroneous", topic: "no-such-topic" });
    expect(problems.some((problem: { severity: string }) => problem.severity === "error")).toBe(true);
    expect((await act(id, "launch")).body.error).toMatchObject({ code: "campaign_invalid", path: "body.document.topic" });
  });
});

test("lists by tag and in the order asked for, page by page, without what is archived", async () => {
  for (const [key, name] of [
    ["l-b", "Listed B"],
    ["l-a", "Listed A"],
    ["l-c", "Listed C"],
  ] as const)
    await create({ key, name, tags: ["listed"] });
  const put = await create({ key: "l-d", name: "Listed D", tags: ["listed"] });
  await act(put.id, "launch");
  await act(put.id, "archive");
  const keys = async (query: string) => {
    const { body } = await server.call("GET", `/api/campaigns?tag=listed&limit=2&${query}`);
    const next = body.nextCursor ? (await server.call("GET", `/api/campaigns?tag=listed&limit=2&${query}&cursor=${body.nextCursor}`)).body.items : [];
    return [...body.items, ...next].map((item: { key: string }) => item.key);
  };
  expect([await keys("sort=name"), await keys("sort=changed"), await keys("status=archived")]).toEqual([["l-a", "l-b", "l-c"], ["l-c", "l-a", "l-b"], ["l-d"]]);
  expect((await server.call("GET", "/api/campaigns/tags")).body.items).toContain("listed");
});

test("the key is free before the launch, unique, and fixed after it", async () => {
  await create({ key: "taken" });
  expect((await server.call("POST", "/api/campaigns", { document: aDocument({ key: "taken" }) })).body.error.code).toBe("campaign_key_taken");
  const { id } = await create({ key: "movable" });
  const rename = (key: string) => server.call("PUT", `/api/campaigns/${id}`, { document: aDocument({ key }) });
  expect((await rename("taken")).body.error.code).toBe("campaign_key_taken");
  expect((await rename("moved")).body.key).toBe("moved");
  await act(id, "launch");
  expect((await rename("again")).body.error.code).toBe("campaign_key_fixed");
});

test("duplicates find a free key", async () => {
  const { id } = await create({ key: "original" });
  expect((await act(id, "duplicate")).body.key).toBe("original-copy");
  expect((await act(id, "duplicate")).body.key).toBe("original-copy-2");
});

test("versions tell what each changed", async () => {
  const { id } = await create({ key: "versions" });
  await act(id, "launch");
  await server.call("PUT", `/api/campaigns/${id}`, { document: aDocument({ key: "versions", name: "Better" }) });
  await act(id, "launch");
  const { body } = await server.call("GET", `/api/campaigns/${id}/versions`);
  expect(body.items.map((item: { version: number; diff: { path: string }[] }) => [item.version, item.diff.map((each) => each.path)])).toEqual([
    [2, ["name"]],
    [1, []],
  ]);
});

describe("what became of it", () => {
  test("is counted with the reasons of every no, and each person is found by it", async () => {
    const { id } = await create({
      key: "report",
      trigger: { kind: "event", event: "Report Me", where: { kind: "property", name: "total", op: "at_least", value: 100 } } as never,
      topic: "newsletter",
    });
    await act(id, "launch");
    await server.happen("r1@shop.example", "Report Me", { total: 50 });
    await server.happen("r2@shop.example", "Report Me", { total: 150 });
    const { body } = await server.call("GET", `/api/campaigns/${id}/report`);
    expect(body).toMatchObject({ triggered: 1, entered: 1, notEntered: { trigger_not_met: 1 }, skipped: { no_consent: 1 }, sent: 0, waiting: 0 });
    expect(body.daily).toEqual([{ date: "2026-11-23", entered: 1, sent: 0, opened: 0, clicked: 0, converted: 0 }]);
    const notEntered = (await server.call("GET", `/api/campaigns/${id}/people?outcome=not_entered`)).body.items;
    expect(notEntered.map((item: { profile: { email: string } }) => item.profile.email)).toEqual(["r1@shop.example"]);
    const skipped = (await server.call("GET", `/api/campaigns/${id}/people?outcome=skipped&reason=no_consent`)).body.items;
    expect([skipped[0].profile.email, skipped[0].reason]).toEqual(["r2@shop.example", "no_consent"]);
    const behind = async (query: string) => (await server.call("GET", `/api/campaigns/${id}/people?${query}`)).body.items.length;
    const others = PEOPLE_OUTCOMES.filter((outcome) => !["triggered", "entered", "not_entered", "skipped"].includes(outcome));
    for (const outcome of others) expect(await behind(`outcome=${outcome}`)).toBe(0);
    expect([await behind("outcome=triggered"), await behind("outcome=entered&search=r2"), await behind("outcome=entered&search=r1")]).toEqual([1, 1, 0]);
    expect([
      await behind("outcome=entered&from=2026-11-23&to=2026-11-23"),
      await behind("outcome=entered&to=2026-11-22"),
      await behind("outcome=entered&version=2"),
    ]).toEqual([1, 0, 0]);
    const asMany = async (text: string) => {
      const among = { words: tsqueryOf(termsOf(text)), beginnings: [`${text}%`, `${text}%`] } as const;
      const page = { reason: null, version: null, from: null, until: null, among, before: null, limit: 10 };
      return (await peopleDecided(server.database.db, id, [{ what: "entered", reason: "" }], page)).length;
    };
    expect([await asMany("r2"), await asMany("r1")]).toEqual([1, 0]);
    const item = (await server.call("GET", "/api/campaigns?search=report")).body.items[0];
    expect([item.counts.entered, item.summary]).toEqual([1, expect.stringContaining("When “Report Me” happens")]);
  });

  test("is told for a period of days and a version, before and after the figures were added up", async () => {
    const { id } = await create({ key: "period", trigger: { kind: "event", event: "Period" } as never });
    await act(id, "launch");
    await server.happen("p1@shop.example", "Period");
    const entered = async (query: string) => (await server.call("GET", `/api/campaigns/${id}/report?${query}`)).body.entered;
    const all = async () => [await entered("from=2026-11-23"), await entered("from=2026-11-24"), await entered("to=2026-11-22"), await entered("version=2")];
    expect(await all()).toEqual([1, 0, 0, 0]);
    await new TallyKeeper({ db: server.database.db, onError: () => {} }).runOnce();
    expect(await all()).toEqual([1, 0, 0, 0]);
    expect((await server.database.db.query("select from campaign_tally_slips")).rows).toEqual([]);
    expect((await server.call("GET", `/api/campaigns/${id}/report?from=2026-02-31`)).body.error).toMatchObject({
      code: "validation_failed",
      path: "query.from",
    });
  });

  test("the message waits with the sender, and is shown with its ladder", async () => {
    const { id } = await create({ key: "ladder", trigger: { kind: "event", event: "Ladder" } as never });
    await act(id, "launch");
    await server.happen("ladder@shop.example", "Ladder");
    const [item] = (await server.call("GET", `/api/messages?campaignId=${id}`)).body.items;
    expect([item.state, item.address, item.subject]).toEqual(["ready", "ladder@shop.example", null]);
    const { body } = await server.call("GET", `/api/messages/${item.id}`);
    expect([body.ladder.map((rung: { state: string }) => rung.state), body.content]).toEqual([["decided", "sending", "sent"], null]);
    expect((await server.call("GET", `/api/messages?state=ready&profileId=${item.profile.id}`)).body.items).toHaveLength(1);
  });
});

describe("before the launch", () => {
  const document = aDocument({
    key: "foreseen",
    trigger: { kind: "event", event: "Foreseen", where: { kind: "property", name: "total", op: "at_least", value: 100 } } as never,
    unless: [{ event: "Foreseen Order" }],
  });

  test("the reach tells what the document would have done lately, and writes nothing", async () => {
    await server.happen("f1@shop.example", "Foreseen", { total: 150 });
    await server.happen("f2@shop.example", "Foreseen", { total: 50 });
    const { body } = await server.call("POST", "/api/campaigns/reach", { document, days: 7 });
    expect(body).toMatchObject({
      isSample: false,
      triggered: 1,
      people: 1,
      entered: 1,
      messages: 1,
      peopleLookedAt: 2,
      daily: [{ date: "2026-11-23", triggered: 1 }],
    });
    expect((await server.database.db.query("select from decisions where version = 1 and campaign_id = '00000000-0000-7000-8000-000000000000'")).rows).toEqual(
      [],
    );
    expect((await server.call("POST", "/api/campaigns/reach", { document: { name: "no shape" } })).status).toBe(422);
  });

  test("a person and an event are tried clause by clause, with the values found", async () => {
    const profileId = await server.happen("f3@shop.example", "Foreseen", { total: 50 });
    const { body } = await server.call("POST", "/api/campaigns/try", { document, profileId });
    expect(body.clauses.map((clause: { part: string; holds: boolean | null }) => [clause.part, clause.holds])).toEqual([
      ["when", false],
      ["audience", true],
      ["wait", null],
      ["unless", true],
      ["send", true],
    ]);
    expect(body.clauses[0].sentence).toContain("50");
    const other = await server.happen("f4@shop.example", "Something Else");
    expect((await server.call("POST", "/api/campaigns/try", { document, profileId: other })).body).toMatchObject({
      event: null,
      clauses: [{ part: "when", holds: false }],
    });
    const strangers = { document, profileId: "01900000-0000-7000-8000-000000000999" };
    expect((await server.call("POST", "/api/campaigns/try", strangers)).status).toBe(404);
  });

  test("a launch may move the people inside or let them go", async () => {
    const { id } = await create({ key: "inside", trigger: { kind: "event", event: "Inside" } as never, delay: { kind: "for", duration: "P1D" } as never });
    await act(id, "launch");
    await server.happen("in@shop.example", "Inside");
    await server.call("PUT", `/api/campaigns/${id}`, { document: aDocument({ key: "inside", name: "Newer" }) });
    expect((await server.call("POST", `/api/campaigns/${id}/launch?inside=evict`)).status).toBe(400);
    expect((await server.call("POST", `/api/campaigns/${id}/launch?inside=exit`)).body.version).toBe(2);
    const { rows } = await server.database.db.query<{ change: string }>("select change from campaign_changes where campaign_id = $1 order by id", [id]);
    expect(rows.map((row) => row.change)).toEqual(["launched", "launched", "replaced"]);
  });
});

describe("a preview", () => {
  test("takes the person's last event of the trigger where none is named", async () => {
    const id = await server.happen("preview@shop.example", "Cart Left", { total: 42 }, { name: "Pia" });
    const { body } = await server.call("POST", "/api/messages/preview", { document: aDocument(), profileId: id });
    expect([body.content.html, body.event.name, body.to]).toEqual(["<p>Pia: 42</p>", "Cart Left", "preview@shop.example"]);
  });

  test("takes an event that the trigger lets through before a newer one that it does not", async () => {
    const choosy = { ...aDocument(), trigger: { kind: "event", event: "Basket Left", where: { kind: "property", name: "total", op: "at_least", value: 100 } } };
    const rich = await server.happen("rich@shop.example", "Basket Left", { total: 120 }, { name: "Rosa" });
    await server.happen("rich@shop.example", "Basket Left", { total: 3 }, { name: "Rosa" });
    await server.happen("poor@shop.example", "Basket Left", { total: 5 }, { name: "Paul" });
    const htmlOf = async (who: object) => (await server.call("POST", "/api/messages/preview", { document: choosy, ...who })).body.content.html;
    expect(await htmlOf({})).toBe("<p>Rosa: 120</p>");
    expect(await htmlOf({ profileId: rich })).toBe("<p>Rosa: 120</p>");
  });

  test("takes somebody where nobody is named, and says so where there is nobody", async () => {
    expect((await server.call("POST", "/api/messages/preview", { document: aDocument() })).status).toBe(200);
    const empty = await apiTestServer();
    expect((await empty.call("POST", "/api/messages/preview", { document: aDocument() })).body.error.code).toBe("nobody_to_preview");
    await empty.close();
  });

  test("is sent to an address on wish", async () => {
    expect((await server.call("POST", "/api/messages/test-send", { document: aDocument(), to: "me@shop.example" })).body).toEqual({
      ok: true,
      to: "me@shop.example",
      detail: "250 OK",
      answer: null,
    });
  });
});

describe("suppressions", () => {
  test("reach the person who has the address, and go again", async () => {
    const id = await server.happen("stop@shop.example", "Seen");
    expect((await server.call("POST", "/api/suppressions", { channel: "email", address: "Stop@Shop.example" })).body).toMatchObject({
      address: "stop@shop.example",
      reason: "manual",
    });
    await server.work();
    expect((await server.call("GET", `/api/profiles/${id}`)).body.suppressions).toMatchObject([{ address: "stop@shop.example", reason: "manual" }]);
    expect((await server.call("GET", "/api/suppressions?search=sto")).body.items).toHaveLength(1);
    expect((await server.call("DELETE", "/api/suppressions/email/stop@shop.example")).status).toBe(204);
    await server.work();
    expect((await server.call("GET", `/api/profiles/${id}`)).body.suppressions).toEqual([]);
    expect((await server.call("DELETE", "/api/suppressions/email/stop@shop.example")).status).toBe(404);
  });
});

describe("the workspace's rules", () => {
  test("are checked as a whole and seen by the workers", async () => {
    const change = (settings: object) => server.call("PATCH", "/api/workspace", { settings });
    expect((await change({ timeZone: "Mars/Olympus" })).body.error).toMatchObject({ code: "time_zone_unknown", path: "body.settings.timeZone" });
    expect((await change({ quietHours: { from: "21:00", to: "21:00" } })).body.error.path).toBe("body.settings.quietHours");
    expect((await change({ sessionTimeout: "PT0S" })).body.error.path).toBe("body.settings.sessionTimeout");
    expect((await change({ frequencyCaps: [{ max: 2, per: { calendar: "day" }, topic: "none" }] })).body.error.path).toBe(
      "body.settings.frequencyCaps[0].topic",
    );
    const { body } = await change({ quietHours: { from: "21:00", to: "08:00" }, frequencyCaps: [{ max: 2, per: { calendar: "day" } }] });
    expect(body.settings).toMatchObject({ quietHours: { from: "21:00", to: "08:00" }, timeZone: "UTC" });
  });
});
