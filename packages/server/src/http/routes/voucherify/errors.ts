import { ERRORS, type ErrorCode } from "@beckon/contract";
import type { VoucherRefusal } from "@beckon/core";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Refusal } from "../../../engine/refusal.ts";
import { ApiError } from "../../errors.ts";

/** A refusal in Voucherify's shape. Clients go by the key. */
export class VoucherifyError extends Error {
  readonly status: number;
  readonly key: string;
  readonly details: string;
  readonly resource: { readonly id: string; readonly type: string } | null;
  /** What a validation rule wants to be said. */
  readonly said: string | null;

  constructor(status: number, key: string, details: string, resource: VoucherifyError["resource"] = null, said: string | null = null) {
    super(TITLES[key] ?? key.replaceAll("_", " "));
    this.status = status;
    this.key = key;
    this.details = details;
    this.resource = resource;
    this.said = said;
  }
}

export function notFound(type: string, id: string): VoucherifyError {
  return new VoucherifyError(404, "not_found", `Cannot find ${type} with id ${id}`, { id, type });
}

export function invalidPayload(details: string): VoucherifyError {
  return new VoucherifyError(400, "invalid_payload", details);
}

export const TITLES: { readonly [key: string]: string } = {
  not_found: "Resource not found",
  invalid_payload: "Invalid payload",
  duplicate_found: "Duplicate resource found",
  voucher_disabled: "Voucher is disabled",
  voucher_not_active: "Voucher is not active yet",
  voucher_expired: "Voucher expired",
  quantity_exceeded: "Quantity exceeded",
  gift_amount_exceeded: "Gift amount exceeded",
  missing_amount: "Missing amount",
  customer_rules_violated: "Customer rules violated",
  order_rules_violated: "Order rules violated",
  redemption_rules_violated: "Redemption rules violated",
  already_rolled_back: "Already rolled back",
  unauthorized: "Unauthorized",
};

/** Voucherify's key of ours, where it has one. */
const KEYS: { readonly [code in ErrorCode]?: string } = {
  not_found: "not_found",
  wrong_key: "unauthorized",
  key_kind: "forbidden",
  key_scope: "missing_required_permission",
  rate_limited: "too_many_requests",
  promotion_invalid: "invalid_campaign_params",
  promotion_name_taken: "duplicate_found",
  promotion_in_use: "resource_in_use",
  validation_rule_invalid: "invalid_validation_rules",
  voucher_code_taken: "duplicate_found",
  voucher_given: "voucher_already_published",
  voucher_in_use: "resource_in_use",
  voucher_invalid: "invalid_voucher",
  voucher_none_left: "no_voucher_suitable_for_publication",
  voucher_not_for_customer: "customer_rules_violated",
  publication_source_taken: "duplicate_source_id",
  redemption_failed: "invalid_redemption",
  redemption_of_stack: "invalid_redemption_parent",
  redemption_taken_back: "already_rolled_back",
};

/** Answers whatever was thrown in Voucherify's shape; what is a fault of ours goes to the log. */
export function answerInShape(error: FastifyError | ApiError | Refusal | VoucherifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = shapedOf(error);
  if (known === null) {
    request.log.error({ err: error }, "request failed");
    return reply.code(500).send(bodyOf(new VoucherifyError(500, "internal_error", "Something went wrong on our side; it is in the log."), request.id));
  }
  return reply.code(known.status).send(bodyOf(known, request.id));
}

function bodyOf(error: VoucherifyError, requestId: string) {
  return {
    code: error.status,
    key: error.key,
    message: error.message,
    details: error.details,
    request_id: requestId,
    ...(error.resource === null ? {} : { resource_id: error.resource.id, resource_type: error.resource.type }),
    ...(error.said === null ? {} : { error: { message: error.said } }),
  };
}

function shapedOf(error: FastifyError | ApiError | Refusal | VoucherifyError | Error): VoucherifyError | null {
  if (error instanceof VoucherifyError) return error;
  const ours = error instanceof Refusal ? new ApiError(error.code as ErrorCode, error.details, error.path) : error;
  if (ours instanceof ApiError) {
    const { what, id } = ours.details;
    const resource = ours.code === "not_found" && typeof what === "string" && typeof id === "string" ? { id, type: what } : null;
    return new VoucherifyError(ERRORS[ours.code].status, KEYS[ours.code] ?? "invalid_payload", ours.message, resource);
  }
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  if (status >= 400 && status < 500) return new VoucherifyError(status, "invalid_payload", error.message);
  // Texts and numbers that cannot be stored.
  return "code" in error && ["22021", "22P05", "22003", "22P02"].includes(error.code) ? invalidPayload("A value in the request cannot be stored.") : null;
}

/** A voucher's refusal as the answer to a redemption. */
export function refusedVoucher({ key, details, message }: VoucherRefusal, resource: VoucherifyError["resource"]): VoucherifyError {
  return new VoucherifyError(400, key, details, resource, message);
}
