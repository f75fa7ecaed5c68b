import { bucketOf, type JsonObject } from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { eraseHistory, eraseMentions, eraseProfiles, type Mentions } from "../../store/erasePerson.ts";
import { beginErasure, type ErasureRow, findErasure, finishErasure, refuseIdentifiers } from "../../store/erasures.ts";
import { type Identity, identitiesOf, lockIdentitiesOf } from "../../store/identities.ts";
import { lockBuckets } from "../../store/leases.ts";
import { survivorsOf } from "../../store/merges.ts";
import { idsOfPerson } from "../../store/profileSearch.ts";
import { readPeople } from "../../store/profiles.ts";
import { insertSuppression } from "../../store/suppressionList.ts";
import { AuditLog, bySystem } from "../auditLog.ts";
import { PROOF_KEPT } from "../privacy/proof.ts";
import type { JobKind, JobTools } from "./job.ts";

/** Rows of one step and table. */
const CHUNK = 2_000;
/** Other processes know for up to a minute whose an identifier was, and a send under way ends within it. */
const STRAGGLERS_MS = 70_000;

type Counts = { [table: string]: number };

interface Cursor extends JsonObject {
  /** Twice the same: what came in while it was deleted goes with the second round. */
  readonly round: number;
  readonly phase: "profiles" | "history";
  readonly ids: string[];
  readonly names: { kind: string; value: string }[];
  readonly counts: Counts;
}

/**
 * Deletes a person and everybody merged into them, and leaves a proof without anything of them. First, in one transaction, what
 * could still reach them; then the history in steps; then what other tables say. `input` is `{ erasureId }`.
 */
export const erasePerson: JobKind = {
  kind: "erase_person",
  needs: "profiles:delete",
  cannotStop: true,

  async *run(job, tools) {
    const { db, clock } = tools;
    const erasure = await findErasure(db, job.workspaceId, String(job.input["erasureId"]));
    if (!erasure || !(await beginErasure(db, erasure.id))) return { summary: { rows: 0 } };
    let cursor = (job.cursor as Cursor | null) ?? (await whom(db, erasure));
    const step = () => ({ cursor, done: totalOf(cursor.counts), summary: { rows: totalOf(cursor.counts) } });
    yield step();
    while (cursor.round <= 2) {
      if (cursor.phase === "profiles") {
        cursor = { ...(await endAtOnce(tools, erasure, cursor)), phase: "history" };
        yield step();
      }
      if (cursor.phase === "history") {
        for (const id of cursor.ids) {
          for (let left = true; left; ) {
            const counts = await eraseHistory(db, id, CHUNK);
            left = totalOf(counts) > 0;
            cursor = { ...cursor, counts: sum(cursor.counts, counts) };
            yield step();
          }
        }
      }
      const mentioned = await eraseMentions(db, mentionsOf(cursor, erasure));
      cursor = { ...cursor, counts: sum(cursor.counts, mentioned), round: cursor.round + 1, phase: "profiles" };
      if (cursor.round === 2) yield { ...step(), notBefore: clock.now() + STRAGGLERS_MS };
    }
    const hashes = cursor.names.map(({ kind, value }) => tools.hashOf(job.workspaceId, kind, value));
    const counts = Object.fromEntries(Object.entries(cursor.counts).filter(([, count]) => count > 0));
    await db.transaction(async (tx) => {
      await finishErasure(tx, erasure.id, hashes, counts, clock.now(), clock.now() + PROOF_KEPT);
      await new AuditLog(tx, clock).tell(bySystem(job.workspaceId, "erasePerson", "deleted a person, as was asked", { kind: "erasure", id: erasure.id }));
    });
    return { summary: { rows: totalOf(counts) } };
  },
};

/** The person, who may have been merged into another since it was asked for, with everybody merged into them, and all their names: kept before the first is deleted. */
async function whom(db: Query, { workspaceId, profileId }: ErasureRow): Promise<Cursor> {
  const goesOnAs = (await survivorsOf(db, workspaceId, profileId as string)).at(-1) as string;
  const ids = await idsOfPerson(db, workspaceId, goesOnAs);
  const names = await namesOf(db, ids);
  return { round: 1, phase: "profiles", ids, names, counts: {} };
}

/** Identifiers, and the addresses that a profile merely states. */
async function namesOf(db: Query, ids: readonly string[]): Promise<Cursor["names"]> {
  const identities = (await identitiesOf(db, ids)).map(({ kind, value }: Identity) => ({ kind, value }));
  const stated = [...(await readPeople(db, ids)).values()].flatMap(({ profile }) => {
    const email = profile?.attributes["email"];
    return typeof email === "string" && email.includes("@") ? [{ kind: "email", value: email.trim().toLowerCase() }] : [];
  });
  return [...new Map([...identities, ...stated].map((name) => [`${name.kind}\n${name.value}`, name])).values()];
}

/** From here on nothing reaches them any more, and their names lead to nobody. */
async function endAtOnce({ db, clock, resolver, hashOf }: JobTools, erasure: ErasureRow, cursor: Cursor): Promise<Cursor> {
  const { workspaceId, id } = erasure;
  const after = await db.transaction(async (tx) => {
    await lockBuckets(tx, "", [], [...new Set(cursor.ids.map(bucketOf))]);
    await lockIdentitiesOf(tx, cursor.ids);
    // What they were given since is theirs, too.
    const names = [...new Map([...cursor.names, ...(await namesOf(tx, cursor.ids))].map((name) => [`${name.kind}\n${name.value}`, name])).values()];
    const hashes = names.map(({ kind, value }) => hashOf(workspaceId, kind, value));
    if (erasure.refuse) await refuseIdentifiers(tx, workspaceId, id, hashes, clock.now() + PROOF_KEPT);
    return { ...cursor, names, counts: sum(cursor.counts, await eraseProfiles(tx, cursor.ids)) };
  });
  resolver.forget(cursor.ids);
  if (erasure.suppress)
    for (const address of emailsOf(after))
      await insertSuppression(db, workspaceId, { channel: "email", address, reason: "manual", detail: "Deleted on request", at: clock.now(), sendId: null });
  return after;
}

function mentionsOf(cursor: Cursor, { workspaceId, suppress }: ErasureRow): Mentions {
  return { workspaceId, ids: cursor.ids, names: cursor.names.map(({ value }) => value), emails: emailsOf(cursor), keepSuppressed: suppress };
}

function emailsOf({ names }: Cursor): string[] {
  return names.filter(({ kind }) => kind === "email").map(({ value }) => value.toLowerCase());
}

function sum(a: Counts, b: Counts): Counts {
  const together = { ...a };
  for (const [table, count] of Object.entries(b)) together[table] = (together[table] ?? 0) + count;
  return together;
}

function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
