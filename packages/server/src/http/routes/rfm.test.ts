import { type AttributeChangedTrigger, DAY, fifthsOf, type Instant, MINUTE, rfmGroupOf } from "@beckon/core";
import { array, assert, asyncProperty, integer, record } from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { rankPeople } from "../../engine/jobs/rankPeople.ts";
import { identifierHash } from "../../engine/privacy/identifierHash.ts";
import { RfmKeeper } from "../../engine/rfmKeeper.ts";
import { type ApiTestServer, aDocument, apiTestServer, NOON } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const TABLES = ["rfm_runs", "rfm_standings", "jobs", "campaign_changes", "campaign_versions", "campaigns", "segments", "enrollments", "sends"];
beforeEach(async () => {
  for (const table of [...TABLES, "events", "identities", "profiles"]) await server.database.db.query(`delete from ${table}`);
  await server.database.db.query("update workspaces set rfm = null, definitions_version = definitions_version + 1");
});

const tools = () => {
  const { db, clock, ingest } = server.deps;
  return { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} };
};

async function runJobs(kinds = JOB_KINDS): Promise<void> {
  const fail = (error: unknown) => {
    throw error;
  };
  const runner = new JobRunner({ tools: tools(), kinds, owner: "test", isDead: () => false, onError: fail });
  while (await runner.runOnce()) server.clock.advance(1_000);
  await server.work();
}

const SETTING = { event: "Order Completed", value: "total" };

async function rank(): Promise<void> {
  expect((await server.call("PUT", "/api/rfm", SETTING)).status).toBe(200);
  await runJobs();
}

async function rankAgain(): Promise<void> {
  expect((await server.call("POST", "/api/rfm/rankings")).status).toBe(202);
  await runJobs();
}

async function attributesOf(id: string) {
  return (await server.call("GET", `/api/profiles/${id}`)).body.attributes;
}

interface Order {
  readonly who: number;
  readonly daysAgo: number;
  readonly cents: number;
}

let serial = 0;
/** @returns the ids of the people by their number */
async function orders(some: readonly Order[]): Promise<Map<number, string>> {
  const shop = ++serial;
  const now = server.clock.now();
  const answers = await server.deps.ingest.accept(
    some.map(({ who, daysAgo, cents }, place) => ({
      workspaceId: 1,
      source: "segment",
      messageId: `order-${shop}-${place}`,
      kind: "track" as const,
      name: "Order Completed",
      properties: { total: cents / 100 },
      identifiers: [{ kind: "email", value: `p${who}.${shop}@shop.example` }],
      at: now - daysAgo * DAY,
      context: {},
    })),
  );
  await server.work();
  return new Map(some.map(({ who }, place) => [who, (answers[place] as { profileId: string }).profileId]));
}

/** Ten people: the higher the number, the later, the more often and the dearer. */
const LADDER = Array.from({ length: 10 }, (_, who) => Array.from({ length: who + 1 }, () => ({ who, daysAgo: 10 - who, cents: 1_000 }))).flat();

/** The same in memory, as plainly as it can be said. */
function ranked(some: readonly Order[]): Map<number, object> {
  const people = [...new Set(some.map(({ who }) => who))].map((who) => {
    const own = some.filter((order) => order.who === who);
    return { who, last: -Math.min(...own.map(({ daysAgo }) => daysAgo)), times: own.length, spent: own.reduce((sum, { cents }) => sum + cents, 0) };
  });
  const scoreIn = (all: readonly number[], value: number) => {
    const sorted = [...all].sort((a, b) => a - b);
    return 1 + fifthsOf(all.length).filter((place) => value > (sorted[place - 1] as number)).length;
  };
  return new Map(
    people.map(({ who, last, times, spent }) => {
      const recency = scoreIn(
        people.map((one) => one.last),
        last,
      );
      const frequency = scoreIn(
        people.map((one) => one.times),
        times,
      );
      const monetary = scoreIn(
        people.map((one) => one.spent),
        spent,
      );
      return [who, { rfm_recency: recency, rfm_frequency: frequency, rfm_monetary: monetary, rfm_group: rfmGroupOf({ recency, frequency }).key }];
    }),
  );
}

