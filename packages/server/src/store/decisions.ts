import { bucketOf, type Decision, formatInstant } from "@beckon/core";
import type { Query } from "./db.ts";

/** Adds lines to the decision log. */
export async function insertDecisions(q: Query, rows: readonly { readonly workspaceId: number; readonly decision: Decision }[]): Promise<void> {
  if (rows.length === 0) return;
  const decisions = rows.map((row) => row.decision);
  await q.query(
    INSERT,
    [
      decisions.map((decision) => bucketOf(decision.profileId)),
      decisions.map((decision) => decision.id),
      rows.map((row) => row.workspaceId),
      decisions.map((decision) => decision.profileId),
      decisions.map((decision) => decision.campaignId),
      decisions.map((decision) => decision.version),
      decisions.map((decision) => decision.enrollmentId),
      decisions.map((decision) => decision.eventId),
      decisions.map((decision) => formatInstant(decision.at)),
      decisions.map((decision) => decision.outcome),
      decisions.map((decision) => decision.reason),
      decisions.map((decision) => JSON.stringify(decision.facts)),
    ],
    "insert_decisions",
  );
}

const INSERT = `
  insert into decisions (bucket, id, workspace_id, profile_id, campaign_id, version, enrollment_id, event_id, at, outcome, reason, facts)
  select bucket, id, workspace_id, profile_id, campaign_id, version, enrollment_id, event_id, at, outcome, reason, facts::jsonb
  from unnest($1::int[], $2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::int[], $7::uuid[], $8::uuid[], $9::timestamptz[], $10::text[], $11::text[], $12::text[])
    as u (bucket, id, workspace_id, profile_id, campaign_id, version, enrollment_id, event_id, at, outcome, reason, facts)`;
