import type { Query } from "./db.ts";
import type { LinkedSend } from "./messages.ts";

/** A send of which somebody outside tells something. */
export type ReportedSend = LinkedSend & { readonly address: string };

interface Named {
  readonly sendId: string | null;
  readonly providerId: string | null;
}

/** Finds the sends by our own ids and by those that providers gave them; ours speaks first. @returns the send of each that is known */
export async function findReportedSends(q: Query, workspaceId: number, named: readonly Named[]): Promise<(one: Named) => ReportedSend | undefined> {
  const ids = named.flatMap(({ sendId }) => sendId ?? []);
  const providerIds = named.flatMap(({ sendId, providerId }) => (sendId === null && providerId !== null ? [providerId] : []));
  const byId = new Map((await findSends(q, workspaceId, "s.id = any($2::uuid[])", ids)).map((send) => [send.id, send]));
  const byProvider = new Map((await findSends(q, workspaceId, "s.provider_id = any($2::text[])", providerIds)).map((send) => [send.providerId, send]));
  return ({ sendId, providerId }) => (sendId === null ? byProvider.get(providerId) : byId.get(sendId));
}

async function findSends(
  q: Query,
  workspaceId: number,
  which: string,
  keys: readonly string[],
): Promise<(ReportedSend & { readonly providerId: string | null })[]> {
  if (keys.length === 0) return [];
  const { rows } = await q.query<ReportedSend & { providerId: string | null }>(
    `select s.id, s.workspace_id as "workspaceId", w.name as "workspaceName", s.profile_id as "profileId", s.campaign_id as "campaignId", c.key as "campaignKey",
       s.enrollment_id as "enrollmentId", s.channel, s.topic, coalesce(s.sent_at, s.claimed_at) as "sentAt", s.address, s.provider_id as "providerId"
     from sends s join workspaces w on w.id = s.workspace_id left join campaigns c on c.id = s.campaign_id
     where s.workspace_id = $1 and ${which}`,
    [workspaceId, [...new Set(keys)]],
  );
  return rows;
}