describe("a ranking", () => {
  test("is the same as reckoned in memory, whatever people bought, also when they buy more and it is done again", async () => {
    const some = array(record({ who: integer({ min: 0, max: 14 }), daysAgo: integer({ min: 0, max: 12 }), cents: integer({ min: 0, max: 5_000 }) }), {
      minLength: 1,
      maxLength: 60,
    });
    await assert(
      asyncProperty(some, async (bought) => {
        await server.database.db.query("delete from rfm_standings");
        await server.database.db.query("delete from events");
        const ids = await orders(bought);
        await rank();
        const found = new Map<number, object>();
        for (const [who, id] of ids) found.set(who, await attributesOf(id));
        for (const [who, expected] of ranked(bought)) expect(found.get(who)).toMatchObject(expected);
        const { ranking } = (await server.call("GET", "/api/rfm")).body;
        expect(ranking.people).toBe(ids.size);
        expect(ranking.cells.reduce((sum: number, { value }: { value: number }) => sum + value, 0)).toBeCloseTo(
          bought.reduce((sum, { cents }) => sum + cents, 0) / 100,
        );
      }),
      { numRuns: 12 },
    );
  });

  test("puts people into segments in the moment in which they are told, and is read in their history", async () => {
    const ids = await orders(LADDER);
    const document = { key: "champions", name: "Champions", condition: { kind: "attribute", name: "rfm_group", op: "equals", value: "champions" } };
    const { body: segment } = await server.call("POST", "/api/segments", { document });
    await server.call("POST", `/api/segments/${segment.id}/publish`);
    await runJobs();
    await rank();
    const members = (await server.call("GET", `/api/segments/${segment.id}/members`)).body.items;
    expect(members.map(({ profile }: { profile: { id: string } }) => profile.id).sort()).toEqual([ids.get(8), ids.get(9)].sort());
    const timeline = (await server.call("GET", `/api/profiles/${ids.get(9)}/timeline`)).body.items;
    expect(timeline.find(({ title }: { title: string }) => title === "RFM Scored").body).toContain("group: champions");
  });

  test("tells nobody twice, and only those whose scores changed", async () => {
    await orders(LADDER);
    await rank();
    const before = await scoredEvents();
    await rankAgain();
    expect(await scoredEvents()).toBe(before);
    await orders([{ who: 77, daysAgo: 0, cents: 100_000 }]);
    await rankAgain();
    expect(await scoredEvents()).toBeGreaterThan(before);
  });

  test("goes on after a death between any two steps, and tells nobody twice", async () => {
    const ids = await orders(LADDER);
    await server.call("PUT", "/api/rfm", SETTING);
    let deaths = 0;
    const dying = {
      ...rankPeople,
      async *run(...[job, given]: Parameters<typeof rankPeople.run>) {
        for await (const step of { [Symbol.asyncIterator]: () => rankPeople.run(job, given) }) {
          // What the step did is done, and nobody kept how far it came.
          if (deaths++ % 2 === 0) throw new Error("killed");
          yield step;
        }
        return { summary: {} };
      },
    };
    const runner = new JobRunner({ tools: tools(), kinds: new Map([["rank_people", dying]]), owner: "test", isDead: () => false, onError: () => {} });
    for (let round = 0; round < 6; round += 1) {
      await runner.runOnce();
      server.clock.advance(MINUTE);
    }
    await server.work();
    expect(deaths).toBeGreaterThan(2);
    expect(await scoredEvents()).toBe(ids.size);
    expect(await attributesOf(ids.get(9) as string)).toMatchObject({ rfm_group: "champions" });
  });

  test("starts no campaign the first time, and does so when somebody moves later", async () => {
    const { body: campaign } = await server.call("POST", "/api/campaigns", {
      document: aDocument({
        key: "moved",
        trigger: { kind: "attribute_changed", attribute: "rfm_group" } satisfies AttributeChangedTrigger as AttributeChangedTrigger,
      }),
    });
    expect((await server.call("POST", `/api/campaigns/${campaign.id}/launch`)).status).toBe(200);
    await orders(LADDER);
    await rank();
    expect(await count("enrollments")).toBe(0);
    await orders(Array.from({ length: 8 }, (_, who) => ({ who: 100 + who, daysAgo: 0, cents: 500 })));
    await rankAgain();
    expect(await count("enrollments")).toBeGreaterThan(0);
  });

  test("counts what the person did under a name that was merged into theirs", async () => {
    await orders(LADDER);
    const best = await server.happen("best@shop.example", "Page Viewed");
    const other = await server.happen("other@shop.example", "Order Completed", { total: 5_000 });
    expect((await server.call("POST", "/api/profiles/merge", { survivor: best, merged: other })).status).toBeLessThan(300);
    await server.work();
    await rank();
    expect(await attributesOf(best)).toMatchObject({ rfm_recency: 5, rfm_monetary: 5 });
  });
});

