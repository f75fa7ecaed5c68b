import { campaignOf, type Definitions, type Enrollment, type Instant, membershipsOfCampaign } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { NO_PAST, readPasts } from "../store/pastRows.ts";
import type { DefinitionsSource } from "../store/process.ts";
import { readPeople, type StoredPerson } from "../store/profiles.ts";
import { type ClaimedSend, readSurroundings, type SendSurroundings } from "../store/sendQueue.ts";
import type { SendCase } from "./senderGuard.ts";
import { CASE_FRESH } from "./senderRetry.ts";

/** A claimed send with what speaks about it; `waiting`: its profile has unprocessed events that may still stop it. */
export type LoadedSend = { readonly send: ClaimedSend } & (
  | { readonly case: SendCase; readonly waiting: boolean }
  | { readonly case: null; readonly waiting: false }
);

/**
 * Reads everything about a batch of claimed sends, after the claim was committed. What still waits in the inbox is read
 * first and the person after it: an event that the worker takes in between is missing from the one and told by the other,
 * so none is overlooked.
 */
export async function loadCases(db: Db, definitions: DefinitionsSource, sends: readonly ClaimedSend[], now: Instant): Promise<LoadedSend[]> {
  const surroundings = await surroundingsOf(db, sends, now);
  const [people, definitionsOf] = await Promise.all([peopleOf(db, sends), definitions.current(db, [])]);
  const moved = sends.filter((send) => (people.get(send.profileId)?.id ?? send.profileId) !== send.profileId);
  if (moved.length > 0) await lookAtSurvivors(db, moved, people, surroundings, now);
  await includeOlder(db, definitions, definitionsOf, sends);
  const cases = sends.map((send) => caseOf(send, people.get(send.profileId), definitionsOf(send.workspaceId), surroundings.get(send.id)));
  const memberships = await membershipsOf(db, cases);
  return sends.map((send, place) => {
    const plain = cases[place] ?? null;
    const found = plain && { ...plain, memberships: memberships.get(plain.profile.id) ?? plain.memberships };
    return found === null ? { send, case: null, waiting: false } : { send, case: found, waiting: found.surroundings.waiting };
  });
}

function surroundingsOf(db: Db, sends: readonly ClaimedSend[], now: Instant): Promise<Map<string, SendSurroundings>> {
  return readSurroundings(
    db,
    sends.map((send) => ({ send, by: waitsSince(send) ?? now })),
  );
}

/** Sends of merged profiles: what waits, waits for the survivor, and the survivor is who bears the names. In the same order again. */
async function lookAtSurvivors(
  db: Db,
  moved: readonly ClaimedSend[],
  people: Map<string, StoredPerson>,
  surroundings: Map<string, SendSurroundings>,
  now: Instant,
): Promise<void> {
  const survivors = moved.map((send) => ({ ...send, profileId: people.get(send.profileId)?.id ?? send.profileId }));
  for (const [sendId, found] of await surroundingsOf(db, survivors, now)) surroundings.set(sendId, found);
  for (const [id, person] of await peopleOf(db, moved)) people.set(id, person);
}

/** Since when a send has been put back because its profile had unprocessed events; see `Sender`. */
export function waitsSince({ facts }: ClaimedSend): Instant | null {
  const since = facts?.["waits_since"];
  return typeof since === "number" ? since : null;
}

/** By the id that the send knows; a profile that was merged meanwhile is its survivor. */
async function peopleOf(db: Db, sends: readonly ClaimedSend[]): Promise<Map<string, StoredPerson>> {
  const people = await readPeople(db, [...new Set(sends.map((send) => send.profileId))]);
  for (;;) {
    const moved = [...people].filter(([, person]) => person.mergedInto !== null);
    if (moved.length === 0) return people;
    const survivors = await readPeople(db, [...new Set(moved.map(([, person]) => person.mergedInto as string))]);
    for (const [id, person] of moved) {
      const survivor = survivors.get(person.mergedInto as string);
      if (survivor) people.set(id, survivor);
      else people.delete(id);
    }
  }
}

