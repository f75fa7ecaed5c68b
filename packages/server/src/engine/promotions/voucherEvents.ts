import { bucketOf, type Event, type INTERNAL, type Instant, type JsonObject, type Voucher } from "@beckon/core";
import { newId } from "../../ids.ts";
import type { Query } from "../../store/db.ts";
import { putInInbox } from "../../store/inbox.ts";

/** Something that happened to a person by a voucher. */
export interface VoucherHappening {
  readonly profileId: string;
  readonly name: VoucherEventName;
  readonly properties: JsonObject;
}

type VoucherEventName =
  | typeof INTERNAL.voucherPublished
  | typeof INTERNAL.voucherRedeemed
  | typeof INTERNAL.voucherRedemptionFailed
  | typeof INTERNAL.voucherRolledBack;

/** Tells people what happened to them, in the transaction in which it does. @returns their buckets, to be woken after the commit */
export async function tellPeople(tx: Query, workspaceId: number, happenings: readonly VoucherHappening[], at: Instant): Promise<ReadonlySet<number>> {
  await putInInbox(
    tx,
    happenings.map(({ profileId, name, properties }) => {
      const id = newId(at);
      const event: Event = { id, kind: "internal", name, properties, at, receivedAt: at, source: "beckon", messageId: id, context: {} };
      return { id, workspaceId, profileId, kind: "event" as const, body: event, acceptedAt: at };
    }),
  );
  return new Set(happenings.map(({ profileId }) => bucketOf(profileId)));
}

/** What every such event says of the voucher. */
export function voucherProperties({ code, worth, expiresAt, used, uses }: Voucher, promotion: string | null): JsonObject {
  return {
    code,
    promotion,
    voucher_kind: worth.kind,
    ...(worth.kind === "gift_card" ? { balance: worth.balance } : {}),
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    used,
    uses,
  };
}
