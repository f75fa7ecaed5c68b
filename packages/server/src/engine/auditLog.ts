import { diffDocuments, HOUR, type Instant, type Json } from "@beckon/core";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { type ActorKind, type AuditedPlace, type AuditOutcome, type AuditRow, finishAudit, insertAudit, withdrawAudit } from "../store/audit.ts";
import type { Query } from "../store/db.ts";
import { withoutSecrets } from "./redaction.ts";

/** Who did it. */
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string | null;
  readonly name: string;
}

export const NOBODY: Actor = { kind: "nobody", id: null, name: "Somebody" };

/** What Beckon does by itself. */
const SYSTEM: Actor = { kind: "system", id: null, name: "Beckon" };

/** What Beckon did without being asked at the moment: its words go on after "Beckon". */
export function bySystem(workspaceId: number, action: string, sentence: string, subject: Subject | null): Happening {
  return { workspaceId, actor: SYSTEM, ip: null, action, outcome: "done", sentence, subject };
}

export interface Subject {
  readonly kind: string;
  readonly id: string | null;
}

/** What happened, in the words of whoever tells it. */
export interface Happening {
  readonly workspaceId: number;
  readonly actor: Actor;
  readonly ip: string | null;
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly sentence: string;
  readonly subject: Subject | null;
  /** What else it concerns. */
  readonly also?: readonly Subject[];
  readonly changes?: readonly AuditedPlace[];
}

/** A caller who asks for the same forbidden thing again and again is told of once in this time. */
const REFUSALS_APART = HOUR;

const SENTENCE_MAX = 500;

/** A line whose end is still to be told. */
export type BegunLine = Pick<AuditRow, "workspaceId" | "id">;

/** Keeps who changed what. The janitor forgets what is older than the workspace wants. */
export class AuditLog {
  readonly #db: Query;
  readonly #clock: Clock;
  readonly #refusals: LRUCache<string, number>;

  constructor(db: Query, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#refusals = new LRUCache({ max: 10_000 });
  }

  /** @param q the transaction of the change, where there is one */
  async tell(happening: Happening, q: Query = this.#db): Promise<void> {
    await insertAudit(q, rowOf(happening, this.#clock.now()));
  }

  /**
   * Writes the line before the change is made, so that none is ever made without one: where this fails, nothing is changed; where
   * the process dies before `end`, the line stays and says that nobody knows.
   */
  async begin(happening: Omit<Happening, "outcome">): Promise<BegunLine> {
    const row = rowOf({ ...happening, outcome: "unknown" }, this.#clock.now());
    await insertAudit(this.#db, row);
    return row;
  }

  async end(line: BegunLine, happening: Happening): Promise<void> {
    await finishAudit(this.#db, line, rowOf(happening, this.#clock.now()));
  }

  /** It was refused: nothing was changed. */
  async withdraw(line: BegunLine): Promise<void> {
    await withdrawAudit(this.#db, line);
  }

  /** Tells of a refusal, once an hour for the same caller and action: a script that asks in a loop must not fill the log. */
  async tellRefusal(happening: Omit<Happening, "outcome">): Promise<void> {
    const now = this.#clock.now();
    const name = `${happening.actor.id ?? happening.ip}:${happening.action}`;
    if (now - (this.#refusals.get(name) ?? Number.NEGATIVE_INFINITY) < REFUSALS_APART) return;
    this.#refusals.set(name, now);
    await this.tell({ ...happening, outcome: "refused" });
  }
}

function rowOf({ workspaceId, actor, ip, action, outcome, sentence, subject, also = [], changes = [] }: Happening, at: Instant): AuditRow {
  return {
    workspaceId,
    id: newId(at),
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    ip,
    action,
    outcome,
    sentence: (withoutSecrets(sentence) as string).slice(0, SENTENCE_MAX),
    subjectKind: subject?.kind ?? null,
    subjectId: subject?.id ?? null,
    concerns: [...new Set([subject, ...also].flatMap((one) => (one?.id ? [`${one.kind}:${one.id}`] : [])))],
    changes,
  };
}

const PLACES_MAX = 40;
const VALUE_MAX = 500;

/** Where two documents differ, without secrets and with long values cut. */
export function placesOf(before: Json, after: Json): AuditedPlace[] {
  return diffDocuments(before, after)
    .slice(0, PLACES_MAX)
    .map((difference) => ({
      path: difference.path,
      ...(difference.before === undefined ? {} : { before: shown(difference.path, difference.before) }),
      ...(difference.after === undefined ? {} : { after: shown(difference.path, difference.after) }),
    }));
}

function shown(path: string, value: Json): Json {
  const harmless = withoutSecrets(value, path);
  const text = typeof harmless === "string" ? harmless : JSON.stringify(harmless);
  return text.length <= VALUE_MAX ? harmless : `${text.slice(0, VALUE_MAX)}…`;
}
