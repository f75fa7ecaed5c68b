import { formatInstant, type Instant, type Json, type JsonObject } from "@beckon/core";
import type { Query } from "../db.ts";

export interface ValidationRuleRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly name: string;
  /** As it was written. */
  readonly rules: JsonObject;
  readonly applicableTo: Json;
  readonly message: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

const COLUMNS = `r.id, r.workspace_id as "workspaceId", r.name, r.rules, r.applicable_to as "applicableTo", r.message, r.created_at as "createdAt", r.updated_at as "updatedAt"`;

/** Writes it, or writes over what it was. */
export async function saveValidationRule(q: Query, rule: ValidationRuleRow): Promise<void> {
  await q.query(
    `insert into validation_rules (id, workspace_id, name, rules, applicable_to, message, created_at, updated_at)
     values ($1, $2, $3, $4::text::jsonb, $5::text::jsonb, $6, $7, $8)
     on conflict (id) do update set name = excluded.name, rules = excluded.rules, applicable_to = excluded.applicable_to, message = excluded.message, updated_at = excluded.updated_at`,
    [
      rule.id,
      rule.workspaceId,
      rule.name,
      JSON.stringify(rule.rules),
      rule.applicableTo === null ? null : JSON.stringify(rule.applicableTo),
      rule.message,
      formatInstant(rule.createdAt),
      formatInstant(rule.updatedAt),
    ],
  );
}

export async function findValidationRule(q: Query, workspaceId: number, id: string): Promise<ValidationRuleRow | null> {
  const { rows } = await q.query<ValidationRuleRow>(`select ${COLUMNS} from validation_rules r where r.workspace_id = $1 and r.id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** Newest first. */
export async function listValidationRules(
  q: Query,
  workspaceId: number,
  limit: number,
  offset: number,
): Promise<{ readonly rows: readonly ValidationRuleRow[]; readonly total: number }> {
  const found = await q.query<ValidationRuleRow>(`select ${COLUMNS} from validation_rules r where r.workspace_id = $1 order by r.id desc limit $2 offset $3`, [
    workspaceId,
    limit,
    offset,
  ]);
  const counted = await q.query<{ total: number }>("select count(*) as total from validation_rules where workspace_id = $1", [workspaceId]);
  return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
}

export async function deleteValidationRule(q: Query, id: string): Promise<void> {
  await q.query("delete from validation_rules where id = $1", [id]);
}

/** To what a rule was laid upon. */
export interface RuleTarget {
  readonly promotionId: string | null;
  readonly voucherId: string | null;
}

/** The rules of each voucher and promotion, the promotion's first. */
export async function rulesOf(q: Query, promotionIds: readonly string[], voucherIds: readonly string[]): Promise<(ValidationRuleRow & RuleTarget)[]> {
  const { rows } = await q.query<ValidationRuleRow & RuleTarget>(
    `select ${COLUMNS}, a.promotion_id as "promotionId", a.voucher_id as "voucherId" from validation_rule_assignments a join validation_rules r on r.id = a.rule_id
     where a.promotion_id = any($1::uuid[]) or a.voucher_id = any($2::uuid[]) order by a.voucher_id nulls first, a.id`,
    [promotionIds, voucherIds],
    "rules_of_vouchers",
  );
  return rows;
}

export interface AssignmentRow extends RuleTarget {
  readonly id: string;
  readonly ruleId: string;
  readonly createdAt: Instant;
}

const ASSIGNMENT = `id, rule_id as "ruleId", promotion_id as "promotionId", voucher_id as "voucherId", created_at as "createdAt"`;

/** Lays a rule upon something; where it lies there already, that is what is given. */
export async function assignRule(q: Query, workspaceId: number, { id, ruleId, promotionId, voucherId, createdAt }: AssignmentRow): Promise<AssignmentRow> {
  await q.query(
    `insert into validation_rule_assignments (id, workspace_id, rule_id, promotion_id, voucher_id, created_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [id, workspaceId, ruleId, promotionId, voucherId, formatInstant(createdAt)],
  );
  const { rows } = await q.query<AssignmentRow>(
    `select ${ASSIGNMENT} from validation_rule_assignments where rule_id = $1 and (promotion_id = $2 or voucher_id = $3)`,
    [ruleId, promotionId, voucherId],
  );
  return rows[0] as AssignmentRow;
}

export async function assignmentsOf(q: Query, ruleId: string): Promise<AssignmentRow[]> {
  const { rows } = await q.query<AssignmentRow>(`select ${ASSIGNMENT} from validation_rule_assignments where rule_id = $1 order by id`, [ruleId]);
  return rows;
}

/** @returns what it was laid upon; null where there is no such assignment */
export async function removeAssignment(q: Query, ruleId: string, id: string): Promise<RuleTarget | null> {
  const { rows } = await q.query<RuleTarget>(
    `delete from validation_rule_assignments where rule_id = $1 and id = $2 returning promotion_id as "promotionId", voucher_id as "voucherId"`,
    [ruleId, id],
  );
  return rows[0] ?? null;
}
