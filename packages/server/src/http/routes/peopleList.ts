import { type ProfileListItem, routes } from "@beckon/contract";
import { formatInstant, valueAt } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { countEvents, countPeople, type FoundPerson, findPeople } from "../../engine/peopleFinder.ts";
import { emailOf, nameOf } from "../../engine/profileReader.ts";
import type { ListPlace } from "../../store/peopleWalk.ts";
import type { HttpDeps } from "../deps.ts";
import { instantOrNull } from "../instants.ts";
import { cursorOf, pageRequest } from "../paging.ts";
import { columnsOf, filterOf } from "../peopleQuery.ts";
import { serve } from "../serve.ts";

/** Lists of people: searched, filtered, sorted, counted. */
export async function peopleListRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { db, clock } = deps;
  serve(app, deps, routes.listProfiles, async ({ principal, query }) => {
    const page = pageRequest(query, ["number", "uuid"]);
    const after = page.after && placeOf(page.after[0] as number, page.after[1] as string);
    const columns = columnsOf(query?.columns);
    const asked = { search: query?.search ?? "", filter: filterOf(query?.filter), sort: query?.sort ?? "newest" };
    const { people, next } = await findPeople(db, clock, principal.workspaceId, asked, after, page.limit);
    const shown = columns.eventCount ? await countEvents(db, people) : people;
    return { items: shown.map((person) => presentPerson(person, columns.attributes)), nextCursor: next && cursorOf([next.seenAt ?? NEVER, next.id]) };
  });
  serve(app, deps, routes.countProfiles, async ({ principal, query }) =>
    countPeople(db, clock, principal.workspaceId, { search: query?.search ?? "", filter: filterOf(query?.filter) }),
  );
}

/** Stands in a cursor for a profile that was never seen: nobody was seen at the dawn of 1970. */
const NEVER = 0;

function placeOf(seenAt: number, id: string): ListPlace {
  return { seenAt: seenAt === NEVER ? null : seenAt, id };
}

function presentPerson(person: FoundPerson, attributes: readonly string[]): ProfileListItem {
  return {
    id: person.id,
    name: nameOf(person.attributes),
    email: emailOf(person.attributes, person.emails),
    identifiers: person.identifiers.map(({ kind, value }) => ({ kind, value })),
    attributes: Object.fromEntries(attributes.map((name) => [name, valueAt(person.attributes, name) ?? null])),
    eventCount: person.eventCount,
    mergedInto: person.mergedInto,
    lastSeenAt: instantOrNull(person.lastSeenAt),
    createdAt: formatInstant(person.createdAt),
  };
}
