import { bucketOf, formatInstant, INTERNAL, type Instant } from "@beckon/core";
import { instantColumn, instantOf, plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import type { HistoryRow } from "./events.ts";

/** What a journey asked a colleague to do for a person. */
export interface TaskRow {
  readonly id: string;
  readonly profileId: string;
  readonly workspaceId: number;
  readonly title: string;
  readonly notes: string;
  readonly assignee: string | null;
  readonly dueAt: Instant | null;
  readonly createdAt: Instant;
  readonly journey: string | null;
  readonly journeyId: string | null;
  readonly journeyName: string | null;
  readonly step: string | null;
  readonly state: TaskState;
  readonly note: string;
  readonly doneAt: Instant | null;
  readonly doneBy: string | null;
  readonly changes: number;
}

export type TaskState = "open" | "done";

/** Keeps what the events tell of tasks; it outlives the events, which retention may remove. */
export async function noteTasks(q: Query, rows: readonly HistoryRow[]): Promise<void> {
  const made = rows.filter(({ event }) => event.kind === "internal" && event.name === INTERNAL.taskCreated);
  if (made.length === 0) return;
  const word = ({ event }: HistoryRow, name: string): string | null => {
    const value = event.properties[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  await q.query(
    NOTE,
    [
      plainColumn(made.map(({ profileId }) => bucketOf(profileId))),
      plainColumn(made.map(({ profileId }) => profileId)),
      plainColumn(made.map(({ event }) => event.id)),
      plainColumn(made.map(({ workspaceId }) => workspaceId)),
      textColumn(made.map((row) => word(row, "title") ?? "")),
      textColumn(made.map((row) => word(row, "notes") ?? "")),
      textColumn(made.map((row) => word(row, "assignee")?.toLowerCase() ?? null)),
      instantColumn(made.map((row) => Date.parse(word(row, "due_at") ?? "") || null)),
      instantColumn(made.map(({ event }) => event.at)),
      textColumn(made.map((row) => word(row, "journey"))),
      textColumn(made.map((row) => word(row, "step"))),
      plainColumn(made.map((row) => word(row, "enrollment_id"))),
    ],
    "note_tasks",
  );
}

const NOTE = `
  insert into tasks (bucket, profile_id, id, workspace_id, title, notes, assignee, due_at, created_at, journey, step, enrollment_id)
  select bucket, profile_id, id, workspace_id, title, notes, assignee, ${instantOf("due_at")}, ${instantOf("created_at")}, journey, step, enrollment_id
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::float8[], $10::text[], $11::text[], $12::uuid[])
    as u (bucket, profile_id, id, workspace_id, title, notes, assignee, due_at, created_at, journey, step, enrollment_id)
  on conflict (bucket, profile_id, id) do nothing`;

/** Tasks go with the person to whom a merge made them belong. */
export async function moveTasks(q: Query, moves: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
  for (const { from, to } of moves)
    await q.query(
      `with moved as (delete from tasks where bucket = $1 and profile_id = $2 returning *)
       insert into tasks select (jsonb_populate_record(null::tasks, to_jsonb(moved) || jsonb_build_object('bucket', $3::int, 'profile_id', $4::uuid))).* from moved`,
      [bucketOf(from), from, bucketOf(to), to],
    );
}

const COLUMNS = `t.id, t.profile_id as "profileId", t.workspace_id as "workspaceId", t.title, t.notes, t.assignee, t.due_at as "dueAt", t.created_at as "createdAt", t.journey,
  c.id as "journeyId", coalesce(v.document, c.draft) ->> 'name' as "journeyName", t.step, t.state, t.note, t.done_at as "doneAt", t.done_by as "doneBy", t.changes`;
const WITH_JOURNEY = `tasks t left join campaigns c on c.workspace_id = t.workspace_id and c.key = t.journey and c.kind = 'journey'
  left join campaign_versions v on v.campaign_id = c.id and v.version = c.version`;
const DUE = "coalesce(t.due_at, timestamptz '9999-12-31 00:00:00+00')";

export interface TasksAsked {
  /** Null: all, newest first. */
  readonly state: TaskState | null;
  /** Of one of them, of nobody yet, or of anybody. */
  readonly assignee: { readonly of: string } | "nobody" | "anybody";
  readonly profileId: string | null;
  /** Due before this instant. */
  readonly dueBefore: Instant | null;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** In which order tasks of a state are listed: the soonest due first, the last done first, the last made first. */
const ORDERS: { readonly [state in TaskState | "all"]: { readonly by: string; readonly direction: "asc" | "desc" } } = {
  open: { by: DUE, direction: "asc" },
  done: { by: "t.done_at", direction: "desc" },
  all: { by: "t.created_at", direction: "desc" },
};

export async function listTasks(q: Query, workspaceId: number, asked: TasksAsked): Promise<(TaskRow & { readonly place: Instant })[]> {
  const { by, direction } = ORDERS[asked.state ?? "all"];
  const { rows } = await q.query<TaskRow & { readonly place: Instant }>(
    `select ${COLUMNS}, ${by} as place from ${WITH_JOURNEY}
     where t.workspace_id = $1 and ($2::text is null or t.state = $2)
       and ($3::text is null or t.assignee = $3) and (not $4 or t.assignee is null)
       and ($5::uuid is null or (t.bucket = $6 and t.profile_id = $5)) and ($7::timestamptz is null or t.due_at < $7)
       and ($8::timestamptz is null or (${by}, t.id) ${direction === "asc" ? ">" : "<"} ($8, $9::uuid))
     order by ${by} ${direction}, t.id ${direction} limit $10`,
    [
      workspaceId,
      asked.state,
      typeof asked.assignee === "object" ? asked.assignee.of : null,
      asked.assignee === "nobody",
      asked.profileId,
      asked.profileId === null ? null : bucketOf(asked.profileId),
      asked.dueBefore === null ? null : formatInstant(asked.dueBefore),
      asked.after === null ? null : formatInstant(asked.after.at),
      asked.after?.id ?? null,
      asked.limit,
    ],
  );
  return rows;
}

export interface TaskCounts {
  readonly open: number;
  readonly mine: number;
  readonly unassigned: number;
  readonly overdue: number;
}

/** Open ones, those of one user among them, those that nobody has, and those that are late. */
export async function countTasks(q: Query, workspaceId: number, assignee: string | null, now: Instant): Promise<TaskCounts> {
  const { rows } = await q.query<TaskCounts>(
    `select count(*)::float8 as open, count(*) filter (where assignee = $2)::float8 as mine, count(*) filter (where assignee is null)::float8 as unassigned,
       count(*) filter (where due_at < $3)::float8 as overdue
     from tasks where workspace_id = $1 and state = 'open'`,
    [workspaceId, assignee, formatInstant(now)],
  );
  return rows[0] ?? { open: 0, mine: 0, unassigned: 0, overdue: 0 };
}

export async function readTask(q: Query, workspaceId: number, id: string): Promise<TaskRow | null> {
  const { rows } = await q.query<TaskRow>(`select ${COLUMNS} from ${WITH_JOURNEY} where t.id = $1 and t.workspace_id = $2`, [id, workspaceId]);
  return rows[0] ?? null;
}

export interface TaskChange {
  readonly state: TaskState;
  readonly note: string;
  readonly assignee: string | null;
  readonly dueAt: Instant | null;
  readonly doneAt: Instant | null;
  readonly doneBy: string | null;
  readonly changes: number;
}

/** @returns false where it was done or opened meanwhile, or is gone: its `changes` are not those that were read */
export async function writeTask(q: Query, { id, profileId, changes }: TaskRow, next: TaskChange): Promise<boolean> {
  const { rowCount } = await q.query(
    `update tasks set state = $4, note = $5, assignee = $6, due_at = $7, done_at = $8, done_by = $9, changes = $10
     where bucket = $1 and profile_id = $2 and id = $3 and changes = $11`,
    [
      bucketOf(profileId),
      profileId,
      id,
      next.state,
      next.note,
      next.assignee,
      next.dueAt === null ? null : formatInstant(next.dueAt),
      next.doneAt === null ? null : formatInstant(next.doneAt),
      next.doneBy,
      next.changes,
      changes,
    ],
  );
  return rowCount === 1;
}
