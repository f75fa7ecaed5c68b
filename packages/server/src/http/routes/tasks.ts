import { routes, type Task } from "@beckon/contract";
import { formatInstant, type Instant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { nameProfiles } from "../../engine/profileReader.ts";
import { changeTask, completeTask, findTask, reopenTask } from "../../engine/taskDesk.ts";
import { countTasks, listTasks, type TaskRow, type TasksAsked } from "../../store/tasks.ts";
import type { Principal } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { serve } from "../serve.ts";

/** What journeys ask colleagues to do, for whoever does it. */
export async function taskRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { db, clock } = deps;
  serve(app, deps, routes.listTasks, async ({ principal, query }) => {
    const page = pageRequest(query, ["number", "uuid"]);
    const now = clock.now();
    const rows = await listTasks(db, principal.workspaceId, {
      state: query?.state ?? null,
      assignee: assigneeOf(principal, query?.assignee),
      profileId: query?.profileId ?? null,
      dueBefore: query?.overdue ? now : null,
      after: page.after ? { at: page.after[0] as number, id: page.after[1] as string } : null,
      limit: page.limit + 1,
    });
    const present = await presenter(deps, rows, now);
    return pageOf(rows, page, ({ place, id }) => [place, id], present);
  });
  serve(app, deps, routes.countTasks, ({ principal }) => countTasks(db, principal.workspaceId, mailOf(principal), clock.now()));
  serve(app, deps, routes.getTask, async ({ principal, params }) => presentOne(deps, await findTask(db, principal.workspaceId, params.id)));
  serve(app, deps, routes.changeTask, async ({ principal, params, body: { assignee, dueAt, note } }) =>
    presentOne(
      deps,
      await changeTask(deps, principal.workspaceId, params.id, {
        ...(assignee === undefined ? {} : { assignee: assignee?.toLowerCase() ?? null }),
        ...(dueAt === undefined ? {} : { dueAt: dueAt === null ? null : Date.parse(dueAt) }),
        ...(note === undefined ? {} : { note }),
      }),
    ),
  );
  serve(app, deps, routes.completeTask, async ({ principal, params, body }) => presentOne(deps, await completeTask(deps, principal, params.id, body.note)));
  serve(app, deps, routes.reopenTask, async ({ principal, params }) => presentOne(deps, await reopenTask(deps, principal, params.id)));
}

function assigneeOf(principal: Principal, asked: string | undefined): TasksAsked["assignee"] {
  if (asked === undefined) return "anybody";
  if (asked === "nobody") return "nobody";
  return { of: asked === "me" ? (mailOf(principal) ?? "") : asked.toLowerCase() };
}

function mailOf({ user }: Principal): string | null {
  return user?.email.toLowerCase() ?? null;
}

async function presentOne(deps: HttpDeps, task: TaskRow): Promise<Task> {
  return (await presenter(deps, [task], deps.clock.now()))(task);
}

async function presenter({ db }: HttpDeps, rows: readonly TaskRow[], now: Instant): Promise<(task: TaskRow) => Task> {
  const named = await nameProfiles(
    db,
    rows.map(({ profileId }) => profileId),
  );
  return ({ id, profileId, title, notes, assignee, dueAt, createdAt, journey, journeyId, journeyName, step, state, note, doneAt, doneBy }) => ({
    id,
    profile: named(profileId),
    title,
    notes,
    assignee,
    dueAt: instantOrNull(dueAt),
    overdue: state === "open" && dueAt !== null && dueAt < now,
    createdAt: formatInstant(createdAt),
    journey: journey === null ? null : { id: journeyId, key: journey, name: journeyName ?? journey, step },
    state,
    note,
    doneAt: instantOrNull(doneAt),
    doneBy,
  });
}