/** People may be inside versions that nobody here has met yet. */
async function includeOlder(
  db: Db,
  definitions: DefinitionsSource,
  definitionsOf: (workspaceId: number) => Definitions | undefined,
  sends: readonly ClaimedSend[],
): Promise<void> {
  const unknown = new Map<string, ClaimedSend>();
  for (const send of sends) {
    const campaign = definitionsOf(send.workspaceId);
    if (campaign && campaignOf(campaign, send.campaignId, send.version)?.version !== send.version) unknown.set(`${send.campaignId}@${send.version}`, send);
  }
  for (const send of unknown.values()) await definitions.include(db, send.workspaceId, [send]);
}

/** Who is in the segments that the campaigns' audiences name; nothing is read where none is named. */
async function membershipsOf(db: Db, cases: readonly (SendCase | null)[]): Promise<ReadonlyMap<string, SendCase["memberships"]>> {
  const wanted = new Map<string, Set<string>>();
  for (const one of cases) {
    if (!one?.campaign) continue;
    const named = membershipsOfCampaign(one.definitions, one.campaign);
    if (named.size > 0) wanted.set(one.profile.id, new Set([...(wanted.get(one.profile.id) ?? []), ...named]));
  }
  if (wanted.size === 0) return new Map();
  const pasts = await readPasts(
    db,
    [...wanted].map(([profileId, memberships]) => ({ profileId, aggregates: [], memberships, everything: false })),
  );
  return new Map([...pasts].map(([profileId, past]) => [profileId, past.memberships]));
}

function caseOf(
  send: ClaimedSend,
  person: StoredPerson | undefined,
  definitions: Definitions | undefined,
  surroundings: SendSurroundings | undefined,
): SendCase | null {
  if (!person?.profile || !definitions || !surroundings) return null;
  const enrollment: Enrollment | null = person.live.find((candidate) => candidate.id === send.enrollmentId) ?? null;
  return {
    send,
    profile: person.profile,
    emails: person.emails,
    enrollment,
    campaign: campaignOf(definitions, send.campaignId, send.version) ?? null,
    definitions,
    memberships: NO_PAST.memberships,
    rules: definitions.workspace,
    surroundings,
  };
}

/**
 * The cases of a batch while it waits for its turns. What has become old is read anew, with all that still wait, before the
 * next turn: an unsubscribe or a pause meanwhile must win, however slow the server is.
 */
export class FreshCases {
  readonly #load: (sends: readonly ClaimedSend[]) => Promise<LoadedSend[]>;
  readonly #clock: Clock;
  readonly #waiting: Map<string, ClaimedSend>;
  #cases = new Map<string, LoadedSend>();
  #readAt: Instant = 0;
  #reading: Promise<unknown> | null = null;

  constructor(sends: readonly ClaimedSend[], load: (sends: readonly ClaimedSend[]) => Promise<LoadedSend[]>, clock: Clock) {
    this.#waiting = new Map(sends.map((send) => [send.id, send]));
    this.#load = load;
    this.#clock = clock;
  }

  async read(): Promise<LoadedSend[]> {
    const readAt = this.#clock.now();
    const loaded = await this.#load([...this.#waiting.values()]);
    this.#cases = new Map(loaded.map((each) => [each.send.id, each]));
    this.#readAt = readAt;
    return loaded;
  }

  /** The case of one of them, whose turn has come. */
  async take(send: ClaimedSend): Promise<LoadedSend> {
    if (this.#clock.now() - this.#readAt > CASE_FRESH) {
      this.#reading ??= this.read().finally(() => {
        this.#reading = null;
      });
    }
    // Once, and not until it is fresh: where reading itself takes so long, it would never end.
    await this.#reading;
    this.#waiting.delete(send.id);
    return this.#cases.get(send.id) ?? { send, case: null, waiting: false };
  }
}
