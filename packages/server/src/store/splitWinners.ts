import { formatInstant, type Instant, type JourneyDocument, type ShareCount, type WinnerRule } from "@beckon/core";
import type { Query } from "./db.ts";

/** What was counted when a winner was found, and by which rule. */
export interface WinnerFigures {
  readonly by: WinnerRule["by"];
  readonly shares: readonly ShareCount[];
}

/** The share of a split that all who are new take; null: they are shared out, and it is not asked again. */
export interface SplitWinner {
  readonly step: string;
  readonly share: string | null;
  readonly byHand: boolean;
  readonly chosenBy: string;
  readonly chosenAt: Instant;
  readonly figures: WinnerFigures | null;
  readonly sentence: string;
}

export async function readWinners(q: Query, journeyId: string): Promise<SplitWinner[]> {
  const { rows } = await q.query<SplitWinner>(
    `select step, share, by_hand as "byHand", chosen_by as "chosenBy", chosen_at as "chosenAt", figures, sentence from split_winners where campaign_id = $1 order by step`,
    [journeyId],
  );
  return rows;
}

/** Keeps it in place of the one before. */
export async function putWinner(tx: Query, journeyId: string, { step, share, byHand, chosenBy, chosenAt, figures, sentence }: SplitWinner): Promise<void> {
  await tx.query(
    `insert into split_winners (campaign_id, step, share, by_hand, chosen_by, chosen_at, figures, sentence) values ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8)
     on conflict (campaign_id, step) do update set share = excluded.share, by_hand = excluded.by_hand, chosen_by = excluded.chosen_by,
       chosen_at = excluded.chosen_at, figures = excluded.figures, sentence = excluded.sentence`,
    [journeyId, step, share, byHand, chosenBy, formatInstant(chosenAt), figures === null ? null : JSON.stringify(figures), sentence],
  );
}

/** A live journey with splits that are to find their winner and have none yet. */
export interface Choosing {
  readonly id: string;
  readonly workspaceId: number;
  readonly document: JourneyDocument;
  readonly steps: readonly string[];
}

export async function journeysChoosing(q: Query): Promise<Choosing[]> {
  const { rows } = await q.query<Choosing>(
    `select c.id, c.workspace_id as "workspaceId", v.document, open.steps
     from campaigns c join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     cross join lateral (
       select array_agg(one ->> 'id') as steps from jsonb_array_elements(v.document -> 'steps') as one
       where one ->> 'kind' = 'split' and one ? 'choose' and not one ? 'winner'
         and not exists (select from split_winners w where w.campaign_id = c.id and w.step = one ->> 'id')
     ) as open
     where c.kind = 'journey' and c.status = 'live' and open.steps is not null order by c.id`,
  );
  return rows;
}

/** When the first person left the split, or null. */
export async function firstAtSplit(q: Query, journeyId: string, step: string): Promise<Instant | null> {
  const { rows } = await q.query<{ at: Instant | null }>(
    "select min(at) as at from decisions where campaign_id = $1 and outcome = 'stepped' and facts ->> 'step' = $2",
    [journeyId, step],
  );
  return rows[0]?.at ?? null;
}

/** That a message of the same way, sent since, was opened or clicked. */
const signed = (sign: string) => `exists (
  select from enrollments m join sends s on s.bucket = m.bucket and s.enrollment_id = m.id
  where m.bucket = went.bucket and m.profile_id = way.profile_id and m.body #>> '{partOf,enrollmentId}' = way.id::text and s.sent_at >= went.at and ${sign})`;

const REACHED: { readonly [by in WinnerRule["by"]]: string } = {
  opened: signed("(s.opened_at is not null or s.clicked_at is not null)"),
  clicked: signed("s.clicked_at is not null"),
  converted: "way.converted_at >= went.at",
};

/** Of each share the ways that went by it, each by their first, and how many of them did what is counted. Who is held out sees no message. */
export async function countShares(q: Query, journeyId: string, step: string, by: WinnerRule["by"]): Promise<ShareCount[]> {
  const { rows } = await q.query<ShareCount>(
    `select went.share, count(*)::float8 as people, (count(*) filter (where ${REACHED[by]}))::float8 as reached
     from (
       select distinct on (bucket, enrollment_id) bucket, enrollment_id, facts ->> 'share' as share, at from decisions
       where campaign_id = $1 and outcome = 'stepped' and facts ->> 'step' = $2 order by bucket, enrollment_id, at
     ) as went
     join enrollments way on way.bucket = went.bucket and way.id = went.enrollment_id and not (way.body ->> 'holdout')::bool
     group by went.share order by went.share`,
    [journeyId, step],
  );
  return rows;
}
