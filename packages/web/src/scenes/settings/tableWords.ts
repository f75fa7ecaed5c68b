import { inWords } from "../../ui/states.ts";

/** What the tables hold whose own names do not say it. */
export const TABLE_WORDS: { readonly [table: string]: string } = {
  aggregates: "What segments and conditions counted",
  answers: "Answers to attempts at delivery",
  attempts: "Failed sign-ins",
  brand_assets: "Logos",
  buckets: "Who processes which people",
  campaign_tallies: "Counts of campaigns, by day",
  campaign_tally_slips: "Counts of campaigns, to be added up",
  campaign_totals: "Counts of campaigns, in all",
  decisions: "Decisions, and why",
  enrollments: "People in campaigns",
  event_registry: "Known events",
  file_parts: "Contents of files",
  idempotency_keys: "Requests already answered",
  identities: "Names by which people are known",
  inbox: "Accepted and not yet processed",
  memberships: "People in segments",
  message_keys: "Events already taken",
  profiles: "People",
  profile_words: "Words by which people are found",
  property_registry: "Known properties",
  sends: "Messages and what became of them",
  stage_changes: "Moves between life-cycle stages",
  messages: "Contents of messages",
  timers: "What is to happen later",
};

export function tableWords(table: string): string {
  return TABLE_WORDS[table] ?? inWords(table);
}
