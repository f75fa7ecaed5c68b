import { type Event, formatInstant, INTERNAL, type Instant, type Suppression } from "@beckon/core";
import type { Query } from "./db.ts";

export interface NewSuppression {
  readonly workspaceId: number;
  readonly channel: string;
  readonly address: string;
  readonly reason: Suppression["reason"];
  readonly detail: string;
  readonly at: Instant;
  /** The message that closed it. */
  readonly sendId: string | null;
}

/**
 * Closes addresses that are dead, or that nobody wants to write to. One that is closed already keeps its reason.
 * @returns those that were open until now
 */
export async function suppressAddresses(q: Query, suppressions: readonly NewSuppression[]): Promise<{ channel: string; address: string }[]> {
  if (suppressions.length === 0) return [];
  const { rows } = await q.query<{ channel: string; address: string }>(
    `insert into suppressions (workspace_id, channel, address, reason, detail, at, send_id)
     select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::uuid[]) order by 1, 2, 3
     on conflict (workspace_id, channel, address) do nothing
     returning channel, address`,
    [
      suppressions.map((each) => each.workspaceId),
      suppressions.map((each) => each.channel),
      suppressions.map((each) => each.address.toLowerCase()),
      suppressions.map((each) => each.reason),
      suppressions.map((each) => each.detail),
      suppressions.map((each) => formatInstant(each.at)),
      suppressions.map((each) => each.sendId),
    ],
  );
  return rows;
}

const CLOSES: { readonly [name: string]: Suppression["reason"] } = {
  [INTERNAL.messageBounced]: "hard_bounce",
  [INTERNAL.messageComplained]: "complaint",
};

/** Closes the addresses of which events say that they are dead, or that their owner called it spam; with the events, or not at all. */
export async function closeReportedAddresses(tx: Query, rows: readonly { readonly workspaceId: number; readonly event: Event }[]): Promise<void> {
  const closing = new Map<string, NewSuppression>();
  for (const { workspaceId, event } of rows) {
    const reason = CLOSES[event.name];
    const { permanent, address, detail } = event.properties;
    if (!reason || event.kind !== "internal" || !event.message || permanent === false || typeof address !== "string") continue;
    const { channel, sendId } = event.message;
    // One statement inserts no row twice.
    const key = JSON.stringify([workspaceId, channel, address.toLowerCase()]);
    if (!closing.has(key)) closing.set(key, { workspaceId, channel, address, reason, detail: typeof detail === "string" ? detail : "", at: event.at, sendId });
  }
  await suppressAddresses(tx, [...closing.values()]);
}
