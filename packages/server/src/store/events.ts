import { bucketOf, type Event } from "@beckon/core";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";

/** An event with the profile whose history it joins. */
export interface HistoryRow {
  readonly workspaceId: number;
  readonly profileId: string;
  readonly event: Event;
}

/** Adds to the histories. */
export async function insertEvents(q: Query, rows: readonly HistoryRow[]): Promise<void> {
  if (rows.length === 0) return;
  await q.query(
    INSERT,
    [
      plainColumn(rows.map((row) => bucketOf(row.profileId))),
      plainColumn(rows.map((row) => row.event.id)),
      plainColumn(rows.map((row) => row.workspaceId)),
      plainColumn(rows.map((row) => row.profileId)),
      instantColumn(rows.map((row) => row.event.at)),
      instantColumn(rows.map((row) => row.event.receivedAt)),
      textColumn(rows.map((row) => row.event.name)),
      plainColumn(rows.map((row) => row.event.kind)),
      jsonColumn(rows.map((row) => JSON.stringify(row.event.properties))),
      jsonColumn(rows.map((row) => JSON.stringify(row.event.context))),
      jsonColumn(rows.map((row) => extraOf(row.event))),
      textColumn(rows.map((row) => row.event.source)),
      textColumn(rows.map((row) => row.event.messageId)),
    ],
    "insert_events",
  );
}

const INSERT = `
  insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)
  select bucket, id, workspace_id, profile_id, ${instantOf("at")}, ${instantOf("received_at")}, name, kind, properties::jsonb, context::jsonb, extra::jsonb, source, message_id
  from unnest($1::int[], $2::uuid[], $3::int[], $4::uuid[], $5::float8[], $6::float8[], $7::text[], $8::text[], ${jsonTexts("$9")}, ${jsonTexts("$10")}, ${jsonTexts("$11")}, $12::text[], $13::text[])
    as u (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)`;

/** What few events have, in one column: most rows then have none. */
function extraOf({ attributes, consent, message, flags, via }: Event): string | null {
  return attributes || consent || message || flags || via ? JSON.stringify({ attributes, consent, message, flags, via }) : null;
}

/** An event that is still a row of the inbox, and whose history it joins. */
export interface InboxEvent {
  /** The profile under which the row was accepted: it names the bucket. */
  readonly acceptedFor: string;
  readonly id: string;
  /** That profile, or the one it was merged into meanwhile. */
  readonly profileId: string;
}

/**
 * Moves events from the inbox to the histories inside the database: what came in once as JSON need not go out and come in
 * again. The mirror of `insertEvents`.
 */
export async function moveEventsFromInbox(q: Query, rows: readonly InboxEvent[]): Promise<void> {
  if (rows.length === 0) return;
  await q.query(
    MOVE,
    [
      plainColumn(rows.map((row) => bucketOf(row.acceptedFor))),
      plainColumn(rows.map((row) => row.id)),
      plainColumn(rows.map((row) => bucketOf(row.profileId))),
      plainColumn(rows.map((row) => row.profileId)),
    ],
    "move_events_from_inbox",
  );
}

const MOVE = `
  with moved as (
    delete from inbox using unnest($1::int[], $2::uuid[], $3::int[], $4::uuid[]) as u (bucket, id, to_bucket, to_profile)
    where inbox.bucket = u.bucket and inbox.id = u.id
    returning u.to_bucket, u.to_profile, inbox.id, inbox.workspace_id, inbox.body
  )
  insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)
  select to_bucket, id, workspace_id, to_profile, ${instantOf("(body -> 'at')::float8")}, ${instantOf("(body -> 'receivedAt')::float8")}, body ->> 'name', body ->> 'kind',
    body -> 'properties', body -> 'context',
    case when body ?| array['attributes', 'consent', 'message', 'flags', 'via']
      then body - array['id', 'kind', 'name', 'properties', 'at', 'receivedAt', 'source', 'messageId', 'context'] end,
    body ->> 'source', body ->> 'messageId'
  from moved`;
