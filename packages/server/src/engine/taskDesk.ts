import { INTERNAL, type Instant } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { readTask, type TaskChange, type TaskRow, writeTask } from "../store/tasks.ts";
import type { Ingest } from "./incoming.ts";
import { Refusal } from "./refusal.ts";

export interface TaskDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
}

/** Who does it, and where. */
interface By {
  readonly workspaceId: number;
  readonly name: string;
}

/** @throws Refusal `not_found` */
export async function findTask(db: Db, workspaceId: number, id: string): Promise<TaskRow> {
  const task = await readTask(db, workspaceId, id);
  if (!task) throw new Refusal("not_found", { what: "task", id });
  return task;
}

/** Done: an event of the person, so that journeys may wait for it. Done twice is once. */
export async function completeTask(deps: TaskDeskDeps, by: By, id: string, note: string | undefined): Promise<TaskRow> {
  const task = await findTask(deps.db, by.workspaceId, id);
  if (task.state === "done") return task;
  const now = deps.clock.now();
  return moved(deps, by, task, INTERNAL.taskCompleted, { state: "done", note: note ?? task.note, doneAt: now, doneBy: by.name }, now);
}

/** Open again; what was written down stays. */
export async function reopenTask(deps: TaskDeskDeps, by: By, id: string): Promise<TaskRow> {
  const task = await findTask(deps.db, by.workspaceId, id);
  if (task.state === "open") return task;
  return moved(deps, by, task, INTERNAL.taskReopened, { state: "open", doneAt: null, doneBy: null }, deps.clock.now());
}

/** Whose it is, until when, and what is written down about it: nothing of it is news for a journey. */
export async function changeTask(
  deps: TaskDeskDeps,
  workspaceId: number,
  id: string,
  part: Partial<Pick<TaskChange, "assignee" | "note" | "dueAt">>,
): Promise<TaskRow> {
  const task = await findTask(deps.db, workspaceId, id);
  await keep(deps, task, { ...task, ...part });
  return findTask(deps.db, workspaceId, id);
}

/** The event first, under an id that names the change: whoever dies in between does the same again, and it is told once. */
async function moved({ db, ingest }: TaskDeskDeps, by: By, task: TaskRow, event: string, part: Partial<TaskChange>, now: Instant): Promise<TaskRow> {
  const next: TaskChange = { ...task, ...part, changes: task.changes + 1 };
  await ingest.accept([
    {
      workspaceId: by.workspaceId,
      source: "beckon",
      messageId: `task:${task.id}:${next.changes}`,
      kind: "internal",
      name: event,
      properties: {
        task_id: task.id,
        title: task.title,
        ...(task.journey === null ? {} : { journey: task.journey }),
        ...(task.step === null ? {} : { step: task.step }),
        ...(next.note === "" ? {} : { note: next.note }),
        by: by.name,
      },
      identifiers: [],
      profileId: task.profileId,
      at: now,
      context: {},
    },
  ]);
  await writeTask(db, task, next);
  return findTask(db, by.workspaceId, task.id);
}

async function keep({ db }: TaskDeskDeps, task: TaskRow, next: TaskChange): Promise<void> {
  if (!(await writeTask(db, task, next))) throw new Refusal("task_changed");
}
