import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";
import { storableText } from "./storable.ts";

/** What an event says about the state of a Stripe object. */
export interface StripeObjectSeen {
  readonly workspaceId: number;
  readonly objectId: string;
  readonly at: Instant;
  readonly terminal: boolean;
  readonly eventId: string;
}

/**
 * Notes the event where it is the newest of its object, and answers whether a newer one was seen before. Within one second,
 * which is as fine as Stripe's times are, a final state counts as newer. Safe to run twice for one event.
 */
export async function noteStripeObject(q: Query, seen: StripeObjectSeen): Promise<{ readonly overtaken: boolean }> {
  const objectId = storableText(seen.objectId);
  const eventId = storableText(seen.eventId);
  const { rows } = await q.query<{ eventId: string }>(
    `insert into stripe_objects as known (workspace_id, object_id, at, terminal, event_id)
     values ($1, $2, $3::timestamptz, $4, $5)
     on conflict (workspace_id, object_id) do update
       set at = excluded.at, terminal = excluded.terminal, event_id = excluded.event_id
       where known.at < excluded.at or (known.at = excluded.at and (excluded.terminal or not known.terminal))
     returning event_id as "eventId"`,
    [seen.workspaceId, objectId, formatInstant(seen.at), seen.terminal, eventId],
  );
  if (rows.length > 0) return { overtaken: false };
  const known = await q.query<{ eventId: string }>(`select event_id as "eventId" from stripe_objects where workspace_id = $1 and object_id = $2`, [
    seen.workspaceId,
    objectId,
  ]);
  return { overtaken: known.rows[0]?.eventId !== eventId };
}
