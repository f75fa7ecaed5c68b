import { setTimeout as pause } from "node:timers/promises";
import { bucketOf, type JsonObject, SECOND } from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { deleteFile } from "../../store/files.ts";
import { findIdentities } from "../../store/identities.ts";
import { noteCreated } from "../../store/imports.ts";
import { inboxDepth } from "../../store/inbox.ts";
import type { JobRow } from "../../store/jobs.ts";
import { type JudgedRow, judgeRows } from "../imports/judgeRows.ts";
import { readRow } from "../imports/readRow.ts";
import type { Acceptance, Identifier, IncomingEvent } from "../incoming.ts";
import { tellList } from "../listMembers.ts";
import { chunksOf, NOTHING_YET, type OpenImport, openImport, openProblemFile, type Tally, tallyRows } from "./importRows.ts";
import type { JobKind } from "./job.ts";

/** Half a second of work for the workers: whoever clicks meanwhile does not wait behind the file. */
const INBOX_HIGH_WATER = 4_000;
const PAUSE_MS = SECOND / 20;

interface Cursor extends JsonObject {
  readonly offset: number;
  readonly row: number;
  readonly parts: number;
  readonly tally: Tally;
  /** Rows of the next chunk that make somebody: kept before they do, so that after a crash they still count as made. */
  readonly creating: number[] | null;
}

/**
 * Takes a file of people in, each row as an event through the same door as every other. A row's event bears the import's id
 * and the row's number, so that a step done twice changes nothing. `input` is `{ importId }`.
 */
export const importPeople: JobKind = {
  kind: "import_people",
  needs: "profiles:import",

  async *run(job, { db, clock, ingest, wake }) {
    const open = await openImport(db, job);
    const { about, columnNames, beginning } = open;
    const place = (end: { offset: number; row: number }) => ({ done: end.offset, total: about.bytes });
    let cursor = (job.cursor as Cursor | null) ?? { ...beginning, parts: 0, tally: NOTHING_YET, creating: null };
    const file = await openProblemFile(db, job, open, cursor.parts, clock.now());
    for await (const { rows, end } of chunksOf(db, about, cursor)) {
      const readings = rows.map((row) => readRow(row, about.plan));
      const judged = asPlanned(await judgeRows(db, job.workspaceId, about.plan, readings), cursor.creating);
      if (cursor.creating === null) {
        cursor = { ...cursor, creating: judged.filter(({ action }) => action === "create").map(({ reading }) => reading.row) };
        yield { cursor, ...place(cursor) };
      }
      const taken = judged.filter(({ action }) => action === "create" || action === "update");
      const acceptances = await ingest.accept(taken.map((each) => eventOf(each, job, open)));
      const refused = refusedBy(taken, acceptances);
      const made = taken.filter((each) => each.action === "create" && !refused.has(each));
      await noteCreated(db, about.id, await ownersOf(db, job.workspaceId, made));
      if (about.plan.list !== undefined) {
        const listed = await ownersOf(
          db,
          job.workspaceId,
          taken.filter((each) => !refused.has(each)),
        );
        const list = { id: about.plan.list, workspaceId: job.workspaceId };
        await tellList(db, clock, list, listed, { member: true, quiet: !about.plan.startsCampaigns });
        if (listed.length > 0) wake(new Set(listed.map(bucketOf)));
      }
      const tally = tallyRows(
        cursor.tally,
        judged.map((each) => refused.get(each) ?? each),
        columnNames,
        file,
      );
      cursor = { ...end, parts: await file.flush(), tally, creating: null };
      yield { cursor, ...place(end), summary: { ...tally } };
      for (; (await inboxDepth(db, INBOX_HIGH_WATER)) >= INBOX_HIGH_WATER; await pause(PAUSE_MS)) yield { cursor, ...place(end) };
    }
    await file.complete(clock.now());
    // Somebody's list should not lie about once it is taken in.
    await deleteFile(db, about.fileId);
    return { summary: { ...cursor.tally }, fileId: cursor.tally.problemLines > 0 ? file.id : null };
  },
};

/** A row that was to make somebody has perhaps done so before the crash: it is no update for that. */
function asPlanned(judged: readonly JudgedRow[], creating: readonly number[] | null): readonly JudgedRow[] {
  if (creating === null) return judged;
  const rows = new Set(creating);
  return judged.map((each) => {
    if (!rows.has(each.reading.row) || each.action === "create") return each;
    return { ...each, action: "create" as const, problems: each.reading.problems };
  });
}

function eventOf({ reading }: JudgedRow, job: JobRow, { about }: OpenImport): IncomingEvent {
  const { plan } = about;
  const consent = { channels: reading.channels, topics: reading.topics };
  const saysConsent = Object.keys(consent.channels).length + Object.keys(consent.topics).length > 0;
  return {
    workspaceId: job.workspaceId,
    source: "import",
    messageId: `${about.id}:${reading.row}`,
    kind: "identify",
    name: "Profile Identified",
    properties: { import: about.id, row: reading.row, ...(saysConsent ? { consent_statement: plan.consentStatement } : {}) },
    attributes: reading.attributes,
    ...(saysConsent ? { consent: { ...consent, by: "import", confirmed: true } } : {}),
    identifiers: [reading.match as Identifier, ...reading.others],
    // When the file was given: what people have said since is newer.
    at: about.createdAt,
    context: {},
    flags: ["imported", ...(plan.startsCampaigns ? [] : (["quiet"] as const)), ...(plan.fillOnly ? (["fill_only"] as const) : [])],
  };
}

/** Rows that the door would not take: the person is not to be collected again, the row is too large. */
function refusedBy(taken: readonly JudgedRow[], acceptances: readonly Acceptance[]): Map<JudgedRow, JudgedRow> {
  return new Map(
    taken.flatMap((each, index) => {
      const acceptance = acceptances[index];
      if (acceptance?.status !== "rejected") return [];
      return [[each, { ...each, action: "refuse", problems: [{ column: -1, problem: acceptance.message, right: "Leave this row out." }] }] as const];
    }),
  );
}

async function ownersOf(db: Query, workspaceId: number, rows: readonly JudgedRow[]): Promise<string[]> {
  const found = await findIdentities(
    db,
    rows.map(({ reading }) => ({ workspaceId, ...(reading.match as Identifier) })),
  );
  return [...new Set(found.map((row) => row.profileId))];
}
