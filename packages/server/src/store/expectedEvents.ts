import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** An event that a source can send, before the first one has come. */
export interface ExpectedEvent {
  readonly name: string;
  /** Types as the registry counts them: `string`, `number`, `date` ... */
  readonly properties: { readonly [name: string]: string };
}

/** Puts events and their properties into the registry with a count of zero, so that triggers and templates can be made on them. What was seen stays as it is. */
export async function expectEvents(q: Query, workspaceId: number, events: readonly ExpectedEvent[], now: Instant): Promise<void> {
  const sorted = [...events].sort((a, b) => (a.name < b.name ? -1 : 1));
  await q.query(
    `insert into event_registry (workspace_id, name, first_seen_at, last_seen_at, count, last_sample)
     select $1, u.name, $3::timestamptz, $3::timestamptz, 0, '{}' from unnest($2::text[]) as u (name)
     on conflict (workspace_id, name) do nothing`,
    [workspaceId, sorted.map((event) => event.name), formatInstant(now)],
  );
  const properties = sorted.flatMap((event) =>
    Object.keys(event.properties)
      .sort()
      .map((name) => ({ event: event.name, name, type: event.properties[name] ?? "string" })),
  );
  await q.query(
    `insert into property_registry (workspace_id, event, name, types, examples, last_seen_at)
     select $1, u.event, u.name, jsonb_build_object(u.type, 0), '[]', $5::timestamptz from unnest($2::text[], $3::text[], $4::text[]) as u (event, name, type)
     on conflict (workspace_id, event, name) do nothing`,
    [
      workspaceId,
      properties.map((property) => property.event),
      properties.map((property) => property.name),
      properties.map((property) => property.type),
      formatInstant(now),
    ],
  );
}
