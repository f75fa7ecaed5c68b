import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { IdentityResolver } from "./identityResolver.ts";
import type { Acceptance, Identifier, IncomingEvent, Ingest } from "./incoming.ts";
import { createIngest } from "./ingest.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
let database: TestDatabase;
let serial = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** Like a process of its own: nothing shared but the database. */
function aProcess() {
  return createIngest({ db: database.db, clock: testClock(NOW), resolver: new IdentityResolver() });
}

function anEvent(workspaceId: number, ...identifiers: Identifier[]): IncomingEvent {
  serial += 1;
  return { workspaceId, source: "segment", messageId: `m-${serial}`, kind: "track", name: "Seen", properties: {}, at: null, context: {}, identifiers };
}

async function profileOf(ingest: Ingest, workspaceId: number, ...identifiers: Identifier[]): Promise<string> {
  return idOf((await ingest.accept([anEvent(workspaceId, ...identifiers)]))[0]);
}

function idOf(answer: Acceptance | undefined): string {
  if (answer?.status !== "accepted") throw new Error(JSON.stringify(answer));
  return answer.profileId;
}

async function identities(workspaceId: number) {
  return (
    await database.db.query<{ kind: string; value: string; profile: string }>(
      "select kind, value, profile_id as profile from identities where workspace_id = $1 order by kind, value",
      [workspaceId],
    )
  ).rows;
}

const user = (value: string) => ({ kind: "user_id", value });
const device = (value: string) => ({ kind: "anonymous_id", value });
const mail = (value: string) => ({ kind: "email", value });

describe("merges", () => {
  test("identities move, the merge is recorded with what it moved, and the survivor is told before the event", async () => {
    const ingest = aProcess();
    const visitor = await profileOf(ingest, 10, device("d1"));
    const ann = await profileOf(ingest, 10, user("ann"));
    expect(await profileOf(ingest, 10, user("ann"), device("d1"))).toBe(ann);
    expect((await identities(10)).map((row) => row.profile)).toEqual([ann, ann]);
    const { rows: merges } = await database.db.query("select survivor, merged, snapshot, undone_at from merges where workspace_id = 10");
    expect(merges).toEqual([{ survivor: ann, merged: visitor, snapshot: { identities: [{ kind: "anonymous_id", value: "d1" }] }, undone_at: null }]);
    const { rows: inbox } = await database.db.query<{ kind: string; body: unknown }>("select kind, body from inbox where profile_id = $1 order by id", [ann]);
    expect(inbox.map((row) => row.kind)).toEqual(["event", "merge", "event"]);
    expect(inbox[1]?.body).toMatchObject({ from: visitor });
  });

  test("another process with an older view still finds the survivor when it adds a name", async () => {
    const [here, there] = [aProcess(), aProcess()];
    await profileOf(here, 11, device("d1"));
    await profileOf(there, 11, device("d1"));
    const ann = await profileOf(here, 11, user("ann"));
    await profileOf(here, 11, user("ann"), device("d1"));
    expect(await profileOf(there, 11, device("d1"), mail("ann@x.io"))).toBe(ann);
    expect(new Set((await identities(11)).map((row) => row.profile))).toEqual(new Set([ann]));
  });

  test("another process cannot give a second user id to a profile that has just got one", async () => {
    const [here, there] = [aProcess(), aProcess()];
    await profileOf(here, 12, device("d1"));
    await profileOf(there, 12, device("d1"));
    const ann = await profileOf(here, 12, user("ann"), device("d1"));
    const bob = await profileOf(there, 12, user("bob"), device("d1"));
    expect(bob).not.toBe(ann);
  });

  test("what the guard left out stands in the event", async () => {
    const ingest = aProcess();
    await profileOf(ingest, 13, user("ann"), device("d1"));
    const bob = await profileOf(ingest, 13, user("bob"), device("d1"));
    const { rows } = await database.db.query<{ body: { flags: unknown; context: unknown } }>("select body from inbox where profile_id = $1", [bob]);
    expect(rows[0]?.body).toMatchObject({ flags: ["identity_conflict"], context: { identityConflict: [device("d1")] } });
  });
});

test("the same new person in many processes at once is one profile", async () => {
  const processes = Array.from({ length: 6 }, aProcess);
  const found = await Promise.all(
    processes.flatMap((ingest) => [profileOf(ingest, 20, user("new"), device("d1")), profileOf(ingest, 20, device("d1"), mail("new@x.io"))]),
  );
  const owners = new Set((await identities(20)).map((row) => row.profile));
  expect(owners.size).toBe(1);
  // An event of before a merge may have gone to the profile that was merged; the worker forwards it.
  const { rows: merges } = await database.db.query<{ merged: string }>("select merged from merges where workspace_id = 20");
  const known = new Set([...owners, ...merges.map((row) => row.merged)]);
  for (const profileId of found) expect(known).toContain(profileId);
});

const anIdentifier = fc.oneof(
  fc.constantFrom("u1", "u2", "u3").map(user),
  fc.constantFrom("e1@x.io", "e2@x.io").map(mail),
  fc.constantFrom("a1", "a2", "a3", "a4").map(device),
);

test("random events in several processes at once never join two user ids and leave no name on a merged profile", { timeout: 60_000 }, async () => {
  let workspaceId = 100;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(2), fc.array(anIdentifier, { minLength: 1, maxLength: 3 })), { minLength: 5, maxLength: 25 }), async (calls) => {
      workspaceId += 1;
      const processes = [aProcess(), aProcess(), aProcess()];
      const answers = await Promise.all(calls.map(([process, identifiers]) => processes[process]?.accept([anEvent(workspaceId, ...identifiers)])));
      for (const answer of answers) expect(answer?.[0]?.status).toBe("accepted");
      const rows = await identities(workspaceId);
      const { rows: merged } = await database.db.query<{ merged: string }>("select merged from merges where workspace_id = $1", [workspaceId]);
      for (const { merged: profile } of merged) expect(rows.filter((row) => row.profile === profile)).toEqual([]);
      const perProfile = new Map<string, number>();
      for (const row of rows) if (row.kind === "user_id") perProfile.set(row.profile, (perProfile.get(row.profile) ?? 0) + 1);
      for (const count of perProfile.values()) expect(count).toBe(1);
    }),
    { numRuns: 25 },
  );
});
