import { type PeopleView, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { newId } from "../../ids.ts";
import { deletePeopleView, insertPeopleView, type PeopleViewRow, peopleColumnsOf, peopleViewsFor, setPeopleColumns } from "../../store/peopleViews.ts";
import type { Principal } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { filterOf } from "../peopleQuery.ts";
import { serve } from "../serve.ts";

/** Saved lists of people and the columns that one sees. */
export async function peopleViewRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { db, clock } = deps;
  serve(app, deps, routes.listPeopleViews, async ({ principal }) => {
    const userId = principal.user?.id ?? null;
    return { items: (await peopleViewsFor(db, principal.workspaceId, userId)).map((view) => presentView(view, userId)) };
  });
  serve(app, deps, routes.createPeopleView, async ({ principal, body }) => {
    const userId = userOf(principal);
    filterOf(body.query.filter);
    const now = clock.now();
    const view: PeopleViewRow = { id: newId(now), userId, name: body.name.trim(), shared: body.shared, query: body.query, createdAt: now };
    await insertPeopleView(db, principal.workspaceId, view);
    return presentView(view, userId);
  });
  serve(app, deps, routes.deletePeopleView, async ({ principal, params }) => {
    if (!(await deletePeopleView(db, params.id, userOf(principal)))) throw new ApiError("not_found", { what: "saved list of yours", id: params.id });
    return undefined;
  });
  serve(app, deps, routes.getPeopleColumns, async ({ principal }) => ({
    columns: principal.user ? await peopleColumnsOf(db, principal.user.id) : [],
  }));
  serve(app, deps, routes.setPeopleColumns, async ({ principal, body }) => {
    await setPeopleColumns(db, userOf(principal), body.columns);
    return { columns: body.columns };
  });
}

function userOf({ user }: Principal): string {
  if (!user) throw new ApiError("user_needed");
  return user.id;
}

function presentView({ id, name, shared, userId, query, createdAt }: PeopleViewRow, reader: string | null): PeopleView {
  return { id, name, shared, mine: userId === reader, query, createdAt: formatInstant(createdAt) };
}
