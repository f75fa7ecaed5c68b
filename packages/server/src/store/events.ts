import { bucketOf, type Event, formatInstant } from "@beckon/core";
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
      rows.map((row) => bucketOf(row.profileId)),
      rows.map((row) => row.event.id),
      rows.map((row) => row.workspaceId),
      rows.map((row) => row.profileId),
      rows.map((row) => formatInstant(row.event.at)),
      rows.map((row) => formatInstant(row.event.receivedAt)),
      rows.map((row) => row.event.name),
      rows.map((row) => row.event.kind),
      rows.map((row) => JSON.stringify(row.event.properties)),
      rows.map((row) => JSON.stringify(row.event.context)),
      rows.map((row) => extraOf(row.event)),
      rows.map((row) => row.event.source),
      rows.map((row) => row.event.messageId),
    ],
    "insert_events",
  );
}

const INSERT = `
  insert into events (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)
  select bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties::jsonb, context::jsonb, extra::jsonb, source, message_id
  from unnest($1::int[], $2::uuid[], $3::int[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
    as u (bucket, id, workspace_id, profile_id, at, received_at, name, kind, properties, context, extra, source, message_id)`;

/** What few events have, in one column: most rows then have none. */
function extraOf({ attributes, consent, message, flags }: Event): string | null {
  return attributes || consent || message || flags ? JSON.stringify({ attributes, consent, message, flags }) : null;
}