async function scoredEvents(): Promise<number> {
  const { rows } = await server.database.db.query<{ count: number }>("select count(*) as count from events where name = 'RFM Scored'");
  return rows[0]?.count ?? 0;
}

async function count(table: string): Promise<number> {
  const { rows } = await server.database.db.query<{ count: number }>(`select count(*) as count from ${table}`);
  return rows[0]?.count ?? 0;
}

describe("while people are ranked", () => {
  test("nobody else writes the scores: a source's word is left out, one by hand is refused", async () => {
    const ids = await orders(LADDER);
    await rank();
    const id = ids.get(9) as string;
    expect((await server.call("PATCH", `/api/profiles/${id}/attributes`, { attributes: { rfm_group: "lost" } })).body.error.code).toBe("attribute_computed");
    const best = await server.happen("best@shop.example", "Signed Up", {}, { rfm_group: "lost", plan: "pro" });
    expect(await attributesOf(best)).not.toHaveProperty("rfm_group");
    expect(await attributesOf(best)).toMatchObject({ plan: "pro" });
  });

  test("the groups can be taken back, unless something names them", async () => {
    const ids = await orders(LADDER);
    await rank();
    const document = { key: "lost", name: "Lost", condition: { kind: "attribute", name: "rfm_group", op: "equals", value: "lost" } };
    const { body: segment } = await server.call("POST", "/api/segments", { document });
    const refused = await server.call("DELETE", "/api/rfm");
    expect([refused.status, refused.body.error.code]).toEqual([409, "rfm_in_use"]);
    await server.call("DELETE", `/api/segments/${segment.id}`);
    expect((await server.call("DELETE", "/api/rfm")).status).toBe(204);
    await runJobs();
    expect(Object.keys(await attributesOf(ids.get(9) as string)).filter((name) => name.startsWith("rfm_"))).toEqual([]);
    expect(await count("rfm_standings")).toBe(0);
    expect((await server.call("GET", "/api/rfm")).body).toMatchObject({ setting: null, ranking: null });
  });

  test("a second ranking is refused while one is under way, and none can be asked for before it is said by what", async () => {
    expect((await server.call("POST", "/api/rfm/rankings")).body.error.code).toBe("rfm_off");
    await server.call("PUT", "/api/rfm", SETTING);
    expect((await server.call("POST", "/api/rfm/rankings")).body.error.code).toBe("rfm_running");
    await runJobs();
    expect((await server.call("GET", "/api/rfm")).body.ranking).toMatchObject({ people: 0, limits: null });
  });

  test("a name of the ranking cannot be taken by a computed attribute", async () => {
    const document = { name: "rfm_group", event: "Order Completed", function: "count" };
    expect((await server.call("POST", "/api/computed-attributes", { document })).body.error.code).toBe("computed_attribute_invalid");
  });
});

describe("the night", () => {
  const keeper = () => {
    const fail = (error: unknown) => {
      throw error;
    };
    return new RfmKeeper({ db: server.deps.db, clock: server.clock, jobs: server.deps.jobDesk, onError: fail });
  };
  const runs = () => count("rfm_runs");

  test("has people ranked once, at three by the workspace's zone, however many look", async () => {
    server.clock.set(atHour(12));
    await rank();
    await keeper().runOnce();
    expect(await runs()).toBe(1);
    server.clock.set(atHour(24 + 2));
    await keeper().runOnce();
    expect(await runs()).toBe(1);
    server.clock.set(atHour(24 + 4));
    await Promise.all([keeper().runOnce(), keeper().runOnce()]);
    expect(await runs()).toBe(2);
  });

  /** Hours after a midnight that is later than all that other tests did. */
  function atHour(hours: number): Instant {
    return NOON + 30 * DAY - 12 * 60 * MINUTE + hours * 60 * MINUTE;
  }
});
