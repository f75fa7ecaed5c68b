import type { Json } from "../json.ts";
import type { Reason } from "../send/send.ts";

/**
 * How a reason is shown to people. In the sentence `{name}` is filled from the facts of the decision (`{a|b}` takes the
 * first that is there, `{a:words}` says a code in words), and what stands in `[]` is left out where its fact is missing.
 */
export interface ReasonText {
  readonly title: string;
  readonly sentence: string;
}

/** One title and one sentence for every reason there is: the same words in the app, the API and the log. */
export const REASONS: { readonly [reason in Reason]: ReasonText } = {
  trigger_not_met: { title: "Trigger not met", sentence: "It happened[ ({event})], but not with what the trigger asks for[: it brought no {missing} along]." },
  audience_not_met: { title: "Not in the audience", sentence: "The person did not belong to the campaign's audience." },
  already_waiting: { title: "Already waiting", sentence: "The person was already waiting in this campaign[ since {since}]." },
  reentry: { title: "Entered before", sentence: "The person entered this campaign before[ ({entered})], and it allows no further entry yet." },
  before_start: { title: "Campaign not started", sentence: "The campaign had not started yet[; it starts at {start}]." },
  after_end: { title: "Campaign over", sentence: "The campaign was over[; it ended at {end}]." },
  too_late: { title: "Too long ago", sentence: "It happened[ at {happened},] long before it reached us, so it starts nothing." },
  campaign_paused: { title: "Campaign paused", sentence: "The campaign is paused; who waits in it goes on when it is resumed." },
  campaign_stopped: { title: "Campaign stopped", sentence: "The campaign was stopped." },
  workspace_stopped: { title: "Sending stopped", sentence: "All sending of the workspace is stopped." },
  exception: { title: "No longer needed", sentence: "The person did what makes the message pointless[ ({event})] before it went." },
  cancelled: { title: "Cancelled by hand", sentence: "The message was cancelled for this person[ by {by}]." },
  exited: { title: "Left the campaign", sentence: "The person had left the campaign before the message went." },
  holdout: { title: "Held out", sentence: "The person is among those held out[ ({percent} percent)] to measure the effect." },
  never_send: { title: "Never sent to", sentence: "The person is in a segment that gets no marketing[: {segment}]." },
  no_consent: { title: "No consent", sentence: "The person does not agree to such messages[ ({topic|channel}: {consent})]." },
  paused: { title: "Pause", sentence: "The person asked for a break from all messages[ until {until}]." },
  suppressed: { title: "Address suppressed", sentence: "The address[ {address}] is not used any more[: {because:words} since {since}]." },
  no_address: { title: "No address", sentence: "The profile has no address[ for {channel}]." },
  being_deleted: {
    title: "Person is being deleted",
    sentence: "The person is to be deleted[ at {due}], so nothing goes to them; it goes on if the deletion is taken back.",
  },
  duplicate: { title: "Already sent", sentence: "This very message was already sent." },
  outside_life: { title: "Outside the campaign's life", sentence: "The campaign was outside its life[: it starts at {start}][: it ended at {end}]." },
  send_window: {
    title: "Outside the send window",
    sentence: "It was outside the send window[ ({from} to {to})] by the person's clock[: {local_time} in {time_zone}].",
  },
  quiet_hours: { title: "Quiet hours", sentence: "It was in the quiet hours[ ({from} to {to})] by the person's clock[: {local_time} in {time_zone}]." },
  frequency_cap: { title: "Frequency cap", sentence: "The person already got as many messages as allowed[: {caps}]." },
  channel_rate_limit: { title: "Channel busy", sentence: "The channel allows no more messages at the moment." },
  content_aborted: { title: "Content said no", sentence: "The message's own content stopped it[: {message}]." },
  content_error: { title: "Content error", sentence: "The message could not be written[: {error|message}]." },
  expired: { title: "Expired", sentence: "The message was held for too long and given up[ at {expired}]." },
  date_past: { title: "Date past", sentence: "The date to wait for was already past." },
  date_missing: { title: "No date", sentence: "There was no date to wait for." },
  sent: { title: "Sent", sentence: "The message was handed over for delivery." },
  failed: { title: "Failed", sentence: "The message could not be handed over[: {detail}]." },
  unknown: { title: "Unknown", sentence: "Sending was cut off between the provider's answer and our record; it may have arrived and is not repeated." },
  merged: { title: "Profiles merged", sentence: "The profile was merged into another that was already in this campaign." },
  campaign_ended: { title: "Campaign ended", sentence: "The campaign's end came while the person waited, and it lets nobody finish." },
  version_replaced: {
    title: "Campaign changed",
    sentence: "The campaign was launched anew[ as version {version}], and people who waited in an older version were let go.",
  },
  completed: { title: "Went to the end", sentence: "The person went the journey to its end." },
  exit_step: { title: "Left at a step", sentence: "The person's way ended at a step that lets people leave[: {exit}]." },
  left_by_journey: { title: "Taken out by a journey", sentence: "Another journey took the person out[: {journey}]." },
  step_gone: { title: "Step gone", sentence: "The step at which the person stood[ ({step})] is gone from the journey." },
  too_many_steps: { title: "Went in a circle", sentence: "The person had taken more steps than a journey lets anybody take." },
  restarted: { title: "Restarted", sentence: "The trigger came again, so the wait began anew." },
};

/** The reason's sentence with the facts filled in. */
export function explainReason(reason: Reason, facts: { readonly [name: string]: Json }): string {
  const { sentence } = REASONS[reason];
  const told = sentence.replace(/\[([^\]]*)\]/g, (_group, text: string) => filled(text, facts) ?? "");
  // A fact may be a sentence of its own and bring its full stop.
  return told.replace(/([^.])\.\.$/, "$1.");
}

/** The text with its facts, or null where one of them is missing. */
function filled(text: string, facts: { readonly [name: string]: Json }): string | null {
  let complete = true;
  const words = text.replace(/\{([a-z_|]+)(:words)?\}/g, (_place, names: string, asWords: string | undefined) => {
    const name = names.split("|").find((candidate) => Object.hasOwn(facts, candidate) && facts[candidate] !== null);
    complete &&= name !== undefined;
    const told = name === undefined ? "" : tell(facts[name] ?? null);
    return asWords === undefined ? told : told.replaceAll("_", " ");
  });
  return complete ? words : null;
}

/** Facts are scalars, or lists of what fills a cap, each with its own sentence under `cap`. */
function tell(fact: Json): string {
  if (Array.isArray(fact)) return fact.map(tell).join("; ");
  if (typeof fact !== "object" || fact === null) return String(fact);
  return typeof fact["cap"] === "string" ? fact["cap"] : JSON.stringify(fact);
}
