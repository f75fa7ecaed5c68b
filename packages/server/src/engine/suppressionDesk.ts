import { INTERNAL } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db } from "../store/db.ts";
import { findIdentities } from "../store/identities.ts";
import { deleteSuppression, insertSuppression, type SuppressionRow } from "../store/suppressionList.ts";
import type { Ingest } from "./incoming.ts";
import { Refusal } from "./refusal.ts";

export interface SuppressionDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
}

/** Never uses the address again, and tells the person who has it, whose pending messages are then skipped. */
export async function suppressAddress(
  deps: SuppressionDeps,
  workspaceId: number,
  channel: string,
  given: string,
  why: Pick<SuppressionRow, "reason" | "detail">,
): Promise<SuppressionRow> {
  const address = normal(given);
  const row = await insertSuppression(deps.db, workspaceId, { channel, address, ...why, sendId: null, at: deps.clock.now() });
  await tell(deps, workspaceId, INTERNAL.addressSuppressed, channel, address);
  return row;
}

/** Allows the address again. @throws Refusal `not_found` */
export async function allowAddress(deps: SuppressionDeps, workspaceId: number, channel: string, given: string): Promise<void> {
  const address = normal(given);
  if (!(await deleteSuppression(deps.db, workspaceId, channel, address))) throw new Refusal("not_found", { what: "suppressed address", id: address });
  await tell(deps, workspaceId, INTERNAL.addressAllowed, channel, address);
}

/** An address and the person who has it. */
export interface OwnedAddress {
  readonly channel: string;
  readonly address: string;
  readonly profileId: string;
}

/** Tells people that their addresses are never used again. */
export function tellSuppressed(deps: SuppressionDeps, workspaceId: number, owned: readonly OwnedAddress[]): Promise<void> {
  return tellOwners(deps, workspaceId, INTERNAL.addressSuppressed, owned);
}

async function tell(deps: SuppressionDeps, workspaceId: number, name: string, channel: string, address: string): Promise<void> {
  const owners = await findIdentities(deps.db, [{ workspaceId, kind: channel, value: address }]);
  await tellOwners(
    deps,
    workspaceId,
    name,
    owners.map(({ profileId }) => ({ channel, address, profileId })),
  );
}

async function tellOwners({ clock, ingest }: SuppressionDeps, workspaceId: number, name: string, owned: readonly OwnedAddress[]): Promise<void> {
  if (owned.length === 0) return;
  const now = clock.now();
  await ingest.accept(
    owned.map(({ channel, address, profileId }) => ({
      workspaceId,
      source: "beckon",
      messageId: newId(now),
      kind: "internal",
      name,
      properties: { channel, address },
      identifiers: [],
      profileId,
      at: now,
      context: {},
    })),
  );
}

function normal(address: string): string {
  return address.trim().toLowerCase();
}
