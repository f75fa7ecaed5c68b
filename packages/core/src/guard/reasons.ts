import type { Json } from "../json.ts";
import type { Reason } from "../send/send.ts";

/** How a reason is shown to people. `{name}` in the sentence is filled from the facts of the decision. */
export interface ReasonText {
  readonly title: string;
  readonly sentence: string;
}

/** One title and one sentence for every reason there is: the same words in the app, the API and the log. */
export const REASONS: { readonly [reason in Reason]: ReasonText } = {
  trigger_not_met: { title: "Trigger not met", sentence: "{event} happened, but not with what the trigger asks for." },
  audience_not_met: { title: "Not in the audience", sentence: "The person did not belong to the campaign's audience." },
  already_waiting: { title: "Already waiting", sentence: "The person was already waiting in this campaign since {since}." },
  reentry: { title: "Entered before", sentence: "The person entered this campaign on {entered}, and it allows no further entry yet." },
  before_start: { title: "Campaign not started", sentence: "The campaign starts only at {start}." },
  after_end: { title: "Campaign over", sentence: "The campaign ended at {end}." },
  too_late: { title: "Too long ago", sentence: "It happened at {happened}, long before it reached us, so it starts nothing." },
  campaign_paused: { title: "Campaign paused", sentence: "The campaign is paused; who waits in it goes on when it is resumed." },
  campaign_stopped: { title: "Campaign stopped", sentence: "The campaign was stopped." },
  workspace_stopped: { title: "Sending stopped", sentence: "All sending of the workspace is stopped." },
  exception: { title: "Exception event", sentence: "The person did {event} before the message went." },
  exited: { title: "Left the campaign", sentence: "The person had left the campaign before the message went." },
  holdout: { title: "Held out", sentence: "The person is in the {percent} percent who are held out to measure the effect." },
  no_consent: { title: "No consent", sentence: "The person does not agree to messages on {topic|channel}: {consent}." },
  suppressed: { title: "Address suppressed", sentence: "The address {address} is not used any more: {because} since {since}." },
  no_address: { title: "No address", sentence: "The profile has no address for {channel}." },
  duplicate: { title: "Already sent", sentence: "This very message was already sent." },
  outside_life: { title: "Outside the campaign's life", sentence: "The campaign runs only between its start and its end ({start|end})." },
  send_window: { title: "Outside the send window", sentence: "It was {local_time} by the person's clock ({time_zone}); the campaign sends from {from} to {to}." },
  quiet_hours: { title: "Quiet hours", sentence: "It was {local_time} by the person's clock ({time_zone}); quiet hours are from {from} to {to}." },
  frequency_cap: { title: "Frequency cap", sentence: "The person already got as many messages as allowed: {caps}." },
  channel_rate_limit: { title: "Channel busy", sentence: "The channel allows no more messages at the moment." },
  content_aborted: { title: "Content said no", sentence: "The message's own content stopped it: {message}." },
  content_error: { title: "Content error", sentence: "The message could not be written: {error|message}." },
  expired: { title: "Expired", sentence: "The message was held for too long and given up at {expired}." },
  date_past: { title: "Date past", sentence: "The date to wait for was already past." },
  date_missing: { title: "No date", sentence: "There was no date to wait for." },
  sent: { title: "Sent", sentence: "The message was handed over for delivery." },
  failed: { title: "Failed", sentence: "The provider refused the message: {detail}." },
  unknown: { title: "Unknown", sentence: "Sending was cut off between the provider's answer and our record; it may have arrived and is not repeated." },
  merged: { title: "Profiles merged", sentence: "The profile was merged into another that was already in this campaign." },
  campaign_ended: { title: "Campaign ended", sentence: "The campaign's end came while the person waited, and it lets nobody finish." },
  restarted: { title: "Restarted", sentence: "The trigger came again, so the wait began anew." },
};

/** The reason's sentence with the facts filled in. A fact that is not there leaves its place to a dash. `{a|b}` takes the first that is there. */
export function explainReason(reason: Reason, facts: { readonly [name: string]: Json }): string {
  return REASONS[reason].sentence.replace(/\{([a-z_|]+)\}/g, (_whole, names: string) => {
    const name = names.split("|").find((candidate) => Object.hasOwn(facts, candidate) && facts[candidate] !== null);
    return name === undefined ? "–" : words(facts[name] ?? null);
  });
}

/** Facts are scalars, or lists of what fills a cap, each with its own sentence under `cap`. */
function words(fact: Json): string {
  if (Array.isArray(fact)) return fact.map(words).join("; ");
  if (typeof fact !== "object" || fact === null) return String(fact).replaceAll("_", " ");
  return typeof fact["cap"] === "string" ? fact["cap"] : JSON.stringify(fact);
}
