import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

const DAY = 86_400_000;
let server: ApiTestServer;
let zoe: string;
let bob: string;
let carl: string;

beforeAll(async () => {
  server = await apiTestServer();
  zoe = await server.happen(
    "zoe.quinn@shop.example",
    "Order Completed",
    {},
    { name: "Zoë Quinn", email: "zoe.quinn@shop.example", plan: "pro", phone: "+49 151 234567" },
  );
  server.clock.advance(DAY);
  bob = await server.happen("bob@other.example", "Cart Updated", {}, { name: "Bob Lee", email: "bob@other.example", plan: "free", joined: "2026-11-01" });
  server.clock.advance(DAY);
  carl = await server.happen("carl@other.example", "Cart Updated");
  server.clock.advance(1_000);
  await server.happen("zoe.quinn@shop.example", "Cart Updated");
});
afterAll(() => server.close());

async function ids(query: { [name: string]: string }): Promise<string[]> {
  const { status, body } = await server.call("GET", `/api/profiles?${new URLSearchParams(query)}`);
  expect([status, body.error]).toEqual([200, undefined]);
  return body.items.map((item: { id: string }) => item.id);
}

const filtered = (...filter: object[]) => ids({ filter: JSON.stringify(filter) });

describe("a search", () => {
  test.each(["zoe", "quinn", "ZOË QUI", "zoe.quinn@", "shop.ex", "0151 234", "49151"])("for “%s” finds Zoë", async (search) => {
    expect(await ids({ search })).toEqual([zoe]);
  });

  test("for one letter goes through all", async () => {
    expect(await ids({ search: "q" })).toEqual([zoe]);
  });

  test("needs every word", async () => {
    expect(await ids({ search: "zoe lee" })).toEqual([]);
  });

  test("for a domain that was only ever an identifier finds its people", async () => {
    expect(await ids({ search: "other.example" })).toEqual([carl, bob]);
  });

  test("and a filter together find who meets both", async () => {
    expect(await ids({ search: "other", filter: JSON.stringify([{ kind: "attribute", name: "plan", op: "equals", value: "free" }]) })).toEqual([bob]);
  });
});

describe("a filter", () => {
  test.each([
    ["attribute", { kind: "attribute", name: "plan", op: "equals", value: "pro" }, () => [zoe]],
    ["date that only memory can judge", { kind: "attribute", name: "joined", op: "before", value: "2026-11-02" }, () => [bob]],
    ["negation", { kind: "attribute", name: "plan", op: "not_equals", value: "pro" }, () => [carl, bob]],
    ["event that was done", { kind: "event", event: "Order Completed", did: true }, () => [zoe]],
    ["event that was not done lately", { kind: "event", event: "Order Completed", did: false, within: "P1D" }, () => [carl, bob, zoe]],
    ["consent", { kind: "consent", channel: "email", is: "unknown" }, () => [carl, bob, zoe]],
    ["channel", { kind: "reachable", channel: "email", is: true }, () => [carl, bob, zoe]],
    ["day of creation", { kind: "created", from: "2026-11-24", to: "2026-11-24" }, () => [bob]],
    ["last time seen", { kind: "seen", within: "PT1H" }, () => [carl, zoe]],
    ["how they are known", { kind: "known_as", as: "contact" }, () => [carl, bob, zoe]],
    ["stage, where no life cycle is live", { kind: "stage", is: "not_in", stages: ["loyalty"] }, () => [carl, bob, zoe]],
    ["merged away", { kind: "merged" }, () => []],
  ])("by %s", async (_, filter, expected) => {
    expect(await filtered(filter)).toEqual(expected());
  });

  test("counts what it finds", async () => {
    const filter = JSON.stringify([{ kind: "event", event: "Cart Updated", did: true }]);
    expect((await server.call("GET", `/api/profiles/count?${new URLSearchParams({ filter })}`)).body).toEqual({ count: 3, is: "exact" });
  });

  test.each([
    ["not json", "query.filter is not valid JSON."],
    ["{}", "query.filter must be a list of filters."],
    ['[{"kind":"nonsense"}]', "query.filter[0].kind is “nonsense”; known are"],
    ['[{"kind":"created","from":"2026-02-31"}]', "query.filter[0].from is “2026-02-31”, which is no day of the calendar."],
    ['[{"kind":"attribute","name":"a","op":"equals","value":"\\u0000"}]', "holds a character that cannot be stored"],
  ])("that is %s is refused with what to mend", async (filter, message) => {
    const answer = await server.call("GET", `/api/profiles?${new URLSearchParams({ filter })}`);
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe("a list", () => {
  test("by last seen turns pages without missing or repeating anybody, those never seen last", async () => {
    await server.database.db.query("update profiles set last_seen_at = null where id = $1", [carl]);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await server.call("GET", `/api/profiles?sort=last_seen&limit=1${cursor ? `&cursor=${cursor}` : ""}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([zoe, bob, carl]);
  });

  test("shows the columns asked for", async () => {
    const { body } = await server.call("GET", "/api/profiles?search=zoe&columns=plan,event_count");
    expect(body.items[0]).toMatchObject({ attributes: { plan: "pro" }, eventCount: 5 });
  });
});
