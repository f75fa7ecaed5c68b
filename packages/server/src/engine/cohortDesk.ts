import { bucketOf, type JsonObject, type SegmentDocument } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { type CohortName, closeCohortPages, notOnPages, putCohort, putCohortPage, readCohort } from "../store/cohorts.ts";
import type { Db, Query } from "../store/db.ts";
import { findIdentities } from "../store/identities.ts";
import { addSegmentVersion, insertSegment, makeLive, readSegment, rewriteList, type SegmentRow } from "../store/segments.ts";
import { bumpDefinitions, lockWorkspace } from "../store/workspaces.ts";
import { type AuditLog, bySystem } from "./auditLog.ts";
import { normalIdentifier } from "./eventCheck.ts";
import type { Identifier, Ingest } from "./incoming.ts";
import { tellList } from "./listMembers.ts";

/** What another system tells of one of its cohorts. */
export interface CohortNews {
  readonly source: string;
  /** The other system, in words. */
  readonly title: string;
  readonly cohort: { readonly id: string; readonly name: string; readonly description: string };
  /** `replace`: who is on no page of the session does not belong to it any more. */
  readonly action: "replace" | "add" | "remove";
  readonly session: { readonly id: string; readonly page: number; readonly pages: number } | null;
  readonly members: readonly { readonly names: readonly Identifier[]; readonly attributes: JsonObject }[];
}

export interface CohortTaken {
  /** Key of the list. */
  readonly list: string;
  /** People who were told. */
  readonly accepted: number;
  readonly unknown: number;
  /** Rows without a name by which anybody could be known. */
  readonly nameless: number;
}

export interface CohortDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
  readonly auditLog: AuditLog;
  /** Told which buckets have new rows. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
  readonly definitionsChanged: () => void;
}

/** The list that a cohort fills. */
type List = Pick<SegmentRow, "id" | "workspaceId" | "key" | "version">;

const NAME_MAX = 200;
const DESCRIPTION_MAX = 5_000;
const KEY_MAX = 80;

/** Keeps lists that another system fills with the members of its cohorts. */
export class CohortDesk {
  readonly #deps: CohortDeskDeps;

  constructor(deps: CohortDeskDeps) {
    this.#deps = deps;
  }

  /**
   * Takes some news of a cohort; the first makes the list. Each person is told in their turn, and twice is once, so that a request
   * that is repeated changes nothing.
   * @param makeUnknown whether people who are not known yet are made known
   */
  async take(workspaceId: number, news: CohortNews, makeUnknown: boolean): Promise<CohortTaken> {
    const { db, wake } = this.#deps;
    const members = news.members.map((member) => ({ ...member, names: member.names.flatMap(normalised) }));
    if (makeUnknown && news.action !== "remove") await this.#make(workspaceId, news, members);
    const owners = await ownersOf(
      db,
      workspaceId,
      members.map(({ names }) => names),
    );
    const people = [...new Set(owners.filter((id) => id !== null))];
    const nameless = members.filter(({ names }) => names.length === 0).length;
    const unknown = owners.filter((id) => id === null).length - nameless;
    const { list, told, changed } = await db.transaction(async (tx) => {
      const { list, changed } = await this.#listOf(tx, workspaceId, news);
      const told = await this.#tell(tx, list, news, people);
      return { list, told, changed };
    });
    if (changed) this.#deps.definitionsChanged();
    if (told.length > 0) wake(new Set(told.map(bucketOf)));
    return { list: list.key, accepted: people.length, unknown, nameless };
  }

