import { bucketOf, type Decision } from "@beckon/core";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";

/** Adds lines to the decision log. */
export async function insertDecisions(q: Query, rows: readonly { readonly workspaceId: number; readonly decision: Decision }[]): Promise<void> {
  if (rows.length === 0) return;
  const decisions = rows.map((row) => row.decision);
  await q.query(
    INSERT,
    [
      plainColumn(decisions.map((decision) => bucketOf(decision.profileId))),
      plainColumn(decisions.map((decision) => decision.id)),
      plainColumn(rows.map((row) => row.workspaceId)),
      plainColumn(decisions.map((decision) => decision.profileId)),
      plainColumn(decisions.map((decision) => decision.campaignId)),
      plainColumn(decisions.map((decision) => decision.version)),
      plainColumn(decisions.map((decision) => decision.enrollmentId)),
      plainColumn(decisions.map((decision) => decision.eventId)),
      instantColumn(decisions.map((decision) => decision.at)),
      plainColumn(decisions.map((decision) => decision.outcome)),
      plainColumn(decisions.map((decision) => decision.reason)),
      jsonColumn(decisions.map((decision) => JSON.stringify(decision.facts))),
    ],
    "insert_decisions",
  );
}

const INSERT = `
  insert into decisions (bucket, id, workspace_id, profile_id, campaign_id, version, enrollment_id, event_id, at, outcome, reason, facts)
  select bucket, id, workspace_id, profile_id, campaign_id, version, enrollment_id, event_id, ${instantOf("at")}, outcome, reason, facts::jsonb
  from unnest($1::int[], $2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::int[], $7::uuid[], $8::uuid[], $9::float8[], $10::text[], $11::text[], ${jsonTexts("$12")})
    as u (bucket, id, workspace_id, profile_id, campaign_id, version, enrollment_id, event_id, at, outcome, reason, facts)`;
