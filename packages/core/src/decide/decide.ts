import { changeCampaign } from "./campaignChange.ts";
import { changeList } from "./changeList.ts";
import type { Decide, Input } from "./decide.types.ts";
import { fireTimers } from "./fireTimers.ts";
import { mergeProfile } from "./mergeProfile.ts";
import { noteErasure } from "./noteErasure.ts";
import { recordOutcome } from "./recordOutcome.ts";
import { takeEvent } from "./takeEvent.ts";
import { Turn } from "./turn.ts";
import { walkOn } from "./walk.ts";

/** What each kind of input does to a profile. */
const steps: { readonly [Kind in Input["kind"]]: (turn: Turn, input: Extract<Input, { kind: Kind }>) => void } = {
  event: (turn, input) => takeEvent(turn, input.event, input.told),
  timers: (turn, input) => fireTimers(turn, input.timers),
  outcome: recordOutcome,
  campaign: changeCampaign,
  list: changeList,
  merge: mergeProfile,
  erasure: noteErasure,
};

export const decide: Decide = (state, input, definitions, now) => {
  const turn = new Turn(state, input.id, definitions, now);
  const step = steps[input.kind] as (turn: Turn, input: Input) => void;
  step(turn, input);
  walkOn(turn);
  return { state: turn.state, effects: turn.effects };
};
