import { formatInstant, type Instant, type Suppression } from "@beckon/core";
import type { Query } from "./db.ts";

export interface NewSuppression {
  readonly workspaceId: number;
  readonly channel: string;
  readonly address: string;
  readonly reason: Suppression["reason"];
  readonly detail: string;
  readonly at: Instant;
}

/** Closes addresses that providers told us are dead. One that is closed already keeps its reason. */
export async function suppressAddresses(q: Query, suppressions: readonly NewSuppression[]): Promise<void> {
  if (suppressions.length === 0) return;
  await q.query(
    `insert into suppressions (workspace_id, channel, address, reason, detail, at)
     select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
     on conflict (workspace_id, channel, address) do nothing`,
    [
      suppressions.map((each) => each.workspaceId),
      suppressions.map((each) => each.channel),
      suppressions.map((each) => each.address.toLowerCase()),
      suppressions.map((each) => each.reason),
      suppressions.map((each) => each.detail),
      suppressions.map((each) => formatInstant(each.at)),
    ],
  );
}
