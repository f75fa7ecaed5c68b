import { inflateSync } from "node:zlib";
import { bucketOf, type Instant, type JsonObject, type KeptContent, type SendState } from "@beckon/core";
import type { Query } from "./db.ts";
import { Parameters } from "./parameters.ts";

/** A send as people look at it, with the subject of its rendered message. */
export interface SendRow {
  readonly id: string;
  readonly profileId: string;
  readonly campaignId: string;
  readonly version: number;
  readonly enrollmentId: string;
  readonly channel: string;
  readonly address: string;
  readonly lane: number;
  readonly priority: number;
  readonly topic: string | null;
  readonly tags: readonly string[];
  readonly holdout: boolean;
  readonly state: SendState;
  readonly reason: string | null;
  readonly facts: JsonObject | null;
  readonly attempts: number;
  readonly nextAttemptAt: Instant;
  readonly claimedAt: Instant | null;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly openedAt: Instant | null;
  readonly clickedAt: Instant | null;
  readonly bouncedAt: Instant | null;
  readonly complainedAt: Instant | null;
  readonly unsubscribedAt: Instant | null;
  readonly providerId: string | null;
  readonly subject: string | null;
}

const COLUMNS = `s.id, s.profile_id as "profileId", s.campaign_id as "campaignId", s.version, s.enrollment_id as "enrollmentId", s.channel, s.address, s.lane, s.priority,
  s.topic, s.tags, s.holdout, s.state, s.reason, s.facts, s.attempts, s.next_attempt_at as "nextAttemptAt", s.claimed_at as "claimedAt", s.created_at as "createdAt",
  s.sent_at as "sentAt", s.delivered_at as "deliveredAt", s.opened_at as "openedAt", s.clicked_at as "clickedAt", s.bounced_at as "bouncedAt",
  s.complained_at as "complainedAt", s.unsubscribed_at as "unsubscribedAt", s.provider_id as "providerId", m.subject`;
const FROM = "sends s left join messages m on m.bucket = s.bucket and m.send_id = s.id";

export interface SendFilter {
  readonly state?: SendState | undefined;
  readonly campaignId?: string | undefined;
  /** All ids of one person. */
  readonly profileIds?: readonly string[] | undefined;
  /** Id of the last one seen. */
  readonly before: string | null;
  readonly limit: number;
}

/** Newest first. */
export async function listSends(q: Query, workspaceId: number, { state, campaignId, profileIds, before, limit }: SendFilter): Promise<SendRow[]> {
  const parameters = new Parameters();
  const conditions = [`s.workspace_id = ${parameters.add(workspaceId, "int")}`];
  if (state !== undefined) conditions.push(`s.state = ${parameters.add(state, "text")}`);
  if (campaignId !== undefined) conditions.push(`s.campaign_id = ${parameters.add(campaignId, "uuid")}`);
  // With the bucket a person's own sends are found; without it the newest of everybody would be read until theirs come.
  if (profileIds !== undefined)
    conditions.push(`s.bucket = any(${parameters.add(profileIds.map(bucketOf), "int[]")}) and s.profile_id = any(${parameters.add(profileIds, "uuid[]")})`);
  if (before !== null) conditions.push(`s.id < ${parameters.add(before, "uuid")}`);
  const { rows } = await q.query<SendRow>(
    `select ${COLUMNS} from ${FROM} where ${conditions.join(" and ")} order by s.id desc limit ${parameters.add(limit, "int")}`,
    parameters.values,
  );
  return rows;
}

export async function readSend(q: Query, workspaceId: number, id: string): Promise<SendRow | null> {
  const { rows } = await q.query<SendRow>(`select ${COLUMNS} from ${FROM} where s.workspace_id = $1 and s.id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** A message as it left, or would have left; null until it is rendered, and again when its body is older than the workspace keeps them. */
export async function readKept(q: Query, profileId: string, sendId: string): Promise<(KeptContent & { readonly renderedAt: Instant }) | null> {
  const { rows } = await q.query<Omit<KeptContent, "html" | "text"> & { html: Buffer | null; text: Buffer; renderedAt: Instant }>(
    `select subject as title, sender, html, text, headers, details, rendered_at as "renderedAt" from messages
     where bucket = $1 and send_id = $2 and text <> ''`,
    [bucketOf(profileId), sendId],
  );
  const [row] = rows;
  return row ? { ...row, html: row.html && inflateSync(row.html).toString("utf8"), text: inflateSync(row.text).toString("utf8") } : null;
}
