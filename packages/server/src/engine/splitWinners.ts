import { chooseWinner, describeChoice, type JourneyDocument, MINUTE, type ShareCount, type SplitStep, type WinnerVerdict } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { lockCourse } from "../store/campaigns.ts";
import type { Db, Query } from "../store/db.ts";
import { type Choosing, countShares, firstAtSplit, journeysChoosing, putWinner, readWinners, type SplitWinner } from "../store/splitWinners.ts";
import { bumpDefinitions } from "../store/workspaces.ts";
import { AuditLog, bySystem } from "./auditLog.ts";
import { Refusal } from "./refusal.ts";
import { Loop, type Service } from "./service.ts";

export interface WinnerKeeperOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** Called after a change that workers must see. */
  readonly definitionsChanged: () => void;
  readonly onError: (error: unknown) => void;
}

const ROUND_MS = MINUTE;

/** Finds the winners of splits whose time has come. Several schedulers may run: the journey's row keeps them apart. */
export class WinnerKeeper implements Service {
  readonly #options: WinnerKeeperOptions;
  readonly #loop: Loop;

  constructor(options: WinnerKeeperOptions) {
    this.#options = options;
    this.#loop = new Loop({
      round: async () => {
        await this.runOnce();
        return ROUND_MS;
      },
      onError: options.onError,
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async runOnce(): Promise<void> {
    for (const journey of await journeysChoosing(this.#options.db))
      for (const step of journey.steps) if (await this.#choose(journey, step)) this.#options.definitionsChanged();
  }

  async #choose({ id, workspaceId, document }: Choosing, step: string): Promise<boolean> {
    const { db, clock } = this.#options;
    const standing = await standingOf(db, id, document, step, clock.now());
    if (standing?.verdict.verdict !== "chosen") return false;
    const { rule, shares, verdict } = standing;
    const sentence = describeChoice(rule.by, shares, verdict);
    return db.transaction(async (tx) => {
      await lockCourse(tx, workspaceId, "journey", id);
      // Somebody may have named one meanwhile.
      if ((await readWinners(tx, id)).some((one) => one.step === step)) return false;
      const chosen = { step, share: verdict.share, byHand: false, chosenBy: "Beckon", chosenAt: clock.now(), figures: { by: rule.by, shares }, sentence };
      await putWinner(tx, id, chosen);
      await bumpDefinitions(tx, workspaceId);
      const told = `chose “${verdict.share}” as the winner of a split of the journey ${document.name}: ${sentence}`;
      await new AuditLog(tx, clock).tell(bySystem(workspaceId, "chooseWinner", told, { kind: "journey", id }));
      return true;
    });
  }
}

interface Standing {
  readonly rule: NonNullable<SplitStep["choose"]>;
  readonly shares: readonly ShareCount[];
  readonly verdict: WinnerVerdict;
}

/** How the shares of a split stand at this moment, and what its rule makes of it; null where it has none. */
async function standingOf(q: Query, journeyId: string, { steps }: JourneyDocument, step: string, now: number): Promise<Standing | null> {
  const split = steps.find(({ id, kind }) => id === step && kind === "split") as SplitStep | undefined;
  if (!split?.choose) return null;
  const since = await firstAtSplit(q, journeyId, step);
  const counted = since === null ? [] : await countShares(q, journeyId, step, split.choose.by);
  // Shares that an older version had stand no more.
  const shares = split.shares.map(({ name }) => counted.find(({ share }) => share === name) ?? { share: name, people: 0, reached: 0 });
  return { rule: split.choose, shares, verdict: chooseWinner(split.choose, shares, since, now) };
}

/** A split with a rule, a winner or both. */
export interface SplitView {
  readonly step: string;
  /** As counted now; those of then are in `winner`. */
  readonly shares: readonly ShareCount[];
  readonly winner: SplitWinner | null;
  /** `early`, `even` or `chosen`: what the rule says now; null without one. */
  readonly verdict: WinnerVerdict["verdict"] | null;
}

/** The splits of a journey as it is live, each with its winner or how its shares stand. */
export async function splitsOf(q: Query, journeyId: string, document: JourneyDocument, now: number): Promise<SplitView[]> {
  const winners = new Map((await readWinners(q, journeyId)).map((one) => [one.step, one]));
  const views: SplitView[] = [];
  for (const { id, kind } of document.steps) {
    const winner = winners.get(id) ?? null;
    const standing = kind === "split" ? await standingOf(q, journeyId, document, id, now) : null;
    if (standing || winner)
      views.push({ step: id, shares: standing?.shares ?? winner?.figures?.shares ?? [], winner, verdict: standing?.verdict.verdict ?? null });
  }
  return views;
}

/**
 * Names the winner of a split by hand, or has people shared out again; either holds until somebody says otherwise.
 * @throws Refusal `not_found`, `campaign_invalid`
 */
export async function nameWinner(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { workspaceId, journeyId, step, share, by }: { workspaceId: number; journeyId: string; step: string; share: string | null; by: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const journey = await lockCourse<JourneyDocument>(tx, workspaceId, "journey", journeyId);
    const split = journey?.launched?.steps.find(({ id, kind }) => id === step && kind === "split") as SplitStep | undefined;
    if (!journey || !split) throw new Refusal("not_found", { what: "split", id: step });
    const names = split.shares.map(({ name }) => name);
    if (share !== null && !names.includes(share)) {
      const problem = `There is no share “${share}”; there are ${names.join(", ")}.`;
      throw new Refusal("campaign_invalid", { problem, problems: [] }, "body.share");
    }
    const sentence = share === null ? `${by} has people shared out again.` : `${by} chose “${share}”.`;
    await putWinner(tx, journeyId, { step, share, byHand: true, chosenBy: by, chosenAt: clock.now(), figures: null, sentence });
    await bumpDefinitions(tx, workspaceId);
  });
}