  /** @returns all who were told */
  async #tell(tx: Query, list: List, { action, session }: CohortNews, people: readonly string[]): Promise<readonly string[]> {
    const { clock } = this.#deps;
    if (action !== "replace") {
      await tellList(tx, clock, list, people, { member: action === "add" });
      return people;
    }
    const { id, page, pages } = session ?? { id: newId(clock.now()), page: 1, pages: 1 };
    const of = { segmentId: list.id, session: id };
    const there = await putCohortPage(tx, of, page, people);
    // A page of a sync that is over: what came since is newer.
    if (there.wasDone) return [];
    await tellList(tx, clock, list, people, { member: true });
    if (there.pages < pages) return people;
    const gone = await notOnPages(tx, of, list.version);
    await tellList(tx, clock, list, gone, { member: false });
    await closeCohortPages(tx, of);
    return [...people, ...gone];
  }

  /** The cohort's list, with the name that the cohort has now. It is made by the first news of the cohort, or where it was deleted. */
  async #listOf(tx: Query, workspaceId: number, { source, title, cohort }: CohortNews): Promise<{ readonly list: List; readonly changed: boolean }> {
    const now = this.#deps.clock.now();
    const of: CohortName = { workspaceId, source, cohort: cohort.id };
    const name = cohort.name.slice(0, NAME_MAX);
    // One after the other in a workspace: two first pages at once make one list, two last ones find each other.
    await lockWorkspace(tx, workspaceId);
    const known = await readCohort(tx, of);
    if (known === null) {
      const list = await this.#makeList(tx, workspaceId, { source, title, cohort }, name);
      await putCohort(tx, of, { segmentId: list.id, name }, now);
      return { list, changed: true };
    }
    const list = await readSegment(tx, workspaceId, known.segmentId);
    if (list?.published == null) throw new Error(`The list ${known.segmentId} of a cohort has no version.`);
    const renamed = known.name !== name;
    if (renamed) {
      await rewriteList(tx, list.id, { ...list.published, name }, Math.max(now, list.updatedAt + 1));
      await bumpDefinitions(tx, workspaceId);
    }
    await putCohort(tx, of, { segmentId: list.id, name }, now);
    return { list, changed: renamed };
  }

  async #makeList(tx: Query, workspaceId: number, { source, title, cohort }: Pick<CohortNews, "source" | "title" | "cohort">, name: string): Promise<List> {
    const now = this.#deps.clock.now();
    const description = [cohort.description, `Kept by the cohort in ${title}.`].filter((text) => text !== "").join(" ");
    const key = keyOf(name) || source;
    for (const candidate of [key, `${key}-${source}`, `${key}-${keyOf(cohort.id)}`, `${source}-${newId(now)}`]) {
      const id = newId(now);
      const draft: SegmentDocument = { key: candidate, name, description: description.slice(-DESCRIPTION_MAX) };
      if (!(await insertSegment(tx, { id, workspaceId, kind: "list", draft, now }))) continue;
      const version = await addSegmentVersion(tx, id, draft, title, now);
      await makeLive(tx, id, version);
      await bumpDefinitions(tx, workspaceId);
      const sentence = `made the list “${name}” for a cohort of ${title}`;
      await this.#deps.auditLog.tell(bySystem(workspaceId, "cohort.made", sentence, { kind: "segment", id }), tx);
      return { id, workspaceId, key: candidate, version };
    }
    throw new Error(`No key is free for the list of the cohort ${cohort.id}.`);
  }

  /** By an event of each, as an import makes people: it starts nothing, and says nothing of what they agree to. */
  async #make(workspaceId: number, { source, cohort }: CohortNews, members: CohortNews["members"]): Promise<void> {
    const { db, ingest } = this.#deps;
    const owners = await ownersOf(
      db,
      workspaceId,
      members.map(({ names }) => names),
    );
    const strangers = members.flatMap(({ names, attributes }, place) => {
      const claims = owners[place] === null ? firstOfEachKind(names) : [];
      return claims.length === 0 ? [] : [{ claims, attributes }];
    });
    await ingest.accept(
      strangers.map(({ claims, attributes }) => ({
        workspaceId,
        source,
        messageId: `cohort:${cohort.id}:${claims.map(({ kind, value }) => `${kind}:${value}`).join(",")}`.slice(0, MESSAGE_ID_MAX),
        kind: "identify",
        name: "Profile Identified",
        properties: { cohort: cohort.name },
        attributes: { ...attributes, ...emailOf(claims) },
        identifiers: claims,
        at: null,
        context: {},
        flags: ["imported", "quiet", "fill_only"],
      })),
    );
  }
}

const MESSAGE_ID_MAX = 250;

function normalised({ kind, value }: Identifier): Identifier[] {
  const normal = normalIdentifier(kind, value);
  return normal === null ? [] : [{ kind, value: normal }];
}

/** One user id and one address name a person; ids of a device alone name nobody. */
function firstOfEachKind(names: readonly Identifier[]): Identifier[] {
  return ["user_id", "email"].flatMap((kind) => names.find((name) => name.kind === kind) ?? []);
}

function emailOf(claims: readonly Identifier[]): JsonObject {
  const email = claims.find(({ kind }) => kind === "email");
  return email === undefined ? {} : { email: email.value };
}

/** Whose the names are: the first name by which somebody is known; null where nobody is. */
async function ownersOf(q: Query, workspaceId: number, named: readonly (readonly Identifier[])[]): Promise<(string | null)[]> {
  const asked = new Map(named.flat().map(({ kind, value }) => [`${kind}\n${value}`, { workspaceId, kind, value }]));
  const found = await findIdentities(q, [...asked.values()]);
  const owners = new Map(found.map(({ kind, value, profileId }) => [`${kind}\n${value}`, profileId]));
  return named.map((names) => {
    for (const { kind, value } of names) {
      const owner = owners.get(`${kind}\n${value}`);
      if (owner !== undefined) return owner;
    }
    return null;
  });
}

/** Lower-case words joined by `-`. */
function keyOf(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, KEY_MAX)
    .replace(/^-+|-+$/g, "");
}
