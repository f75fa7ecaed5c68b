import { formatInstant, type Instant, type Json, type JsonObject } from "@beckon/core";
import type { Query } from "./db.ts";
import { storableJson } from "./storable.ts";

export type OnViolation = "flag" | "quarantine" | "reject";

/** One event name of a workspace, as it was seen. */
export interface RegisteredEvent {
  readonly workspaceId: number;
  readonly name: string;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  readonly count: number;
  readonly lastSample: JsonObject;
  /** A fixed JSON Schema of its properties; null while anything goes. */
  readonly schema: JsonObject | null;
  readonly onViolation: OnViolation;
  readonly violations: number;
}

/** A property of an event, or an attribute of profiles where `event` is empty. */
export interface RegisteredProperty {
  readonly event: string;
  readonly name: string;
  /** How often each type was seen: `{ "number": 120, "string": 3 }`. */
  readonly types: { readonly [type: string]: number };
  /** The most frequent scalar values, most frequent first. */
  readonly examples: readonly Example[];
  readonly lastSeenAt: Instant;
}

export interface Example {
  readonly value: Json;
  readonly count: number;
}

export interface EventSighting {
  readonly workspaceId: number;
  readonly name: string;
  readonly at: Instant;
  readonly count: number;
  readonly violations: number;
  /** As storable JSON. */
  readonly sample: string;
}

export interface PropertySighting extends Omit<RegisteredProperty, "lastSeenAt"> {
  readonly workspaceId: number;
  readonly at: Instant;
}

const COLUMNS = `workspace_id as "workspaceId", name, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt", count,
  last_sample as "lastSample", schema, on_violation as "onViolation", violations`;

/** Adds what was seen since the last time. Rows come in the order of their key, so that two processes never wait in a circle. */
export async function noteEvents(q: Query, seen: readonly EventSighting[]): Promise<void> {
  if (seen.length === 0) return;
  const sorted = [...seen].sort((a, b) => a.workspaceId - b.workspaceId || (a.name < b.name ? -1 : 1));
  await q.query(
    `insert into event_registry as known (workspace_id, name, first_seen_at, last_seen_at, count, violations, last_sample)
     select u.workspace_id, u.name, u.at, u.at, u.count, u.violations, u.sample::jsonb
     from unnest($1::int[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::text[]) as u (workspace_id, name, at, count, violations, sample)
     on conflict (workspace_id, name) do update set
       last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
       count = known.count + excluded.count,
       violations = known.violations + excluded.violations,
       last_sample = excluded.last_sample`,
    [
      sorted.map((each) => each.workspaceId),
      sorted.map((each) => each.name),
      sorted.map((each) => formatInstant(each.at)),
      sorted.map((each) => each.count),
      sorted.map((each) => each.violations),
      sorted.map((each) => each.sample),
    ],
  );
}

/** Properties with what is known of them already, held for the merging of counts. */
export async function registeredPropertiesOf(
  q: Query,
  keys: readonly { readonly workspaceId: number; readonly event: string; readonly name: string }[],
): Promise<(RegisteredProperty & { readonly workspaceId: number })[]> {
  if (keys.length === 0) return [];
  const { rows } = await q.query<RegisteredProperty & { workspaceId: number }>(
    `select workspace_id as "workspaceId", event, name, types, examples, last_seen_at as "lastSeenAt" from property_registry
     join unnest($1::int[], $2::text[], $3::text[]) as asked (workspace_id, event, name) using (workspace_id, event, name)
     order by workspace_id, event, name for update of property_registry`,
    [keys.map((key) => key.workspaceId), keys.map((key) => key.event), keys.map((key) => key.name)],
  );
  return rows;
}

