import { bucketOf, type Decision, type Event, PersonReplay } from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { NO_PAST } from "../../store/pastRows.ts";
import { addressesOf, readPeople, type StoredPerson } from "../../store/profiles.ts";
import { beginningsOf, nextOfPast, type PastRow } from "../../store/rehearsalPasts.ts";
import { familyOf } from "../../store/segmentFill.ts";
import { eventOf, membershipsIn, PASSAGES } from "../replayNames.ts";
import type { Leisure } from "./leisure.ts";
import type { RehearsalPlan } from "./rehearsalPlan.ts";

/** Of most people this is all that happened in a period; those with more are read in pages. */
const BEGINNING = 200;
const PAGE = 500;

export interface ReplayedPerson {
  readonly profileId: string;
  readonly decisions: readonly Decision[];
  readonly cutShort: boolean;
}

/** Replays these people one by one, with no more of their past in memory than a page of each. */
export async function* replayPeople(
  db: Query,
  workspaceId: number,
  ids: readonly string[],
  plan: RehearsalPlan,
  leisure: Leisure,
): AsyncGenerator<ReplayedPerson> {
  const asked = { from: plan.readFrom, until: plan.readUntil, names: plan.names, limit: BEGINNING };
  const people = await readPeople(db, ids);
  const family = await familyOf(db, { workspaceId, buckets: [...new Set(ids.map(bucketOf))], profileIds: ids });
  const idsOf = new Map(ids.map((id) => [id, [id]]));
  for (const [place, top] of family.top.entries()) idsOf.get(top)?.push(family.merged[place] ?? top);
  const beginnings = groupByPerson(
    await beginningsOf(
      db,
      [...idsOf].flatMap(([person, own]) => own.map((id) => ({ person, id }))),
      asked,
    ),
  );
  const standings = await membershipsIn(db, ids, plan.segments);
  for (const profileId of ids) {
    await leisure.breathe();
    const person = people.get(profileId);
    if (!person?.profile) continue;
    const beginning = beginnings.get(profileId) ?? [];
    const memberships = standings.get(profileId)?.memberships ?? NO_PAST.memberships;
    const whole = beginning.length < BEGINNING;
    const replay = whole
      ? new PersonReplay({ ...pastOf(person), events: beginning.map(eventOf), memberships }, plan.replay)
      : await replayInPages(db, idsOf.get(profileId) ?? [profileId], { ...pastOf(person), memberships }, plan, leisure);
    yield { profileId, decisions: replay.end(), cutShort: replay.isCutShort };
  }
}

function pastOf({ profile, emails }: StoredPerson) {
  if (!profile) throw new Error("Only a person who is there has a past.");
  return { profile, addresses: addressesOf(profile.attributes, emails) };
}

function groupByPerson(rows: readonly PastRow[]): Map<string, PastRow[]> {
  const groups = new Map<string, PastRow[]>();
  for (const row of rows) {
    const own = groups.get(row.person);
    if (own) own.push(row);
    else groups.set(row.person, [row]);
  }
  return groups;
}

async function replayInPages(
  db: Query,
  ids: readonly string[],
  past: ReturnType<typeof pastOf> & { readonly memberships: (typeof NO_PAST)["memberships"] },
  plan: RehearsalPlan,
  leisure: Leisure,
): Promise<PersonReplay> {
  const asked = { from: plan.readFrom, until: plan.readUntil, names: plan.names, limit: PAGE };
  const passages = plan.segments.length === 0 ? [] : (await nextOfPast(db, ids, { ...asked, names: PASSAGES }, null)).map(eventOf);
  let page = await nextOfPast(db, ids, asked, null);
  const events = page.map(eventOf);
  const replay = new PersonReplay({ ...past, events, telling: inOrder([...events, ...passages]) }, plan.replay);
  while (page.length === PAGE && !replay.isCutShort) {
    await leisure.breathe();
    const last = page.at(-1);
    page = last === undefined ? [] : await nextOfPast(db, ids, asked, { at: last.at, id: last.id });
    replay.take(page.map(eventOf));
  }
  return replay;
}

function inOrder(events: readonly Event[]): Event[] {
  return [...events].sort((a, b) => a.at - b.at);
}
