import { type ConditionNode, type Json, type JsonObject, judgeCondition, OPERATOR_NAMES, OPERATORS, type OperatorName } from "@beckon/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../../test/database.ts";
import { Parameters } from "../parameters.ts";
import { conditionSql } from "./kinds.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const ROWS = 25;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

interface Person {
  readonly attributes: JsonObject;
  readonly consent: { readonly channels: { readonly [name: string]: "subscribed" | "unsubscribed" }; readonly topics: object };
}

async function sqlSays(condition: ConditionNode, people: readonly Person[]): Promise<(boolean | null)[]> {
  const parameters = new Parameters();
  const said = conditionSql(condition, parameters, { now: NOON });
  const { rows } = await database.db.query<{ said: boolean | null }>(
    `select ${said} as said from unnest(${parameters.add(people.map((person) => JSON.stringify(person.attributes)))}::text[],
       ${parameters.add(people.map((person) => JSON.stringify(person.consent)))}::text[]) with ordinality as raw (a, c, place)
     cross join lateral (select a::jsonb as attributes, c::jsonb as consent) as p order by place`,
    parameters.values,
  );
  return rows.map((row) => row.said);
}

function memorySays(condition: ConditionNode, { attributes, consent }: Person): boolean {
  return judgeCondition(condition, { attributes, consent: consent as never, properties: {}, entry: null, country: null, now: NOON, timeZone: "UTC" }).holds;
}

const word = fc.constantFrom(
  "",
  "pro",
  "Pro",
  "free",
  "1",
  "1.0",
  "12",
  "007",
  "-3",
  "1e3",
  " 5",
  "true",
  "2026-11-20",
  "zoë",
  "50% off",
  "x".repeat(20),
  "9007199254740993",
);
const scalar: fc.Arbitrary<Json> = fc.oneof(word, fc.constantFrom(0, 1, 5, -3, 12, 12.5, 1000, 1e21, 0.1), fc.boolean(), fc.string({ maxLength: 6 }));
const value: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  scalar,
  fc.constant(null),
  fc.array(fc.oneof(scalar, fc.constant(null), fc.constant(["pro"]) as fc.Arbitrary<Json>), { maxLength: 3 }),
  fc.constant({ city: "Rome" }),
);
const name = fc.constantFrom("plan", "total", "address.city", "tags");
const person: fc.Arbitrary<Person> = fc.record({
  attributes: fc.dictionary(fc.constantFrom("plan", "total", "address", "address.city", "tags"), value, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
  consent: fc.record({
    channels: fc.dictionary(fc.constant("email"), fc.constantFrom("subscribed" as const, "unsubscribed" as const)),
    topics: fc.constant({}),
  }),
});

function rightOf(op: OperatorName): fc.Arbitrary<Json | undefined> {
  const { takes } = OPERATORS[op];
  if (takes === "none") return fc.constant(undefined);
  if (takes === "duration") return fc.constantFrom("P1D", "P30D");
  if (takes === "list") return fc.array(scalar, { minLength: 1, maxLength: 3 });
  if (takes === "range") return fc.constantFrom<Json>([1, 12], ["1", "12"], [5, 1], ["2026-01-01", "2026-12-01"]);
  return scalar;
}

const attribute: fc.Arbitrary<ConditionNode> = fc
  .constantFrom(...OPERATOR_NAMES)
  .chain((op) =>
    fc.record(
      { kind: fc.constant("attribute"), name, op: fc.constant(op), value: rightOf(op), ignoreCase: fc.boolean() },
      { requiredKeys: ["kind", "name", "op", "value"] },
    ),
  );
const consent = fc.record({ kind: fc.constant("consent"), channel: fc.constant("email"), is: fc.constantFrom("subscribed", "unsubscribed", "unknown") });
const { tree } = fc.letrec<{ tree: ConditionNode }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    attribute,
    consent,
    fc.record({ kind: fc.constantFrom("all", "any"), conditions: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant("not"), condition: tie("tree") }),
  ),
}));

test("whatever SQL says about a condition, memory says too", async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.array(person, { minLength: ROWS, maxLength: ROWS }), async (condition, people) => {
      const said = await sqlSays(condition, people);
      for (const [index, each] of people.entries()) {
        const sql = said[index];
        if (sql !== null) expect([JSON.stringify(each.attributes), sql]).toEqual([JSON.stringify(each.attributes), memorySays(condition, each)]);
      }
    }),
    { numRuns: 300 },
  );
});

test("SQL says something about what people mostly ask", async () => {
  const people: Person[] = [{ attributes: { plan: "pro", total: 12, is_vip: true }, consent: { channels: {}, topics: {} } }];
  const asked = [
    { name: "plan", op: "equals", value: "pro" },
    { name: "plan", op: "not_equals", value: "free" },
    { name: "plan", op: "one_of", value: ["pro", "team"] },
    { name: "plan", op: "contains", value: "r" },
    { name: "total", op: "at_least", value: 10 },
    { name: "total", op: "between", value: [1, 20] },
    { name: "is_vip", op: "is_true" },
    { name: "city", op: "missing" },
  ];
  for (const condition of asked) expect(await sqlSays({ kind: "attribute", ...condition } as ConditionNode, people)).toEqual([true]);
});
