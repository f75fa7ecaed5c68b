import type { Json } from "@beckon/core";
import { newId } from "../../../ids.ts";
import { assignRule, findValidationRule, type RuleTarget } from "../../../store/promotions/validationRules.ts";
import { invalidPayload, notFound } from "./errors.ts";
import { NOBODY, uuidIn } from "./ids.ts";
import type { Routes } from "./routes.ts";

/** Rules named when something is made: `["val_..."]`. */
export async function assignRules({ db, clock }: Routes, workspaceId: number, value: Json | undefined, target: RuleTarget): Promise<void> {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value)) throw invalidPayload("validation_rules must be a list of ids.");
  for (const id of value) {
    const rule = await findValidationRule(db, workspaceId, uuidIn(String(id)) ?? NOBODY);
    if (!rule) throw notFound("validation_rules", String(id));
    await assignRule(db, workspaceId, { id: newId(clock.now()), ruleId: rule.id, createdAt: clock.now(), ...target });
  }
}