/** Writes types and examples as they now are. */
export async function noteProperties(q: Query, seen: readonly PropertySighting[]): Promise<void> {
  if (seen.length === 0) return;
  const sorted = [...seen].sort((a, b) => a.workspaceId - b.workspaceId || compare(a.event, b.event) || compare(a.name, b.name));
  await q.query(
    `insert into property_registry as known (workspace_id, event, name, types, examples, last_seen_at)
     select u.workspace_id, u.event, u.name, u.types::jsonb, u.examples::jsonb, u.at
     from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) as u (workspace_id, event, name, types, examples, at)
     on conflict (workspace_id, event, name) do update set
       types = excluded.types, examples = excluded.examples, last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)`,
    [
      sorted.map((each) => each.workspaceId),
      sorted.map((each) => each.event),
      sorted.map((each) => each.name),
      sorted.map((each) => JSON.stringify(each.types)),
      sorted.map((each) => storableJson(each.examples)),
      sorted.map((each) => formatInstant(each.at)),
    ],
  );
}

/** Names that are listed already, at most `limit`. */
export async function registeredEventNames(q: Query, limit: number): Promise<{ workspaceId: number; name: string }[]> {
  const { rows } = await q.query<{ workspaceId: number; name: string }>(`select workspace_id as "workspaceId", name from event_registry limit $1`, [limit]);
  return rows;
}

/** Properties that are listed already, at most `limit`. */
export async function registeredPropertyNames(q: Query, limit: number): Promise<{ workspaceId: number; event: string; name: string }[]> {
  const { rows } = await q.query<{ workspaceId: number; event: string; name: string }>(
    `select workspace_id as "workspaceId", event, name from property_registry limit $1`,
    [limit],
  );
  return rows;
}

/** All fixed schemas. */
export async function fixedSchemas(q: Query): Promise<{ workspaceId: number; name: string; schema: JsonObject; onViolation: OnViolation }[]> {
  const { rows } = await q.query<{ workspaceId: number; name: string; schema: JsonObject; onViolation: OnViolation }>(
    `select workspace_id as "workspaceId", name, schema, on_violation as "onViolation" from event_registry where schema is not null`,
  );
  return rows;
}

/** Fixes or frees a schema; an event that nobody has sent yet can be fixed beforehand. */
export async function setSchema(q: Query, workspaceId: number, name: string, schema: JsonObject | null, onViolation: OnViolation, at: Instant): Promise<void> {
  await q.query(
    `insert into event_registry (workspace_id, name, first_seen_at, last_seen_at, count, last_sample, schema, on_violation)
     values ($1, $2, $5::timestamptz, $5::timestamptz, 0, '{}', $3::text::jsonb, $4)
     on conflict (workspace_id, name) do update set schema = excluded.schema, on_violation = excluded.on_violation`,
    [workspaceId, name, schema === null ? null : JSON.stringify(schema), onViolation, formatInstant(at)],
  );
}

/** Most recent first. `after` is the place of the last one seen. */
export async function listRegisteredEvents(
  q: Query,
  workspaceId: number,
  page: { readonly search?: string | undefined; readonly after: { readonly lastSeenAt: Instant; readonly name: string } | null; readonly limit: number },
): Promise<RegisteredEvent[]> {
  const { rows } = await q.query<RegisteredEvent>(
    `select ${COLUMNS} from event_registry
     where workspace_id = $1
       and ($2::text is null or position(lower($2) in lower(name)) > 0)
       and ($3::timestamptz is null or (last_seen_at, name) < ($3::timestamptz, $4::text))
     order by last_seen_at desc, name desc limit $5`,
    [workspaceId, page.search ?? null, page.after === null ? null : formatInstant(page.after.lastSeenAt), page.after?.name ?? null, page.limit],
  );
  return rows;
}

export async function findRegisteredEvent(q: Query, workspaceId: number, name: string): Promise<RegisteredEvent | null> {
  const { rows } = await q.query<RegisteredEvent>(`select ${COLUMNS} from event_registry where workspace_id = $1 and name = $2`, [workspaceId, name]);
  return rows[0] ?? null;
}

/** Properties of an event, or with `''` all attributes of profiles, by name. */
export async function registeredProperties(q: Query, workspaceId: number, event: string, limit: number): Promise<RegisteredProperty[]> {
  const { rows } = await q.query<RegisteredProperty>(
    `select event, name, types, examples, last_seen_at as "lastSeenAt" from property_registry where workspace_id = $1 and event = $2 order by name limit $3`,
    [workspaceId, event, limit],
  );
  return rows;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
