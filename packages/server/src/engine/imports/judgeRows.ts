import type { ImportPlan } from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { findIdentities, userIdsOf } from "../../store/identities.ts";
import type { RowProblem, RowReading } from "./readRow.ts";

/** What becomes of a row. */
export interface JudgedRow {
  readonly reading: RowReading;
  readonly action: "create" | "update" | "skip" | "refuse" | "blank";
  readonly problems: readonly RowProblem[];
}

/** Finds who is known already, and what each row is to do. An import never makes one person of two: a row that names two is refused. */
export async function judgeRows(q: Query, workspaceId: number, plan: ImportPlan, readings: readonly RowReading[]): Promise<JudgedRow[]> {
  const named = readings.flatMap(({ match, others }) => (match ? [match, ...others] : []));
  const found = await findIdentities(q, [...new Map(named.map((identifier) => [nameOf(identifier), { workspaceId, ...identifier }])).values()]);
  const owners = new Map(found.map((row) => [nameOf(row), row.profileId]));
  const userIds = new Map((await userIdsOf(q, [...new Set(owners.values())])).map(({ profileId, value }) => [profileId, value]));
  const created = new Map<string, number>();
  return readings.map((reading) => judge(reading, plan, { owners, userIds, created }));
}

interface Known {
  readonly owners: Map<string, string>;
  readonly userIds: ReadonlyMap<string, string>;
  /** People whom earlier rows of the same chunk make: by name, the row. */
  readonly created: Map<string, number>;
}

function judge(reading: RowReading, plan: ImportPlan, { owners, userIds, created }: Known): JudgedRow {
  const { match, row } = reading;
  if (reading.isBlank) return { reading, action: "blank", problems: [] };
  if (!match) return { reading, action: "refuse", problems: reading.problems };
  const owner = owners.get(nameOf(match));
  const earlier = created.get(nameOf(match));
  const columnOf = (kind: string) => plan.columns.findIndex((column) => column.as === "identifier" && column.kind === kind);
  const problems = [...reading.problems];
  const others = [];
  for (const other of reading.others) {
    const otherOwner = owners.get(nameOf(other)) ?? null;
    const isForeign = otherOwner !== null ? otherOwner !== owner : created.has(nameOf(other)) && created.get(nameOf(other)) !== earlier;
    if (isForeign) {
      const right = `A ${words(other.kind)} that is this person's alone, or match people by ${words(other.kind)}.`;
      problems.push({
        column: columnOf(other.kind),
        problem: `This ${words(other.kind)} belongs to another person than the ${words(match.kind)} of the row.`,
        right,
      });
      return { reading, action: "refuse", problems };
    }
    const known = owner === undefined ? undefined : userIds.get(owner);
    if (other.kind === "user_id" && known !== undefined && known !== other.value)
      problems.push({ column: columnOf("user_id"), problem: `The person has the user id “${known}” already.`, right: `${known}, or an empty cell.` });
    else others.push(other);
  }
  const isKnown = owner !== undefined || earlier !== undefined;
  const judged = { ...reading, others };
  if (isKnown && plan.mode === "create_only") {
    const where = owner === undefined ? `in row ${earlier} of this file` : "already";
    return {
      reading: judged,
      action: "skip",
      problems: [
        ...problems,
        { column: columnOf(match.kind), problem: `The person is there ${where}.`, right: "Choose to update people where they should be changed." },
      ],
    };
  }
  if (!isKnown && plan.mode === "update_only")
    return {
      reading: judged,
      action: "skip",
      problems: [
        ...problems,
        { column: columnOf(match.kind), problem: "Nobody is known by this.", right: "Choose to create people where new ones should be made." },
      ],
    };
  if (!isKnown) for (const identifier of [match, ...others]) created.set(nameOf(identifier), row);
  return { reading: judged, action: isKnown ? "update" : "create", problems };
}

function nameOf({ kind, value }: { readonly kind: string; readonly value: string }): string {
  return `${kind}\n${value}`;
}

/** `user_id` -> `user id`. */
export function words(kind: string): string {
  return kind.replaceAll("_", " ");
}
