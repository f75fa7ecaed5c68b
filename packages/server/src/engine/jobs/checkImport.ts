import type { JsonObject } from "@beckon/core";
import { judgeRows } from "../imports/judgeRows.ts";
import { readRow } from "../imports/readRow.ts";
import { chunksOf, NOTHING_YET, openImport, openProblemFile, type Tally, tallyRows } from "./importRows.ts";
import type { JobKind } from "./job.ts";

interface Cursor extends JsonObject {
  readonly offset: number;
  readonly row: number;
  readonly parts: number;
  readonly tally: Tally;
}

/** Reads a whole file by its plan and changes nothing: how many rows would do what, and what is wrong with the others. `input` is `{ importId }`. */
export const checkImport: JobKind = {
  kind: "check_import",
  needs: "profiles:import",

  async *run(job, { db, clock }) {
    const open = await openImport(db, job);
    const { about, columnNames, beginning } = open;
    let cursor = (job.cursor as Cursor | null) ?? { ...beginning, parts: 0, tally: NOTHING_YET };
    const file = await openProblemFile(db, job, open, cursor.parts, clock.now());
    for await (const { rows, end } of chunksOf(db, about, cursor)) {
      const judged = await judgeRows(
        db,
        job.workspaceId,
        about.plan,
        rows.map((row) => readRow(row, about.plan)),
      );
      const tally = tallyRows(cursor.tally, judged, columnNames, file);
      cursor = { ...end, parts: await file.flush(), tally };
      yield { cursor, done: end.offset, total: about.bytes, summary: { ...tally } };
    }
    await file.complete(clock.now());
    return { summary: { ...cursor.tally }, fileId: cursor.tally.problemLines > 0 ? file.id : null };
  },
};
