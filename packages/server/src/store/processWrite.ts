import { type Decision, deriveId, type Enrollment, type Instant, type Json, type Send } from "@beckon/core";
import { insertTallySlips, tally } from "./campaignTallies.ts";
import type { Query } from "./db.ts";
import { putDeadLetters } from "./deadLetters.ts";
import { insertDecisions } from "./decisions.ts";
import { moveEnrollments, writeEnrollments } from "./enrollments.ts";
import { type HistoryRow, type InboxEvent, insertEvents, moveEventsFromInbox } from "./events.ts";
import { type InboxRow, putInInbox } from "./inbox.ts";
import { keepFolds } from "./mergeFolds.ts";
import { type AggregateChange, type MembershipChange, removePasts, writeAggregates, writeMemberships } from "./pastRows.ts";
import type { Forwards } from "./processMerges.ts";
import type { Fold, TurnResult } from "./processTurn.ts";
import type { Poison } from "./processTurns.ts";
import { removeRows, type WorkRow } from "./processWork.ts";
import { type ProfileChange, writeProfiles } from "./profiles.ts";
import { type CancelledSend, insertSends, type MessageSign, moveReadySends, noteEngagement, skipReadySends } from "./sends.ts";
import { noteStageChanges } from "./stageChanges.ts";
import { closeReportedAddresses } from "./suppressions.ts";
import { moveTasks, noteTasks } from "./tasks.ts";
import { removeTimers, setTimers, type TimerRow } from "./timers.ts";

/** All that a batch writes, by table. */
export interface Harvest {
  readonly profiles: ProfileChange[];
  readonly enrollments: { readonly workspaceId: number; readonly enrollment: Enrollment }[];
  readonly aggregates: AggregateChange[];
  readonly memberships: MembershipChange[];
  readonly decisions: { readonly workspaceId: number; readonly decision: Decision }[];
  /** Events that join a history as they came in, and those that are new. */
  readonly eventsMoved: InboxEvent[];
  readonly eventsMade: HistoryRow[];
  /** Events that speak about a message. */
  readonly engagement: HistoryRow[];
  /** Rows that are used up and leave no event. */
  readonly rowsUsed: WorkRow[];
  readonly timersSet: TimerRow[];
  readonly timersGone: TimerRow[];
  readonly sends: Send[];
  readonly cancelled: CancelledSend[];
  readonly moves: { readonly from: string; readonly to: string }[];
  /** Merges, each with the profiles whose passages go over by it. */
  readonly folds: { readonly fold: Fold; readonly from: readonly string[] }[];
  readonly events: number;
}

/** Gathers by table what came of each profile's turn. */
export function harvest(rows: readonly WorkRow[], results: readonly TurnResult[]): Harvest {
  const accepted = new Map(rows.map((row) => [row.body, row]));
  const all = {
    profiles: [] as ProfileChange[],
    enrollments: [] as Harvest["enrollments"],
    aggregates: [] as AggregateChange[],
    memberships: [] as MembershipChange[],
    decisions: [] as Harvest["decisions"],
    eventsMoved: [] as InboxEvent[],
    eventsMade: [] as HistoryRow[],
    engagement: [] as HistoryRow[],
    timersSet: [] as TimerRow[],
    timersGone: [] as TimerRow[],
    sends: [] as Send[],
    cancelled: [] as CancelledSend[],
    moves: [] as Harvest["moves"],
    folds: [] as Harvest["folds"],
  };
  let events = 0;
  for (const result of results) {
    const { workspaceId, profileId, before, after, mergedInto, stored } = result;
    if (after !== null && (after !== before || mergedInto !== null))
      all.profiles.push({ before, after, mergedInto, emails: stored.emails, search: stored.search });
    if (mergedInto !== null) all.moves.push({ from: profileId, to: finalSurvivor(results, mergedInto) });
    for (const fold of result.folds) all.folds.push({ fold, from: throughOf(results, fold.merged) });
    for (const enrollment of result.enrollments) all.enrollments.push({ workspaceId, enrollment });
    for (const change of result.aggregates) all.aggregates.push(change);
    for (const change of result.memberships) all.memberships.push(change);
    for (const decision of result.decisions) all.decisions.push({ workspaceId, decision });
    for (const { timer, set } of result.timers) (set ? all.timersSet : all.timersGone).push({ ...timer, workspaceId });
    for (const send of result.sends) all.sends.push(send);
    for (const cancelled of result.cancelled) all.cancelled.push(cancelled);
    for (const event of result.events) {
      events += 1;
      const row = accepted.get(event);
      if (row) {
        accepted.delete(event);
        all.eventsMoved.push({ acceptedFor: row.profileId, id: row.id, profileId });
      } else all.eventsMade.push({ workspaceId, profileId, event });
      if (event.message !== undefined) all.engagement.push({ workspaceId, profileId, event });
    }
  }
  return { ...all, rowsUsed: [...accepted.values()], events };
}

