import { INTERNAL } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db } from "../store/db.ts";
import { findIdentities } from "../store/identities.ts";
import { deleteSuppression, insertSuppression, type SuppressionRow } from "../store/suppressionList.ts";
import type { Ingest } from "./incoming.ts";
import { Refusal } from "./refusal.ts";

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
}

/** Never uses the address again, and tells the person who has it, whose pending messages are then skipped. */
export async function suppressAddress(
  deps: Deps,
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
export async function allowAddress(deps: Deps, workspaceId: number, channel: string, given: string): Promise<void> {
  const address = normal(given);
  if (!(await deleteSuppression(deps.db, workspaceId, channel, address))) throw new Refusal("not_found", { what: "suppressed address", id: address });
  await tell(deps, workspaceId, INTERNAL.addressAllowed, channel, address);
}

async function tell({ db, clock, ingest }: Deps, workspaceId: number, name: string, channel: string, address: string): Promise<void> {
  const [owner] = await findIdentities(db, [{ workspaceId, kind: channel, value: address }]);
  if (!owner) return;
  const now = clock.now();
  await ingest.accept([
    {
      workspaceId,
      source: "beckon",
      messageId: newId(now),
      kind: "internal",
      name,
      properties: { channel, address },
      identifiers: [],
      profileId: owner.profileId,
      at: now,
      context: {},
    },
  ]);
}

function normal(address: string): string {
  return address.trim().toLowerCase();
}
