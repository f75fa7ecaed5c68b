import { bucketOf, type Event, formatInstant, INTERNAL, type Instant, type JsonObject, type Lane, type Reason, type Send } from "@beckon/core";
import type { Query } from "./db.ts";

/** What the column `lane` holds: the order in which lanes are served. */
const LANES: { readonly [lane in Lane]: number } = { transactional: 0, triggered: 1, broadcast: 2 };

/** Makes sends ready. One that exists is left alone, unless it came back held and is decided anew: then it is ready again. */
export async function insertSends(q: Query, sends: readonly Send[]): Promise<void> {
  if (sends.length === 0) return;
  await q.query(
    INSERT,
    [
      sends.map((send) => bucketOf(send.profileId)),
      sends.map((send) => send.id),
      sends.map((send) => send.workspaceId),
      sends.map((send) => send.key),
      sends.map((send) => send.profileId),
      sends.map((send) => send.campaignId),
      sends.map((send) => send.version),
      sends.map((send) => send.enrollmentId),
      sends.map((send) => send.channel),
      sends.map((send) => send.address),
      sends.map((send) => LANES[send.lane]),
      sends.map((send) => send.priority),
      sends.map((send) => send.topic),
      sends.map((send) => JSON.stringify(send.tags)),
      sends.map((send) => send.holdout),
      sends.map((send) => formatInstant(send.createdAt)),
      sends.map((send) => send.repeatable),
    ],
    "insert_sends",
  );
}

const INSERT = `
  insert into sends (bucket, id, workspace_id, key, profile_id, campaign_id, version, enrollment_id, channel, address, lane, priority, topic, tags, holdout, repeatable, state, next_attempt_at, created_at)
  select bucket, id, workspace_id, key, profile_id, campaign_id, version, enrollment_id, channel, address, lane, priority, topic,
    array(select jsonb_array_elements_text(tags::jsonb)), holdout, repeatable, 'ready', created_at, created_at
  from unnest($1::int[], $2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::uuid[], $7::int[], $8::uuid[], $9::text[], $10::text[], $11::smallint[], $12::smallint[], $13::text[], $14::text[], $15::bool[], $16::timestamptz[], $17::bool[])
    as u (bucket, id, workspace_id, key, profile_id, campaign_id, version, enrollment_id, channel, address, lane, priority, topic, tags, holdout, created_at, repeatable)
  on conflict (bucket, key) do update
  set state = 'ready', reason = null, facts = null, attempts = 0, next_attempt_at = excluded.next_attempt_at, claimed_by = null, claimed_at = null, address = excluded.address,
      holdout = excluded.holdout
  where sends.state = 'skipped'`;

export interface CancelledSend {
  readonly workspaceId: number;
  readonly profileId: string;
  readonly sendId: string;
  readonly reason: Reason;
  readonly facts: JsonObject;
}

/**
 * Skips those that nobody has claimed yet, and answers which. A send that stayed behind in the bucket of a merged profile
 * is found by its id.
 */
export async function skipReadySends(q: Query, cancelled: readonly CancelledSend[]): Promise<{ readonly sendId: string; readonly enrollmentId: string }[]> {
  if (cancelled.length === 0) return [];
  const { rows } = await q.query<{ sendId: string; enrollmentId: string }>(
    SKIP,
    [
      cancelled.map((send) => send.workspaceId),
      cancelled.map((send) => send.sendId),
      cancelled.map((send) => send.reason),
      cancelled.map((send) => JSON.stringify(send.facts)),
    ],
    "skip_ready_sends",
  );
  return rows;
}

/** By (workspace, id), not by bucket: calling back is rare, and one look finds also what a merge left in another bucket. */
const SKIP = `
  update sends set state = 'skipped', reason = u.reason, facts = u.facts::jsonb
  from unnest($1::int[], $2::uuid[], $3::text[], $4::text[]) as u (workspace_id, id, reason, facts)
  where sends.workspace_id = u.workspace_id and sends.id = u.id and sends.state = 'ready'
  returning sends.id as "sendId", sends.enrollment_id as "enrollmentId"`;

/** Which column an event about a message fills; the first such event counts. */
const ENGAGEMENT: { readonly [name: string]: string } = {
  [INTERNAL.messageDelivered]: "delivered_at",
  [INTERNAL.messageOpened]: "opened_at",
  [INTERNAL.messageClicked]: "clicked_at",
  [INTERNAL.messageBounced]: "bounced_at",
  [INTERNAL.messageComplained]: "complained_at",
  [INTERNAL.messageUnsubscribed]: "unsubscribed_at",
};

/** What became of a message after it was sent, for the first time. */
export interface MessageSign {
  readonly workspaceId: number;
  readonly campaignId: string;
  readonly version: number;
  readonly sentAt: Instant;
  readonly what: "delivered" | "opened" | "machine_opened" | "clicked" | "bounced" | "complained" | "unsubscribed";
}

/** The column that it fills, or null: clicks by scanners are history only, and opens by machines are told apart from people's. */
function columnOf({ kind, name, message, flags }: Event): string | null {
  if (kind !== "internal" || !message || !Object.hasOwn(ENGAGEMENT, name)) return null;
  if (!flags?.includes("machine")) return ENGAGEMENT[name] ?? null;
  return name === INTERNAL.messageOpened ? "machine_opened_at" : null;
}

