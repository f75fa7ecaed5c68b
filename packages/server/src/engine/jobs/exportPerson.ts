import { DAY, deriveId, formatInstant, type Json, type JsonObject } from "@beckon/core";
import { HISTORY_TABLES, type HistoryTable, historyOf, personAsKept } from "../../store/personExport.ts";
import { idsOfPerson } from "../../store/profileSearch.ts";
import { JobFile } from "./fileWriter.ts";
import { JobFailure, type JobKind } from "./job.ts";

const CHUNK = 500;
const KEPT = 7 * DAY;

interface Cursor extends JsonObject {
  readonly parts: number;
  readonly done: number;
  readonly table: number;
  readonly after: string | null;
}

/** What each part of the file holds, for whoever opens it. */
const ABOUT = {
  profile: "Who the person is to us: attributes, consent as it is now, suppressed addresses. Profiles that were merged into them are listed, too.",
  identifiers: "Every name they are known by, and since when.",
  merges: "Profiles that became one with theirs.",
  events: "Everything that was recorded, with what it said of attributes and consent: the history of both.",
  enrollments: "Their passages through campaigns.",
  sends: "Messages that were decided, and what became of them.",
  messages: "Messages as they were written, with their text.",
  decisions: "Why they got a message or did not.",
  tasks: "What a colleague was asked to do for them.",
  times: "Times are in UTC, ISO 8601.",
};

/** All that is kept about one person as one JSON file. `input` is `{ profileId }`. */
export const exportPerson: JobKind = {
  kind: "export_person",
  needs: "profiles:export",

  async *run(job, { db, clock }) {
    const profileId = String(job.input["profileId"]);
    const ids = await idsOfPerson(db, job.workspaceId, profileId);
    let cursor = (job.cursor as Cursor | null) ?? { parts: 0, done: 0, table: 0, after: null };
    const file = await JobFile.open(
      db,
      {
        id: deriveId(job.createdAt, job.id, "file"),
        workspaceId: job.workspaceId,
        name: `person-${profileId.slice(-6)}.json`,
        contentType: "application/json",
        createdAt: job.createdAt,
        expiresAt: clock.now() + KEPT,
      },
      cursor.parts,
    );
    if (cursor.parts === 0) {
      const person = await personAsKept(db, job.workspaceId, ids);
      if (person.profiles.length === 0) throw new JobFailure("This person is not there any more.");
      file.write(`{\n"about": ${written({ made: formatInstant(job.createdAt), sections: ABOUT })},\n"person": ${written(person as unknown as Json)}`);
    }
    for (; cursor.table < HISTORY_TABLES.length; cursor = { ...cursor, table: cursor.table + 1, after: null }) {
      const table = HISTORY_TABLES[cursor.table] as HistoryTable;
      if (cursor.after === null) file.write(`,\n"${table}": [`);
      for (let rows = await historyOf(db, table, ids, cursor.after, CHUNK); rows.length > 0; rows = await historyOf(db, table, ids, cursor.after, CHUNK)) {
        file.write(rows.map(({ row }, index) => `${cursor.after === null && index === 0 ? "" : ","}\n${written(row)}`).join(""));
        cursor = { ...cursor, after: rows.at(-1)?.key ?? null, done: cursor.done + rows.length, parts: await file.flush() };
        yield { cursor, done: cursor.done };
        if (rows.length < CHUNK) break;
      }
      file.write("\n]");
    }
    file.write("\n}\n");
    await file.complete(clock.now());
    return { summary: { rows: cursor.done }, fileId: file.id };
  },
};

function written(value: Json): string {
  return JSON.stringify(value, null, 2);
}
