import type { Verdict } from "../send/send.ts";
import { heldOut } from "./holdout.ts";
import type { GuardRule, SendQuestion } from "./question.ts";
import { address } from "./rules/address.ts";
import { audience } from "./rules/audience.ts";
import { campaignStatus } from "./rules/campaignStatus.ts";
import { consent } from "./rules/consent.ts";
import { duplicate } from "./rules/duplicate.ts";
import { erasure } from "./rules/erasure.ts";
import { exception } from "./rules/exception.ts";
import { frequencyCaps } from "./rules/frequencyCaps.ts";
import { life } from "./rules/life.ts";
import { neverSend } from "./rules/neverSend.ts";
import { pause } from "./rules/pause.ts";
import { sendTimes } from "./rules/sendTimes.ts";
import { suppression } from "./rules/suppression.ts";

/** In the order in which a no is named. The sender adds what only it can know: the channel's rate and the content. */
const RULES: readonly GuardRule[] = [
  campaignStatus,
  exception,
  audience,
  neverSend,
  consent,
  pause,
  suppression,
  address,
  erasure,
  duplicate,
  life,
  sendTimes,
  frequencyCaps,
];

/**
 * May this message go now? The one guard for every message from every source: the first rule that says no names the
 * reason. Someone held out is judged to the end like all others, so that both arms are alike: `send` with `holdout`.
 */
export function judgeSend(question: SendQuestion): Verdict {
  for (const rule of RULES) {
    const refusal = rule(question);
    if (refusal !== null) return refusal;
  }
  const holdout = heldOut(question);
  return { verdict: "send", holdout: holdout !== null, facts: holdout ?? {} };
}
