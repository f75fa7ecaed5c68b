import type { ConditionNode, Instant } from "@beckon/core";
import { CountedPast } from "./conditions/countedPast.ts";
import { conditionSql } from "./conditions/kinds.ts";
import type { Query } from "./db.ts";
import { Parameters } from "./parameters.ts";
import { type FillScope, familyOf } from "./segmentFill.ts";

/** What the database says of some people about a condition. */
export interface Asked {
  /** How many there are. */
  readonly people: number;
  readonly members: number;
  /** Some of the members. */
  readonly sample: readonly string[];
  /** Those of whom memory must judge. */
  readonly unsaid: readonly string[];
}

/** Asks a condition of everybody in the scope in one statement, over the whole history. */
export async function askCondition(q: Query, scope: FillScope, condition: ConditionNode, at: Instant, sample: number): Promise<Asked> {
  const parameters = new Parameters();
  const past = new CountedPast(parameters, scope, await familyOf(q, scope));
  const said = conditionSql(condition, parameters, { now: at, past });
  const { rows } = await q.query<Asked>(
    `select count(*)::int as people, (count(*) filter (where said))::int as members,
       coalesce((array_agg(id order by id) filter (where said))[1:${parameters.add(sample, "int")}], '{}') as sample,
       coalesce(array_agg(id) filter (where said is null), '{}') as unsaid
     from (
       select p.id, ${said} as said from profiles p ${past.joins}
       where p.bucket = any(${parameters.add(scope.buckets, "int[]")}) and p.workspace_id = ${parameters.add(scope.workspaceId, "int")} and p.merged_into is null
     ) as answers`,
    parameters.values,
  );
  return rows[0] as Asked;
}
