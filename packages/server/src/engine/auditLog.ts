import { diffDocuments, HOUR, type Json } from "@beckon/core";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { type ActorKind, type AuditedPlace, type AuditRow, insertAudit } from "../store/audit.ts";
import type { Query } from "../store/db.ts";
import { withoutSecrets } from "./redaction.ts";

/** Who did it. */
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string | null;
  readonly name: string;
}

export const NOBODY: Actor = { kind: "nobody", id: null, name: "Somebody" };

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
  readonly outcome: "done" | "refused";
  readonly sentence: string;
  readonly subject: Subject | null;
  /** What else it concerns. */
  readonly also?: readonly Subject[];
  readonly changes?: readonly AuditedPlace[];
}

/** A caller who asks for the same forbidden thing again and again is told of once in this time. */
const REFUSALS_APART = HOUR;

const SENTENCE_MAX = 500;

/** Keeps who changed what. Only ever added to; the janitor forgets what is older than the workspace wants. */
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
    const at = this.#clock.now();
    const { workspaceId, actor, ip, action, outcome, subject } = happening;
    const row: AuditRow = {
      workspaceId,
      id: newId(at),
      at,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      ip,
      action,
      outcome,
      sentence: (withoutSecrets(happening.sentence) as string).slice(0, SENTENCE_MAX),
      subjectKind: subject?.kind ?? null,
      subjectId: subject?.id ?? null,
      concerns: [...new Set([subject, ...(happening.also ?? [])].flatMap((one) => (one?.id ? [`${one.kind}:${one.id}`] : [])))],
      changes: happening.changes ?? [],
    };
    await insertAudit(q, row);
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
