import type { ConsentState } from "../../event/event.ts";
import { reachesPerson } from "../../message/kinds.ts";
import { type GuardRule, skip } from "../question.ts";

/**
 * Marketing goes only to those who did not leave the channel and may be written to on the topic. Receipts and the like go to
 * all. Nobody leaves a channel that only machines read; a topic named for it is asked all the same.
 */
export const consent: GuardRule = (question) => {
  const { document } = question.campaign;
  if (document.purpose === "transactional") return null;
  const { channels, topics } = question.profile.consent;
  const { channel } = document.message;
  if (reachesPerson(document.message) && stateOf(channels, channel) === "unsubscribed") return skip("no_consent", { channel, consent: "unsubscribed" });
  if (document.topic === undefined) return null;
  const state = stateOf(topics, document.topic);
  const needsJoining = question.rules.topics.some((topic) => topic.key === document.topic && topic.consent !== "opt_out");
  if (state === "unsubscribed" || (needsJoining && state !== "subscribed")) {
    return skip("no_consent", { topic: document.topic, consent: state ?? "unknown", needed: needsJoining ? "opt_in" : "opt_out" });
  }
  return null;
};

function stateOf(states: { readonly [name: string]: ConsentState }, name: string): ConsentState | undefined {
  return Object.hasOwn(states, name) ? states[name] : undefined;
}
