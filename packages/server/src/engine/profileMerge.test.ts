import { bucketOf, newProfile } from "@beckon/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { writeProfiles } from "../store/profiles.ts";
import type { Identifier } from "./incoming.ts";
import { createIngest } from "./ingest.ts";
import { foreseeMerge, mergeProfiles, undoMerge } from "./profileMerge.ts";
import { Refusal } from "./refusal.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const clock = testClock(NOW);
let database: TestDatabase;
let ingest: ReturnType<typeof createIngest>;
let serial = 0;

beforeAll(async () => {
  database = await testDatabase();
  ingest = createIngest({ db: database.db, clock });
});
afterAll(() => database.drop());

const deps = () => ({ db: database.db, clock, resolver: ingest.resolver });

/** A profile with a name and attributes, as the worker would have written it. */
async function aPerson(identifier: Identifier, attributes: Record<string, string> = {}, attributesAt = 1): Promise<string> {
  const profileId = await seenAs(identifier);
  await writeProfiles(database.db, [
    { before: null, after: { ...newProfile(profileId, 1, NOW), attributes, attributesAt }, mergedInto: null, emails: [], search: "" },
  ]);
  return profileId;
}

async function seenAs(...identifiers: Identifier[]): Promise<string> {
  serial += 1;
  const [answer] = await ingest.accept([
    { workspaceId: 1, source: "segment", messageId: `m-${serial}`, kind: "track", name: "Seen", properties: {}, at: null, context: {}, identifiers },
  ]);
  if (answer?.status !== "accepted") throw new Error(JSON.stringify(answer));
  return answer.profileId;
}

const user = (value: string) => ({ kind: "user_id", value });
const mail = (value: string) => ({ kind: "email", value });

test("a merge is foreseen: identifiers, attributes, and that both may be two people", async () => {
  const ann = await aPerson(user("ann"), { plan: "pro", city: "Rome" }, 2);
  const anna = await aPerson(user("anna"), { plan: "free", color: "red" }, 1);
  expect(await foreseeMerge(database.db, 1, ann, anna)).toEqual({
    identifiers: [user("anna")],
    attributes: [
      { name: "plan", kept: "pro", dropped: "free" },
      { name: "color", kept: "red", dropped: null },
    ],
    consent: { channels: {}, topics: {} },
    waiting: 0,
    warnings: [expect.stringContaining("ann and anna")],
  });
  expect(await seenAs(user("anna"))).toBe(anna);
});

test("a merge by hand sends both names to the survivor, and its undo gives them back", async () => {
  const bob = await aPerson(user("bob"));
  const robert = await aPerson(mail("bob@x.io"));
  const merge = await mergeProfiles(deps(), 1, bob, robert, "Eve");
  expect(await seenAs(mail("bob@x.io"))).toBe(bob);
  const { rows } = await database.db.query("select body from inbox where profile_id = $1 and kind = 'merge'", [bob]);
  expect(rows).toEqual([{ body: { from: robert, at: NOW } }]);

  await database.db.query("update profiles set merged_into = $1 where id = $2", [bob, robert]);
  const undone = await undoMerge(deps(), 1, merge.id);
  expect(undone.undoneAt).toBe(NOW);
  expect([await seenAs(mail("bob@x.io")), await seenAs(user("bob"))]).toEqual([robert, bob]);
  const { rows: left } = await database.db.query("select merged_into from profiles where bucket = $1 and id = $2", [bucketOf(robert), robert]);
  expect(left).toEqual([{ merged_into: null }]);
});

test("an undo before the worker has taken the merge up leaves nothing for it to take", async () => {
  const [carl, charles] = [await aPerson(user("carl")), await aPerson(mail("carl@x.io"))];
  const merge = await mergeProfiles(deps(), 1, carl, charles, "Eve");
  await undoMerge(deps(), 1, merge.id);
  const { rows } = await database.db.query("select 1 from inbox where profile_id = $1 and kind = 'merge'", [carl]);
  expect(rows).toEqual([]);
});

test("an undo takes names back from whoever the survivor became, and leaves what was learned since", async () => {
  const [a, b, c] = [await aPerson(mail("a@x.io")), await aPerson(mail("b@x.io")), await aPerson(user("c"))];
  const first = await mergeProfiles(deps(), 1, b, a, "Eve");
  await seenAs(mail("b@x.io"), { kind: "phone", value: "+491234567" });
  await mergeProfiles(deps(), 1, c, b, "Eve");
  await undoMerge(deps(), 1, first.id);
  expect([await seenAs(mail("a@x.io")), await seenAs({ kind: "phone", value: "+491234567" })]).toEqual([a, c]);
});

test.each([
  [
    "with itself",
    async () => {
      const dora = await aPerson(user("dora"));
      return [dora, dora];
    },
    "merge_invalid",
  ],
  ["with nobody", async () => [await aPerson(user("emil")), "01900000-0000-7000-8000-000000000000"], "merge_invalid"],
])("merging %s is refused", async (_case, pair, code) => {
  const [survivor, merged] = await pair();
  const error = await mergeProfiles(deps(), 1, survivor as string, merged as string, "Eve").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  expect((error as Refusal).code).toBe(code);
});

test("a merge is undone once", async () => {
  const [f, g] = [await aPerson(user("f")), await aPerson(mail("g@x.io"))];
  const merge = await mergeProfiles(deps(), 1, f, g, "Eve");
  await undoMerge(deps(), 1, merge.id);
  await expect(undoMerge(deps(), 1, merge.id)).rejects.toMatchObject({ code: "merge_undone" });
});
