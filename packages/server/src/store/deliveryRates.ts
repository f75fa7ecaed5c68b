import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

export interface DeliveryRate {
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

/** Of the mails sent since then, how many came back and how many were called spam. */
export async function deliveryRate(q: Query, workspaceId: number, channel: string, since: Instant): Promise<DeliveryRate> {
  const { rows } = await q.query<DeliveryRate>(
    `select count(*) as sent, count(bounced_at) as bounced, count(complained_at) as complained
     from sends where sent_at >= $3 and workspace_id = $1 and channel = $2 and state = 'sent'`,
    [workspaceId, channel, formatInstant(since)],
  );
  return rows[0] ?? { sent: 0, bounced: 0, complained: 0 };
}
