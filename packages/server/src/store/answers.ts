import { bucketOf, type DeliveryResult, formatInstant, type Instant, type ProviderAnswer } from "@beckon/core";
import type { Query } from "./db.ts";
import { storableJson, storableText } from "./storable.ts";

/** What was answered to one attempt to hand a send over. */
export interface Answer extends ProviderAnswer {
  /** 1 for the first. */
  readonly attempt: number;
  readonly at: Instant;
  readonly result: DeliveryResult["result"];
  /** What it means, in a sentence. */
  readonly detail: string;
}

export interface AnswerRow extends Answer {
  readonly profileId: string;
  readonly sendId: string;
}

/** Keeps what was answered. Noted again after a crash, it replaces what was there. */
export async function keepAnswers(q: Query, answers: readonly AnswerRow[]): Promise<void> {
  if (answers.length === 0) return;
  // Two findings of one attempt cannot stand in one statement.
  const rows = [...new Map(answers.map((row) => [`${row.sendId} ${row.attempt}`, row])).values()];
  await q.query(
    `insert into answers (bucket, send_id, attempt, at, result, detail, status, headers, body, ms)
     select bucket, send_id, attempt, at, result, detail, status, headers::jsonb, body, ms
     from unnest($1::int[], $2::uuid[], $3::int[], $4::timestamptz[], $5::text[], $6::text[], $7::int[], $8::text[], $9::text[], $10::int[])
       as u (bucket, send_id, attempt, at, result, detail, status, headers, body, ms)
     on conflict (bucket, send_id, attempt) do update
     set at = excluded.at, result = excluded.result, detail = excluded.detail, status = excluded.status, headers = excluded.headers, body = excluded.body,
         ms = excluded.ms`,
    [
      rows.map((row) => bucketOf(row.profileId)),
      rows.map((row) => row.sendId),
      rows.map((row) => row.attempt),
      rows.map((row) => formatInstant(row.at)),
      rows.map((row) => row.result),
      rows.map((row) => storableText(row.detail)),
      rows.map((row) => row.status),
      rows.map((row) => storableJson(row.headers)),
      rows.map((row) => storableText(row.body)),
      rows.map((row) => Math.round(row.ms)),
    ],
    "keep_answers",
  );
}

/** Oldest first. */
export async function answersOf(q: Query, profileId: string, sendId: string): Promise<Answer[]> {
  const { rows } = await q.query<Answer>(
    "select attempt, at, result, detail, status, headers, body, ms from answers where bucket = $1 and send_id = $2 order by attempt",
    [bucketOf(profileId), sendId],
  );
  return rows;
}
