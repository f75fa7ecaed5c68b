import { ruleOf } from "../../../engine/promotions/checkoutFacts.ts";
import { newId } from "../../../ids.ts";
import { forgetCounts } from "../../../store/promotions/redemptionCounts.ts";
import {
  assignmentsOf,
  assignRule,
  deleteValidationRule,
  findValidationRule,
  listValidationRules,
  type RuleTarget,
  removeAssignment,
  saveValidationRule,
  type ValidationRuleRow,
} from "../../../store/promotions/validationRules.ts";
import { findVoucher, vouchersById } from "../../../store/promotions/vouchers.ts";

import { invalidPayload, notFound, VoucherifyError } from "./errors.ts";
import { NOBODY, uuidIn } from "./ids.ts";
import { findPromotionNamed } from "./promotionNamed.ts";
import { objectIn, optionalObject, pageIn, textIn } from "./read.ts";
import type { Call, Routes } from "./routes.ts";
import { assignmentShape, list, ruleShape } from "./shapes.ts";

export function validationRuleRoutes(routes: Routes): void {
  const { db, clock } = routes;
  const shape = async (rule: ValidationRuleRow) => ruleShape(rule, (await assignmentsOf(db, rule.id)).length);

  routes.post(
    "/validation-rules",
    "promotions:write",
    async (call) => {
      const now = clock.now();
      const rule = ruleIn(call, { id: newId(now), createdAt: now, updatedAt: now });
      await saveValidationRule(db, rule);
      return shape(rule);
    },
    { audit: { did: "made the validation rule", kind: "validation rule" } },
  );

  routes.get("/validation-rules", "promotions:read", async ({ workspaceId, query }) => {
    const { limit, offset } = pageIn(query);
    const { rows, total } = await listValidationRules(db, workspaceId, limit, offset);
    return list("data", await Promise.all(rows.map(shape)), total);
  });

  routes.get("/validation-rules/:id", "promotions:read", async (call) => shape(await savedRule(routes, call)));

  routes.put(
    "/validation-rules/:id",
    "promotions:write",
    async (call) => {
      const before = await savedRule(routes, call);
      const rule = ruleIn(
        { ...call, body: { name: before.name, rules: before.rules, applicable_to: before.applicableTo, ...call.body } },
        { ...before, updatedAt: clock.now() },
      );
      await db.transaction(async (tx) => {
        await saveValidationRule(tx, rule);
        for (const { promotionId } of await assignmentsOf(tx, rule.id)) if (promotionId !== null) await forgetCounts(tx, promotionId);
      });
      return shape(rule);
    },
    { audit: { did: "changed the validation rule", kind: "validation rule" } },
  );

  routes.delete(
    "/validation-rules/:id",
    "promotions:write",
    async (call) => {
      await deleteValidationRule(db, (await savedRule(routes, call)).id);
    },
    { audit: { did: "deleted the validation rule", kind: "validation rule" } },
  );

  routes.post(
    "/validation-rules/:id/assignments",
    "promotions:write",
    async (call) => {
      const rule = await savedRule(routes, call);
      const target = await targetIn(routes, call);
      return db.transaction(async (tx) => {
        const assigned = await assignRule(tx, call.workspaceId, { id: newId(clock.now()), ruleId: rule.id, createdAt: clock.now(), ...target });
        if (target.promotionId !== null) await forgetCounts(tx, target.promotionId);
        return assignmentShape(assigned);
      });
    },
    { audit: { did: "laid the validation rule upon something", kind: "validation rule" } },
  );

  routes.get("/validation-rules/:id/assignments", "promotions:read", async (call) => {
    const assignments = await assignmentsOf(db, (await savedRule(routes, call)).id);
    return list("data", assignments.map(assignmentShape), assignments.length);
  });

  routes.delete(
    "/validation-rules/:id/assignments/:assignment",
    "promotions:write",
    async (call) => {
      const rule = await savedRule(routes, call);
      const target = await removeAssignment(db, rule.id, uuidIn(call.params["assignment"] ?? "") ?? NOBODY);
      if (target === null) throw notFound("validation_rules_assignment", call.params["assignment"] ?? "");
    },
    { audit: { did: "lifted the validation rule from something", kind: "validation rule" } },
  );
}

function ruleIn({ workspaceId, body }: Pick<Call, "workspaceId" | "body">, more: Pick<ValidationRuleRow, "id" | "createdAt" | "updatedAt">): ValidationRuleRow {
  const rules = objectIn(body["rules"], "rules");
  const rule: ValidationRuleRow = {
    ...more,
    workspaceId,
    name: textIn(body["name"], "name") ?? "Rule",
    rules,
    applicableTo: optionalObject(body["applicable_to"], "applicable_to"),
    message: textIn(optionalObject(body["error"], "error")?.["message"], "error.message"),
  };
  try {
    ruleOf(rule);
  } catch (error) {
    throw new VoucherifyError(400, "invalid_validation_rules", error instanceof Error ? error.message : "The rules cannot be read.");
  }
  return rule;
}

async function savedRule({ db }: Routes, { workspaceId, params }: Call): Promise<ValidationRuleRow> {
  const rule = await findValidationRule(db, workspaceId, uuidIn(params["id"] ?? "") ?? NOBODY);
  if (!rule) throw notFound("validation_rules", params["id"] ?? "");
  return rule;
}

async function targetIn({ db }: Routes, { workspaceId, body }: Call): Promise<RuleTarget> {
  const id = textIn(body["related_object_id"], "related_object_id") ?? "";
  const type = textIn(body["related_object_type"], "related_object_type") ?? "campaign";
  if (type === "campaign") {
    const promotion = await findPromotionNamed(db, workspaceId, id);
    if (!promotion) throw notFound("campaign", id);
    return { promotionId: promotion.id, voucherId: null };
  }
  if (type !== "voucher") throw invalidPayload(`related_object_type must be "campaign" or "voucher"; this is ${type}.`);
  const uuid = uuidIn(id);
  const voucher = (await findVoucher(db, workspaceId, id)) ?? (uuid === null ? null : ((await vouchersById(db, [uuid])).get(uuid) ?? null));
  if (!voucher || voucher.workspaceId !== workspaceId) throw notFound("voucher", id);
  return { promotionId: null, voucherId: voucher.id };
}
