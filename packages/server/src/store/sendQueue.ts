import { BUCKETS, bucketOf, formatInstant, type Instant, type JsonObject, type Lane, type SendState } from "@beckon/core";
import { plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import { storableJson, storableText } from "./storable.ts";

/** A send that is ours for a moment: claimed, and durably so, before anything leaves. */
export interface ClaimedSend {
  readonly id: string;
  readonly key: string;
  readonly workspaceId: number;
  readonly profileId: string;
  readonly campaignId: string;
  readonly version: number;
  readonly enrollmentId: string;
  readonly channel: string;
  readonly address: string;
  readonly lane: Lane;
  readonly holdout: boolean;
  readonly repeatable: boolean;
  /** This one included. */
  readonly attempts: number;
  readonly facts: JsonObject | null;
  readonly claimedAt: Instant;
}

const LANE_NAMES: readonly Lane[] = ["transactional", "triggered", "broadcast"];
const ALL_BUCKETS = plainColumn(Array.from({ length: BUCKETS }, (_, bucket) => bucket));

/** Takes the next ready sends of a channel: transactional first, then by priority, then whoever has waited longest. */
export async function claimSends(
  q: Query,
  claim: { readonly channel: string; readonly owner: string; readonly now: Instant; readonly limit: number },
): Promise<ClaimedSend[]> {
  const { rows } = await q.query<Omit<ClaimedSend, "lane" | "claimedAt"> & { lane: number }>(
    CLAIM,
    [formatInstant(claim.now), claim.channel, claim.limit, claim.owner, ALL_BUCKETS],
    "claim_sends",
  );
  const claimed = rows.map((row) => ({ ...row, lane: LANE_NAMES[row.lane] ?? "broadcast", claimedAt: claim.now }));
  return claimed.sort((a, b) => LANE_NAMES.indexOf(a.lane) - LANE_NAMES.indexOf(b.lane));
}

/** MATERIALIZED: the rows are picked once, whatever the planner believes about the table. */
const CLAIM = `
  with picked as materialized (
    select bucket, id from sends
    where state = 'ready' and next_attempt_at <= $1 and channel = $2 and bucket = any($5::int[])
    order by lane, priority desc, next_attempt_at, id limit $3 for update skip locked
  )
  update sends s set state = 'sending', claimed_by = $4, claimed_at = $1, attempts = attempts + 1
  from picked where s.bucket = picked.bucket and s.id = picked.id
  returning s.id, s.key, s.workspace_id as "workspaceId", s.profile_id as "profileId", s.campaign_id as "campaignId", s.version, s.enrollment_id as "enrollmentId",
    s.channel, s.address, s.lane, s.holdout, s.repeatable, s.attempts, s.facts`;

/** What a claimed send has come to. */
export interface SendEnd {
  readonly send: ClaimedSend;
  readonly state: Exclude<SendState, "ready" | "sending">;
  readonly reason: string | null;
  readonly facts: JsonObject | null;
  readonly providerId: string | null;
  readonly sentAt: Instant | null;
}

/** Ends claimed sends. @returns those that were still ours: somebody may have taken us for dead. */
export async function endSends(q: Query, owner: string, ends: readonly SendEnd[]): Promise<Set<string>> {
  if (ends.length === 0) return new Set();
  const { rows } = await q.query<{ id: string }>(
    END,
    [
      owner,
      plainColumn(ends.map(({ send }) => bucketOf(send.profileId))),
      plainColumn(ends.map(({ send }) => send.id)),
      ends.map((end) => end.state),
      ends.map((end) => end.reason),
      ends.map((end) => end.facts && storableJson(end.facts)),
      ends.map((end) => end.providerId && storableText(end.providerId)),
      ends.map((end) => (end.sentAt === null ? null : formatInstant(end.sentAt))),
    ],
    "end_sends",
  );
  return new Set(rows.map((row) => row.id));
}

const END = `
  update sends s set state = u.state, reason = u.reason, facts = u.facts::jsonb, provider_id = u.provider_id, sent_at = u.sent_at
  from unnest($2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[]) as u (bucket, id, state, reason, facts, provider_id, sent_at)
  where s.bucket = u.bucket and s.id = u.id and s.state = 'sending' and s.claimed_by = $1
  returning s.id`;

/** A claimed send that goes back to be tried later. */
export interface SendReturn {
  readonly send: ClaimedSend;
  readonly nextAttemptAt: Instant;
  /** Attempts that count: one that never reached the provider does not. */
  readonly attempts: number;
  readonly reason: string | null;
  readonly facts: JsonObject | null;
}

export async function returnClaimed(q: Query, owner: string, returns: readonly SendReturn[]): Promise<void> {
  if (returns.length === 0) return;
  await q.query(
    RETURN,
    [
      owner,
      plainColumn(returns.map(({ send }) => bucketOf(send.profileId))),
      plainColumn(returns.map(({ send }) => send.id)),
      returns.map((each) => formatInstant(each.nextAttemptAt)),
      returns.map((each) => each.attempts),
      returns.map((each) => each.reason),
      returns.map((each) => each.facts && storableJson(each.facts)),
    ],
    "return_claimed",
  );
}

const RETURN = `
  update sends s set state = 'ready', claimed_by = null, claimed_at = null, next_attempt_at = u.next_attempt_at, attempts = u.attempts, reason = u.reason, facts = u.facts::jsonb
  from unnest($2::int[], $3::uuid[], $4::timestamptz[], $5::int[], $6::text[], $7::text[]) as u (bucket, id, next_attempt_at, attempts, reason, facts)
  where s.bucket = u.bucket and s.id = u.id and s.state = 'sending' and s.claimed_by = $1`;

/** Takes back the decision to send: the enrollment is held and will be decided anew. @returns those that were still ours */
export async function removeClaimed(q: Query, owner: string, sends: readonly ClaimedSend[]): Promise<Set<string>> {
  if (sends.length === 0) return new Set();
  const { rows } = await q.query<{ id: string }>(
    `delete from sends s using unnest($2::int[], $3::uuid[]) as u (bucket, id)
     where s.bucket = u.bucket and s.id = u.id and s.state = 'sending' and s.claimed_by = $1 returning s.id`,
    [owner, sends.map((send) => bucketOf(send.profileId)), sends.map((send) => send.id)],
    "remove_claimed",
  );
  return new Set(rows.map((row) => row.id));
}

/** What speaks about a send beside its profile and enrollment. */
export interface SendSurroundings {
  readonly sendId: string;
  /** Something of the profile waits unprocessed that was accepted by then. */
  readonly waiting: boolean;
  readonly suppressed: { readonly reason: string; readonly at: Instant } | null;
  /** All names that the profile is known by, newest first. */
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[] | null;
}

/** One statement for a whole batch. `by`: what was accepted later does not hold a send back, or a busy person would never get one. */
export async function readSurroundings(
  q: Query,
  sends: readonly { readonly send: ClaimedSend; readonly by: Instant }[],
): Promise<Map<string, SendSurroundings>> {
  if (sends.length === 0) return new Map();
  const { rows } = await q.query<SendSurroundings>(
    SURROUNDINGS,
    [
      plainColumn(sends.map(({ send }) => bucketOf(send.profileId))),
      plainColumn(sends.map(({ send }) => send.id)),
      plainColumn(sends.map(({ send }) => send.profileId)),
      plainColumn(sends.map(({ send }) => send.workspaceId)),
      sends.map(({ send }) => send.channel),
      sends.map(({ send }) => send.address.toLowerCase()),
      sends.map(({ by }) => formatInstant(by)),
    ],
    "read_surroundings",
  );
  return new Map(rows.map((row) => [row.sendId, row]));
}

/** Outcomes are what senders themselves put there: they do not speak against another message. */
const SURROUNDINGS = `
  select u.id as "sendId",
    exists (select from inbox i where i.bucket = u.bucket and i.profile_id = u.profile_id and i.kind <> 'outcome' and i.accepted_at <= u.by) as waiting,
    (select json_build_object('reason', s.reason, 'at', (extract(epoch from s.at) * 1000)::bigint) from suppressions s
     where s.workspace_id = u.workspace_id and s.channel = u.channel and s.address = u.address) as suppressed,
    (select json_agg(json_build_object('kind', n.kind, 'value', n.value) order by n.created_at desc, n.value) from identities n where n.profile_id = u.profile_id) as identifiers
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::timestamptz[]) as u (bucket, id, profile_id, workspace_id, channel, address, by)`;

/** When the next ready send of the channel is due, or null; `lookAt`: how many ready ones are looked at. */
export async function nextReadyAt(q: Query, channel: string, lookAt: number): Promise<Instant | null> {
  const { rows } = await q.query<{ at: Instant | null }>(
    "select min(next_attempt_at) as at from (select next_attempt_at from sends where state = 'ready' and channel = $1 limit $2) as ready",
    [channel, lookAt],
    "next_ready_at",
  );
  return rows[0]?.at ?? null;
}
