import type { CampaignStatus, SendState } from "@beckon/core";
import { sentenceCase } from "./sentenceCase.ts";

interface Look {
  readonly label: string;
  readonly color: string;
}

const CAMPAIGN: { readonly [status in CampaignStatus]: Look } = {
  draft: { label: "Draft", color: "gray" },
  live: { label: "Live", color: "green" },
  paused: { label: "Paused", color: "yellow" },
  stopped: { label: "Stopped", color: "gray" },
  archived: { label: "Archived", color: "gray" },
};

const SEND: { readonly [state in SendState]: Look } = {
  ready: { label: "Ready to go", color: "blue" },
  sending: { label: "Going out", color: "blue" },
  sent: { label: "Sent", color: "green" },
  failed: { label: "Failed", color: "red" },
  skipped: { label: "Skipped", color: "gray" },
  would_have_been_sent: { label: "Held out", color: "gray" },
  unknown: { label: "Unknown", color: "orange" },
};

export function campaignLook(status: CampaignStatus): Look {
  return CAMPAIGN[status];
}

/** Every state that a message can be in. */
export const SEND_STATES = Object.keys(SEND) as readonly SendState[];

export function sendLook(state: SendState): Look {
  return SEND[state];
}

/** `would_have_been_sent` -> `Would have been sent`: for words that have no better name. */
export function inWords(code: string): string {
  return sentenceCase(code.replaceAll("_", " "));
}