/** Notes on the sends what came back about them. @returns what each of them showed for the first time; who clicked has opened */
export async function noteEngagement(q: Query, rows: readonly { readonly workspaceId: number; readonly event: Event }[]): Promise<MessageSign[]> {
  const signs: MessageSign[] = [];
  for (const column of [...Object.values(ENGAGEMENT), "machine_opened_at"]) {
    const those = rows.filter(({ event }) => columnOf(event) === column);
    if (those.length === 0) continue;
    const { rows: noted } = await q.query<Omit<MessageSign, "what" | "sentAt"> & { sentAt: Instant | null; isFirst: boolean; wasRead: boolean }>(
      `update sends set ${column} = u.at
       from (select workspace_id, id, min(at) as at from unnest($1::int[], $2::uuid[], $3::timestamptz[]) as u (workspace_id, id, at) group by workspace_id, id) as u
       join sends former on former.workspace_id = u.workspace_id and former.id = u.id
       where sends.bucket = former.bucket and sends.id = former.id and (former.${column} is null or former.${column} > u.at)
       returning sends.workspace_id as "workspaceId", sends.campaign_id as "campaignId", sends.version, sends.sent_at as "sentAt",
         former.${column} is null as "isFirst", former.opened_at is not null or former.clicked_at is not null as "wasRead"`,
      [those.map((row) => row.workspaceId), those.map(({ event }) => event.message?.sendId), those.map(({ event }) => formatInstant(event.at))],
      `note_${column}`,
    );
    for (const { isFirst, wasRead, sentAt, ...about } of noted) {
      if (sentAt === null || !isFirst) continue;
      const what = column.replace("_at", "") as MessageSign["what"];
      if (what !== "opened" || !wasRead) signs.push({ ...about, sentAt, what });
      if (what === "clicked" && !wasRead) signs.push({ ...about, sentAt, what: "opened" });
    }
  }
  return signs;
}

/** Moves sends that nobody has claimed yet to the survivor of a merge; claimed and past ones stay where they are. */
export async function moveReadySends(q: Query, moves: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
  for (const { from, to } of moves) {
    await q.query(
      `with moved as (delete from sends where bucket = $1 and profile_id = $2 and state = 'ready' returning *)
       insert into sends (bucket, id, workspace_id, key, profile_id, campaign_id, version, enrollment_id, channel, address, lane, priority, topic, tags, holdout, repeatable, state, attempts, next_attempt_at, created_at)
       select $3, id, workspace_id, key, $4, campaign_id, version, enrollment_id, channel, address, lane, priority, topic, tags, holdout, repeatable, state, attempts, next_attempt_at, created_at
       from moved`,
      [bucketOf(from), from, bucketOf(to), to],
    );
  }
}

/** A send whose sender has died with it. */
export interface StuckSend {
  readonly sendId: string;
  readonly workspaceId: number;
  readonly profileId: string;
  readonly enrollmentId: string;
  readonly repeatable: boolean;
}

/** Who has claimed sends and not answered for them yet. */
export async function claimersOf(q: Query): Promise<string[]> {
  const { rows } = await q.query<{ claimer: string }>("select distinct claimed_by as claimer from sends where state = 'sending' and claimed_by is not null");
  return rows.map((row) => row.claimer);
}

/** Holds sends that were claimed before `claimedBefore`, or by one of `dead`, and never answered for. */
export async function takeStuckSends(q: Query, claimedBefore: Instant, dead: readonly string[], limit: number): Promise<StuckSend[]> {
  const { rows } = await q.query<StuckSend>(
    `select id as "sendId", workspace_id as "workspaceId", profile_id as "profileId", enrollment_id as "enrollmentId", repeatable
     from sends where state = 'sending' and (claimed_at < $1 or claimed_by = any($2::text[])) order by claimed_at limit $3 for update skip locked`,
    [formatInstant(claimedBefore), dead, limit],
  );
  return rows;
}

/** Makes stuck sends ready again, to be tried by another sender. */
export async function returnSends(q: Query, sends: readonly StuckSend[], now: Instant): Promise<void> {
  if (sends.length === 0) return;
  await q.query(
    `update sends set state = 'ready', claimed_by = null, claimed_at = null, next_attempt_at = $3
     from unnest($1::int[], $2::uuid[]) as u (bucket, id) where sends.bucket = u.bucket and sends.id = u.id and sends.state = 'sending'`,
    [sends.map((send) => bucketOf(send.profileId)), sends.map((send) => send.sendId), formatInstant(now)],
  );
}

/** Marks sends of which nobody can know whether the provider took them. */
export async function markUnknown(q: Query, sends: readonly StuckSend[]): Promise<void> {
  if (sends.length === 0) return;
  await q.query(
    `update sends set state = 'unknown', reason = 'unknown'
     from unnest($1::int[], $2::uuid[]) as u (bucket, id) where sends.bucket = u.bucket and sends.id = u.id and sends.state = 'sending'`,
    [sends.map((send) => bucketOf(send.profileId)), sends.map((send) => send.sendId)],
  );
}