/** Where a was merged into b and b into c, all goes to c at once. */
function finalSurvivor(results: readonly TurnResult[], profileId: string): string {
  const next = results.find((result) => result.profileId === profileId)?.mergedInto ?? null;
  return next === null ? profileId : finalSurvivor(results, next);
}

/** The profile, and those of the batch that went into it first. */
function throughOf(results: readonly TurnResult[], profileId: string): string[] {
  return [profileId, ...results.filter(({ mergedInto }) => mergedInto === profileId).flatMap((result) => throughOf(results, result.profileId))];
}

/**
 * Writes everything, one statement a table. What was taken is removed first, since a forwarded row or a timer set anew may keep its key.
 * @param zoneOf whose days a workspace's reports are of
 */
export async function writeHarvest(
  tx: Query,
  now: Instant,
  all: Harvest,
  forwards: Forwards,
  poison: readonly Poison[],
  zoneOf: (workspaceId: number) => string,
): Promise<void> {
  await moveEventsFromInbox(tx, all.eventsMoved);
  await removeRows(tx, all.rowsUsed);
  await removeTimers(tx, [...all.timersGone, ...forwards.formerTimers]);
  await setTimers(tx, [...all.timersSet, ...forwards.timers]);
  await writeProfiles(tx, all.profiles);
  const moved = await moveEnrollments(tx, all.moves);
  await moveTasks(tx, all.moves);
  await keepFolds(tx, now, all.folds, moved);
  await writeEnrollments(tx, all.enrollments);
  await removePasts(
    tx,
    all.moves.map(({ from }) => from),
  );
  await writeAggregates(tx, all.aggregates);
  await writeMemberships(tx, all.memberships);
  await insertEvents(tx, all.eventsMade);
  await noteStageChanges(tx, all.eventsMade);
  await noteTasks(tx, all.eventsMade);
  await insertDecisions(tx, all.decisions);
  await moveReadySends(tx, all.moves);
  await insertSends(tx, all.sends);
  const signs = await noteEngagement(tx, all.engagement);
  await countForReports(tx, now, all, signs, zoneOf);
  await closeReportedAddresses(tx, all.engagement);
  await putInInbox(tx, [...forwards.rows, ...(await skipSends(tx, now, all.cancelled))]);
  const letters = poison.map((each) => letterOf(each, now));
  await putDeadLetters(tx, letters);
}

async function countForReports(tx: Query, now: Instant, all: Harvest, signs: readonly MessageSign[], zoneOf: (workspaceId: number) => string): Promise<void> {
  const [sign] = all.engagement;
  const of = all.decisions[0]?.decision ?? (sign && { id: sign.event.id, profileId: sign.profileId });
  if (of) await insertTallySlips(tx, tally({ decisions: all.decisions, enrollments: all.enrollments, signs }, zoneOf), of, now);
}

/** Calls sends back. For those that came back in time the outcome is ours to tell; for the others it is the sender's. */
async function skipSends(tx: Query, now: Instant, cancelled: readonly CancelledSend[]): Promise<InboxRow[]> {
  const asked = new Map(cancelled.map((send) => [send.sendId, send]));
  const skipped = await skipReadySends(tx, [...asked.values()]);
  return skipped.flatMap(({ sendId, enrollmentId }): InboxRow[] => {
    const send = asked.get(sendId);
    if (!send) return [];
    const { workspaceId, profileId, reason, facts } = send;
    const body = { sendId, enrollmentId, outcome: { state: "skipped", reason, facts }, at: now };
    return [{ id: deriveId(now, sendId, "skipped"), workspaceId, profileId, kind: "outcome", body, acceptedAt: now }];
  });
}

const STACK_LINES = 4;

/** What could not be decided, whole, so that it can be put into the inbox again once the fault is mended. */
function letterOf({ turn, row, timer, error }: Poison, now: Instant) {
  const body = { form: "input", input: row ?? timer } as unknown as Json;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    id: deriveId(now, "dead", turn.profileId, row?.id ?? `${timer?.at}|${timer?.kind}|${timer?.subject}`),
    workspaceId: turn.workspaceId,
    profileId: turn.profileId,
    source: "beckon",
    reason: "not_decided",
    detail: stack.split("\n").slice(0, STACK_LINES).join("\n"),
    body,
    at: now,
  };
}
