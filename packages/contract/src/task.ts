import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { Email, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const TASK_STATES = ["open", "done"] as const;

/** What a journey asked a colleague to do for a person. */
export const Task = Type.Object({
  id: Type.String(),
  profile: ProfileRef,
  title: Type.String(),
  notes: Type.String({ description: "What the journey says about it." }),
  assignee: nullable(Type.String({ description: "Mail address of a user; null: anybody may take it." })),
  dueAt: nullable(Timestamp),
  overdue: Type.Boolean(),
  createdAt: Timestamp,
  journey: nullable(Type.Object({ id: nullable(Type.String()), key: Type.String(), name: Type.String(), step: nullable(Type.String()) })),
  state: oneOf(TASK_STATES),
  note: Type.String({ description: "What was written down while it was done." }),
  doneAt: nullable(Timestamp),
  doneBy: nullable(Type.String()),
});
export type Task = Static<typeof Task>;

export const TaskCounts = Type.Object({
  open: Type.Integer(),
  mine: Type.Integer({ description: "Open ones of whoever asks." }),
  unassigned: Type.Integer(),
  overdue: Type.Integer(),
});
export type TaskCounts = Static<typeof TaskCounts>;

const byId = strict({ id: Id });
const Note = Type.String({ maxLength: 2_000 });

export const taskRoutes = {
  listTasks: route({
    method: "GET",
    path: "/api/tasks",
    tag: "Tasks",
    summary: "Tasks: open ones by when they are due, done ones last done first, both together last made first",
    access: "profiles:read",
    query: strict({
      state: Type.Optional(oneOf(TASK_STATES)),
      assignee: Type.Optional(Type.String({ minLength: 1, maxLength: 320, description: "`me`, `nobody`, or the mail address of a user." })),
      profileId: Type.Optional(Id),
      overdue: Type.Optional(Type.Boolean({ description: "Only those whose time is over." })),
      ...pageQuery,
    }),
    response: page(Task),
  }),
  countTasks: route({
    method: "GET",
    path: "/api/tasks/counts",
    tag: "Tasks",
    summary: "How many tasks are open, and of whom",
    access: "profiles:read",
    response: TaskCounts,
  }),
  getTask: route({
    method: "GET",
    path: "/api/tasks/:id",
    tag: "Tasks",
    summary: "One task",
    access: "profiles:read",
    params: byId,
    response: Task,
  }),
  changeTask: route({
    method: "PATCH",
    path: "/api/tasks/:id",
    tag: "Tasks",
    summary: "Give a task to somebody, set when it is due, or write something down about it",
    access: "tasks:write",
    audit: { did: "changed the task {answer.title}", kind: "task", withoutBody: true },
    params: byId,
    body: strict({
      assignee: Type.Optional(nullable(Email)),
      dueAt: Type.Optional(nullable(Timestamp)),
      note: Type.Optional(Note),
    }),
    response: Task,
  }),
  completeTask: route({
    method: "POST",
    path: "/api/tasks/:id/complete",
    tag: "Tasks",
    summary: "Done: becomes the event `Task Completed` of the person, for which a journey may wait",
    access: "tasks:write",
    audit: { did: "completed the task {answer.title}", kind: "task", withoutBody: true },
    params: byId,
    body: strict({ note: Type.Optional(Note) }),
    response: Task,
  }),
  reopenTask: route({
    method: "POST",
    path: "/api/tasks/:id/reopen",
    tag: "Tasks",
    summary: "Open it again: becomes the event `Task Reopened`",
    access: "tasks:write",
    audit: { did: "opened the task {answer.title} again", kind: "task" },
    params: byId,
    response: Task,
  }),
};
