import { bucketOf, HOUR, type Instant } from "@beckon/core";
import type { Clock } from "../../clock.ts";
import { newId } from "../../ids.ts";
import type { Db, Query } from "../../store/db.ts";
import { addErasure, cancelErasure, type ErasureRow, findErasure, listErasures, openErasureOf, setErasureJob } from "../../store/erasures.ts";
import { findIdentities } from "../../store/identities.ts";
import { putInInbox } from "../../store/inbox.ts";
import { cancelJob } from "../../store/jobs.ts";
import { normalIdentifier } from "../eventCheck.ts";
import type { Identifier } from "../incoming.ts";
import type { JobDesk } from "../jobs/jobDesk.ts";
import { viewProfile } from "../profileReader.ts";
import { Refusal } from "../refusal.ts";
import type { IdentifierHash } from "./identifierHash.ts";
import { PROOF_KEPT } from "./proof.ts";

export interface ErasureDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: JobDesk;
  readonly hashOf: IdentifierHash;
  /** Tells which buckets got something to decide. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
}

export interface ErasureWish {
  readonly graceHours: number;
  readonly refuse: boolean;
  readonly suppress: boolean;
}

/** Takes requests to delete people, and shows what became of them. */
export class ErasureDesk {
  readonly #deps: ErasureDeskDeps;

  constructor(deps: ErasureDeskDeps) {
    this.#deps = deps;
  }

  /** Who bears an identifier. @throws Refusal `not_found` */
  async profileOf(workspaceId: number, { kind, value }: Identifier): Promise<string> {
    const normal = normalIdentifier(kind, value);
    const [owner] = normal === null ? [] : await findIdentities(this.#deps.db, [{ workspaceId, kind, value: normal }]);
    if (!owner) throw new Refusal("not_found", { what: "person with this", id: kind.replaceAll("_", " ") });
    return owner.profileId;
  }

  /** Asks for the deletion of a person; asked again while one is open, it is that one. @throws Refusal `not_found` */
  async request(workspaceId: number, profileId: string, wish: ErasureWish, by: string): Promise<ErasureRow> {
    const { db, clock, jobs, hashOf } = this.#deps;
    const { profile, mergedInto } = await viewProfile(db, workspaceId, profileId);
    const id = mergedInto ?? profile.id;
    const now = clock.now();
    const dueAt = now + wish.graceHours * HOUR;
    const row = await db.transaction(async (tx) => {
      const added = await addErasure(tx, {
        id: newId(now),
        workspaceId,
        profileId: id,
        profileHash: hashOf(workspaceId, "profile_id", id),
        identifierHashes: [],
        refuse: wish.refuse,
        suppress: wish.suppress,
        requestedBy: by,
        requestedAt: now,
        dueAt,
        keepUntil: now + PROOF_KEPT,
      });
      if (!added) return null;
      const job = await jobs.add(tx, {
        workspaceId,
        kind: "erase_person",
        title: "Deletion of a person",
        input: { erasureId: added.id },
        startedBy: by,
        readyAt: dueAt,
      });
      await setErasureJob(tx, added.id, job.id);
      await tellPerson(tx, { ...added, profileId: id }, dueAt, now);
      return { ...added, jobId: job.id };
    });
    jobs.wake();
    this.#deps.wake(new Set([bucketOf(id)]));
    return row ?? ((await openErasureOf(db, id)) as ErasureRow);
  }

  /** @throws Refusal `not_found` */
  async find(workspaceId: number, id: string): Promise<ErasureRow> {
    const row = await findErasure(this.#deps.db, workspaceId, id);
    if (!row) throw new Refusal("not_found", { what: "deletion request", id });
    return row;
  }

  /** Takes a request back while it waits. @throws Refusal `not_found`, `erasure_state` */
  async cancel(workspaceId: number, id: string): Promise<ErasureRow> {
    const { db, clock, wake } = this.#deps;
    const row = await this.find(workspaceId, id);
    const { profileId } = row;
    const now = clock.now();
    await db.transaction(async (tx) => {
      if (profileId === null || !(await cancelErasure(tx, id, now)))
        throw new Refusal("erasure_state", {
          problem: row.state === "cancelled" ? "This request was taken back already." : "The deletion has begun and cannot be taken back.",
        });
      if (row.jobId) await cancelJob(tx, workspaceId, row.jobId, now);
      await tellPerson(tx, { ...row, profileId }, null, now);
    });
    if (profileId !== null) wake(new Set([bucketOf(profileId)]));
    return this.find(workspaceId, id);
  }

  /** Newest first; with an identifier only those that concern it: the answer to “did you delete me?”. */
  list(workspaceId: number, identifier: Identifier | null, before: string | null, limit: number): Promise<ErasureRow[]> {
    const { db, hashOf } = this.#deps;
    const normal = identifier && normalIdentifier(identifier.kind, identifier.value);
    if (identifier && !normal) return Promise.resolve([]);
    return listErasures(db, workspaceId, identifier && normal ? hashOf(workspaceId, identifier.kind, normal) : null, before, limit);
  }
}

/** By the person's inbox, as all that changes a person: from here on nothing is handed over before it was taken. */
async function tellPerson(
  tx: Query,
  erasure: { readonly id: string; readonly workspaceId: number; readonly profileId: string },
  dueAt: Instant | null,
  now: Instant,
) {
  const { id, workspaceId, profileId } = erasure;
  await putInInbox(tx, [{ id: newId(now), workspaceId, profileId, kind: "erasure", body: { erasureId: id, dueAt }, acceptedAt: now }]);
}
