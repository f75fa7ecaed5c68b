import { type Static, Type } from "typebox";
import { COLUMNS_MAX, FILTER_TEXT_MAX, PEOPLE_SORTS } from "./peopleFilter.ts";
import { route } from "./route.ts";
import { Id, oneOf, strict, Timestamp } from "./scalars.ts";

/** What the address of a list of people says. */
const PeopleViewQuery = strict({
  search: Type.Optional(Type.String({ maxLength: 200 })),
  filter: Type.Optional(Type.String({ maxLength: FILTER_TEXT_MAX })),
  sort: Type.Optional(oneOf(PEOPLE_SORTS)),
});

/** A list of people under a name. */
export const PeopleView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  shared: Type.Boolean(),
  mine: Type.Boolean(),
  query: PeopleViewQuery,
  createdAt: Timestamp,
});
export type PeopleView = Static<typeof PeopleView>;

const Columns = Type.Array(Type.String({ minLength: 1, maxLength: 200, pattern: "^[^,]+$" }), { maxItems: COLUMNS_MAX });

export const peopleViewRoutes = {
  listPeopleViews: route({
    method: "GET",
    path: "/api/people-views",
    tag: "Profiles",
    summary: "Saved lists of people: one's own and those shared by others",
    access: "profiles:read",
    response: Type.Object({ items: Type.Array(PeopleView) }),
  }),
  createPeopleView: route({
    method: "POST",
    path: "/api/people-views",
    tag: "Profiles",
    summary: "Keep a list of people under a name",
    access: "signed_in",
    body: strict({ name: Type.String({ minLength: 1, maxLength: 100 }), shared: Type.Boolean(), query: PeopleViewQuery }),
    response: PeopleView,
    status: 201,
    audit: { did: "saved the list of people {body.name}", kind: "people_view", id: "answer.id" },
  }),
  deletePeopleView: route({
    method: "DELETE",
    path: "/api/people-views/:id",
    tag: "Profiles",
    summary: "Remove one of one's own saved lists",
    access: "signed_in",
    params: strict({ id: Id }),
    status: 204,
    audit: { did: "removed a saved list of people", kind: "people_view" },
  }),
  getPeopleColumns: route({
    method: "GET",
    path: "/api/me/people-columns",
    tag: "Profiles",
    summary: "The columns that one sees in the list of people",
    access: "signed_in",
    response: Type.Object({ columns: Columns }),
  }),
  setPeopleColumns: route({
    method: "PUT",
    path: "/api/me/people-columns",
    tag: "Profiles",
    summary: "Choose the columns of the list of people",
    access: "signed_in",
    body: strict({ columns: Columns }),
    response: Type.Object({ columns: Columns }),
    audit: { none: "It changes what one user sees and nothing else." },
  }),
};
