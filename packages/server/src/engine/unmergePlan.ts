import {
  type ApartInput,
  type ApartLife,
  type Definitions,
  type Enrollment,
  type Event,
  INTERNAL,
  type Instant,
  liveApart,
  type Profile,
  type ProfileState,
} from "@beckon/core";
import type { Folded, FoldedSide } from "../store/mergeFolds.ts";
import { addressesOf } from "../store/profiles.ts";
import type { EventRow } from "../store/timeline.ts";
import { listOf, type PartedFacts, partEvents, type Side } from "./unmergeSides.ts";

/** What an undo makes of the two. */
export interface UnmergePlan {
  readonly sides: { readonly [side in Side]: ApartLife & { readonly profile: Profile; readonly enrollments: readonly Enrollment[] } };
  /** What goes to the merged profile. */
  readonly goes: { readonly events: readonly string[]; readonly enrollments: readonly string[]; readonly inbox: readonly string[] };
  /** Events that the decision had made of both together: each side has its own in their place. */
  readonly forgotten: readonly string[];
  /** Passages of the merged profile that stay, because their message is with the sender. */
  readonly stays: readonly string[];
}

export interface UnmergeFacts extends PartedFacts {
  /** The survivor as it is. */
  readonly profile: Profile;
  readonly emails: { readonly [side in Side]: readonly string[] };
  readonly now: Instant;
}

/** Parts all that the two have in common. Pure: the preview and the undo ask the same. */
export function planUnmerge(facts: UnmergeFacts): UnmergePlan {
  const { folded, belongings, definitions, profile, now } = facts;
  const parted = partEvents(facts);
  const until = Math.min(now, ...belongings.inbox.map(({ acceptedAt }) => acceptedAt));
  const livesOf = (side: Side) =>
    liveApart(stateOf(folded[side], facts.emails[side]), inputsOf(parted.sinceOf(side), definitions, folded, side), definitions, until);
  const lives = { survivor: livesOf("survivor"), merged: livesOf("merged") };

  const final = { survivor: [] as Enrollment[], merged: [] as Enrollment[] };
  for (const enrollment of belongings.enrollments) {
    const side = parted.sideOfPassage(enrollment.id);
    const former = folded[side].enrollments.find(({ id }) => id === enrollment.id);
    const alone = lives[side].state.enrollments.get(enrollment.id);
    const isForeign = (eventId: string) => parted.sideOfEvent(eventId) !== side;
    const passage = former && alone && wasTouchedByTheOther(former, enrollment, isForeign) ? alone : enrollment;
    final[side].push({ ...passage, profileId: folded[side].profile.id });
  }
  const sideOfSlot = slotSides(facts, final);
  const finish = (side: Side, erasures: Profile["erasures"]) => ({
    ...lives[side],
    made: lives[side].made.filter((event) => isKept(event, definitions, folded)),
    enrollments: final[side],
    profile: { ...lives[side].state.profile, sent: profile.sent.filter(({ sendId }) => sideOfSlot(sendId) === side), erasures },
  });
  const theirs = Object.fromEntries(Object.entries(folded.merged.profile.erasures).filter(([id]) => Object.hasOwn(profile.erasures, id)));
  const own = Object.fromEntries(
    Object.entries(profile.erasures).filter(([id]) => !Object.hasOwn(theirs, id) || Object.hasOwn(folded.survivor.profile.erasures, id)),
  );
  return {
    sides: { survivor: finish("survivor", own), merged: finish("merged", theirs) },
    goes: { events: parted.sinceOf("merged").map(({ id }) => id), enrollments: final.merged.map(({ id }) => id), inbox: parted.inboxOfMerged },
    forgotten: parted.forgotten,
    stays: parted.stays,
  };
}

function stateOf({ profile, enrollments, aggregates, memberships, isNew }: FoldedSide, emails: readonly string[]): ProfileState {
  return {
    profile,
    enrollments: new Map(enrollments.map((enrollment) => [enrollment.id, enrollment])),
    addresses: addressesOf(profile.attributes, emails),
    aggregates: new Map(Object.entries(aggregates)),
    memberships: new Map(memberships),
    isNew,
  };
}

/** Events as they came, and for static lists what somebody did with them. */
function inputsOf(rows: readonly EventRow[], definitions: Definitions, folded: Folded, side: Side): ApartInput[] {
  return rows.map(({ extra, profileId: _profileId, ...row }): ApartInput => {
    const event: Event = { ...row, ...extra } as Event;
    const list = listOf(event, definitions);
    const at = event.receivedAt;
    if (list === null) return { at: Math.max(at, folded[side].profile.createdAt), input: { kind: "event", id: event.id, event } };
    return { at, input: { kind: "list", id: event.id, segmentId: list, member: event.name === INTERNAL.segmentEntered, at } };
  });
}

/** Ended by the merge itself or by what the other did, or begun anew by it, while nothing was sent. */
function wasTouchedByTheOther(former: Enrollment, now: Enrollment, isForeign: (eventId: string) => boolean): boolean {
  if (former.status !== "waiting" && former.status !== "held") return false;
  if (now.status === "ended") return now.sentAt === null && (now.endReason === "merged" || now.endReason === "exception");
  return now.entry.eventId !== former.entry.eventId && isForeign(now.entry.eventId);
}

/** A slot goes with the passage whose message took it. */
function slotSides({ folded }: UnmergeFacts, final: { readonly [side in Side]: readonly Enrollment[] }): (sendId: string) => Side {
  const theirs = new Set([...folded.merged.profile.sent.map(({ sendId }) => sendId), ...final.merged.flatMap(({ sendId }) => sendId ?? [])]);
  const own = new Set([...folded.survivor.profile.sent.map(({ sendId }) => sendId), ...final.survivor.flatMap(({ sendId }) => sendId ?? [])]);
  return (sendId) => (theirs.has(sendId) && !own.has(sendId) ? "merged" : "survivor");
}

/** Segments that came after the merge are counted anew, and tell nobody. */
function isKept({ name, properties }: Event, { segments }: Definitions, { kept }: Folded): boolean {
  if (name === INTERNAL.stageChanged) return [...segments.byMembership].some(([key, { stages }]) => stages !== null && kept.memberships.includes(key));
  if (name !== INTERNAL.segmentEntered && name !== INTERNAL.segmentLeft) return true;
  return [...segments.byMembership].some(([key, { segment }]) => segment.id === properties["segment_id"] && kept.memberships.includes(key));
}
