import { DAY, HOUR, type Instant, MINUTE } from "@beckon/core";
import { type Call, identify, type Step } from "./call.ts";
import { CLUB } from "./catalog.ts";
import { becamePaying, customerCreated, invoiceId, left, paid, paymentFailed, trialBegan, trialWillEnd } from "./club.ts";
import type { Dice } from "./dice.ts";
import type { SamplePerson } from "./people.ts";
import { browse, readArticle, review } from "./visits.ts";

/** Something the shop has told at a time. */
export interface Told {
  readonly at: Instant;
  readonly call: Call;
}

const PAST_DAYS = 60;

/** The last sixty days of the shop, oldest first, ending before `now`: the same dice make the same past. */
export function pastOf(people: readonly SamplePerson[], dice: Dice, now: Instant): Told[] {
  return people
    .flatMap((person) => pastOfOne(person, dice, now))
    .filter(({ at }) => at < now)
    .sort((a, b) => a.at - b.at);
}

function pastOfOne(person: SamplePerson, dice: Dice, now: Instant): Told[] {
  // More newcomers lately: shops that show themselves grow.
  const joinedAt = now - dice.next() ** 1.4 * PAST_DAYS * DAY;
  const signUp = { at: joinedAt, call: identify(person, joinedAt, { newsletter: dice.chance(0.5), joined_at: new Date(joinedAt).toISOString() }) };
  const days = Math.max(1, (now - joinedAt) / DAY);
  const visits = Array.from({ length: dice.between(1, Math.ceil(days / 9) + 2) }, () => joinedAt + dice.next() * (now - joinedAt));
  const told = visits.flatMap((at) => laidOut(visitOf(person, dice), at));
  return [
    signUp,
    ...laidOut(browse(person, dice), joinedAt + MINUTE),
    ...told,
    ...(dice.chance(0.35) ? clubOf(person, dice, joinedAt + dice.between(1, 48) * HOUR, now) : []),
  ];
}

function visitOf(person: SamplePerson, dice: Dice): Step[] {
  const what = dice.next();
  if (what < 0.72) return browse(person, dice);
  return what < 0.88 ? readArticle(person, dice) : review(person, dice);
}

/** A membership from its trial on: reminded, paid, sometimes refused by the bank, sometimes left. */
function clubOf(person: SamplePerson, dice: Dice, beganAt: Instant, now: Instant): Told[] {
  const trialEnd = beganAt + CLUB.trialDays * DAY;
  const told: Told[] = [
    { at: beganAt, call: customerCreated(person, beganAt) },
    { at: beganAt + MINUTE, call: trialBegan(person, beganAt) },
    { at: trialEnd - 3 * DAY, call: trialWillEnd(person, beganAt, trialEnd - 3 * DAY) },
  ];
  if (dice.chance(0.25)) return [...told, { at: trialEnd, call: left(person, dice, beganAt, trialEnd) }];
  told.push({ at: trialEnd, call: becamePaying(person, beganAt, trialEnd) });
  for (let at = trialEnd + HOUR; at < now; at += 30 * DAY) told.push(...payment(person, dice, at));
  return told;
}

function payment(person: SamplePerson, dice: Dice, at: Instant): Told[] {
  const id = invoiceId(dice);
  if (dice.chance(0.85)) return [{ at, call: paid(person, id, at) }];
  const again = at + dice.between(2, 50) * HOUR;
  return [
    { at, call: paymentFailed(person, id, at) },
    { at: again, call: paid(person, id, again) },
  ];
}

/** The steps of a visit that begins at `at`. */
function laidOut(steps: readonly Step[], at: Instant): Told[] {
  let time = at;
  return steps.map(({ after, call }) => {
    time += after;
    return { at: time, call: call(time) };
  });
}
