import { DAY, deriveId, formatInstant, type Json, type JsonObject, type PeopleFilter } from "@beckon/core";
import { type ExportedPerson, peopleWithIds } from "../../store/peopleExport.ts";
import type { ListPlace } from "../../store/peopleWalk.ts";
import { BYTE_ORDER_MARK, csvLine } from "../csv/csvText.ts";
import { countPeople, findIds, type PeopleAsked } from "../peopleFinder.ts";
import { JobFile } from "./fileWriter.ts";
import type { JobKind, JobTools } from "./job.ts";

const CHUNK = 500;
/** A list of everybody should not lie about. */
const KEPT = 3 * DAY;
/** Spreadsheets end at 16,384 columns; long before that nobody finds anything. */
const MAX_COLUMNS = 500;

interface Cursor extends JsonObject {
  /** First the columns are found, then the rows are written: a header must know them all. */
  readonly phase: "columns" | "rows" | "written";
  /** The last one that was looked at; null at the beginning. */
  readonly after: (ListPlace & JsonObject) | null;
  readonly parts: number;
  readonly done: number;
  readonly identifiers: string[];
  readonly attributes: string[];
  readonly channels: string[];
  readonly topics: string[];
}

/** All people, or those of a list, as one CSV file in the order of the list. `input` is `{ search, filter }`. */
export const exportPeople: JobKind = {
  kind: "export_people",
  needs: "profiles:export",

  async *run(job, tools) {
    const { db, clock } = tools;
    const asked = askedOf(job.input);
    const total = (await countPeople(db, clock, job.workspaceId, asked)).count;
    let cursor = (job.cursor as Cursor | null) ?? BEGINNING;
    if (cursor.phase === "columns") {
      for (;;) {
        const { people, next } = await nextPeople(tools, job.workspaceId, asked, cursor.after);
        cursor = { ...noteColumns(cursor, people), after: next };
        if (next === null) break;
        yield { cursor, done: 0, total };
      }
      cursor = { ...cursor, phase: "rows", after: null };
      yield { cursor, done: 0, total };
    }
    const file = await JobFile.open(
      db,
      {
        id: deriveId(job.createdAt, job.id, "file"),
        workspaceId: job.workspaceId,
        name: "people.csv",
        contentType: "text/csv; charset=utf-8",
        createdAt: job.createdAt,
        expiresAt: clock.now() + KEPT,
      },
      cursor.parts,
    );
    if (cursor.parts === 0) file.write(BYTE_ORDER_MARK + csvLine(headerOf(cursor)));
    while (cursor.phase === "rows") {
      const { people, next } = await nextPeople(tools, job.workspaceId, asked, cursor.after);
      for (const person of people) file.write(csvLine(rowOf(person, cursor)));
      cursor = { ...cursor, phase: next === null ? "written" : "rows", after: next, done: cursor.done + people.length, parts: await file.flush() };
      yield { cursor, done: cursor.done, total: Math.max(total, cursor.done) };
    }
    await file.complete(clock.now());
    return { summary: { people: cursor.done, columns: headerOf(cursor).length }, fileId: file.id };
  },
};

const BEGINNING: Cursor = { phase: "columns", after: null, parts: 0, done: 0, identifiers: [], attributes: [], channels: [], topics: [] };

function askedOf({ search, filter }: JsonObject): PeopleAsked {
  return {
    search: typeof search === "string" ? search : "",
    filter: Array.isArray(filter) ? (filter as unknown as PeopleFilter) : [],
    sort: "newest",
  };
}

async function nextPeople(
  { db, clock }: JobTools,
  workspaceId: number,
  asked: PeopleAsked,
  after: ListPlace | null,
): Promise<{ readonly people: readonly ExportedPerson[]; readonly next: Cursor["after"] }> {
  const { ids, next } = await findIds(db, clock, workspaceId, asked, after, CHUNK);
  return { people: await peopleWithIds(db, workspaceId, ids), next: next && { id: next.id, seenAt: next.seenAt } };
}

function noteColumns(cursor: Cursor, people: readonly ExportedPerson[]): Cursor {
  const together = (known: readonly string[], names: readonly string[]) => [...new Set([...known, ...names])].slice(0, MAX_COLUMNS);
  return {
    ...cursor,
    identifiers: together(
      cursor.identifiers,
      people.flatMap(({ identities }) => identities.map(({ kind }) => kind)),
    ),
    attributes: together(
      cursor.attributes,
      people.flatMap(({ attributes }) => Object.keys(attributes)),
    ),
    channels: together(
      cursor.channels,
      people.flatMap(({ consent }) => Object.keys(consent.channels)),
    ),
    topics: together(
      cursor.topics,
      people.flatMap(({ consent }) => Object.keys(consent.topics)),
    ),
  };
}

/** An attribute that is also an identifier (email, phone) stands once, as the identifier. */
function attributesOf({ attributes, identifiers }: Cursor): string[] {
  return attributes.filter((name) => !identifiers.includes(name));
}

function headerOf(cursor: Cursor): string[] {
  return [
    "profile_id",
    ...cursor.identifiers,
    ...attributesOf(cursor),
    ...cursor.channels.map((channel) => `consent ${channel}`),
    ...cursor.topics.map((topic) => `topic ${topic}`),
    "first_known",
    "last_seen",
  ];
}

function rowOf(person: ExportedPerson, cursor: Cursor): (string | number | null)[] {
  return [
    person.id,
    ...cursor.identifiers.map((kind) => namesOf(person, kind)),
    ...attributesOf(cursor).map((name) => cellOf(Object.hasOwn(person.attributes, name) ? person.attributes[name] : undefined)),
    ...cursor.channels.map((channel) => person.consent.channels[channel] ?? null),
    ...cursor.topics.map((topic) => person.consent.topics[topic] ?? null),
    formatInstant(person.createdAt),
    person.lastSeenAt === null ? null : formatInstant(person.lastSeenAt),
  ];
}

function namesOf({ identities, attributes }: ExportedPerson, kind: string): string | null {
  const names = identities.filter((identity) => identity.kind === kind).map(({ value }) => value);
  const stated = attributes[kind];
  if (names.length === 0) return typeof stated === "string" ? stated : null;
  return names.join("; ");
}

function cellOf(value: Json | undefined): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  return Array.isArray(value) && value.every((member) => typeof member !== "object") ? value.join("; ") : JSON.stringify(value);
}
