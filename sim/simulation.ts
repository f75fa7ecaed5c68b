import { DAY, formatInstant, HOUR, INTERNAL, type Instant, MINUTE, type RenderedEmail, SECOND, type WorkspaceRules } from "@beckon/core";
import type { IncomingEvent } from "../packages/server/src/engine/incoming.ts";
import { Refusal } from "../packages/server/src/engine/refusal.ts";
import { deriveIdsFrom } from "../packages/server/src/ids.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import { insertWorkspace } from "../packages/server/src/store/workspaces.ts";
import { type TestClock, testClock } from "../test/clock.ts";
import { randomRules, ZONES } from "./campaigns.ts";
import { FakeChannel } from "./fakeChannel.ts";
import { readFacts, type TakenMessage, wrongHandOvers } from "./handOverChecks.ts";
import { brokenPromises, leftOvers, lostEvents } from "./invariants.ts";
import { consentEvent, introduction, type Person, randomEvent, randomPeople, type SentEvent } from "./people.ts";
import { ConnectionLost, Died } from "./processDb.ts";
import { Random } from "./random.ts";
import { wrongMemberships, wrongPassages } from "./segments.ts";
import { type SimulatedProcess, startProcess } from "./simulatedProcess.ts";
import { Staff } from "./staff.ts";
import { newTally, type Tally } from "./tally.ts";

/** A promise that was broken, with all that is needed to see it again. */
export class BrokenPromise extends Error {
  constructor(seed: number, step: number, what: string, sentences: readonly string[]) {
    super(
      `seed ${seed}, step ${step} (${what}):\n${sentences.map((sentence) => `  ${sentence}`).join("\n")}\nSee it again with: npm run sim -- --seed ${seed}`,
    );
  }
}

export interface SimulationOptions {
  readonly seed: number;
  readonly db: Db;
  /** Random steps before everything is given its time to end. */
  readonly steps?: number;
  /** Told each step, to watch a seed that failed. */
  readonly tell?: (line: string) => void;
}

const STEPS = 60;
/** The nights in which clocks change are among the starts. */
const STARTS = [Date.UTC(2026, 10, 23, 10), Date.UTC(2026, 2, 28, 20), Date.UTC(2026, 9, 24, 21), Date.UTC(2026, 2, 7, 22), Date.UTC(2026, 9, 31, 23)];
/** How long everything is given to end. */
const PATIENCE = 20 * DAY;
const ROUNDS_MAX = 600;

/**
 * One life of a small shop on real code and a real database, with a clock that moves only when told and a fate that kills
 * processes between any two statements. After every step all promises are checked. The same seed lives the same life.
 */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #random: Random;
  readonly #clock: TestClock;
  readonly #rules: Omit<WorkspaceRules, "id">;
  readonly #timeZone: string;
  readonly #people: Person[];
  readonly #processes: SimulatedProcess[] = [];
  readonly #dead = new Set<string>();
  readonly #sent: SentEvent[] = [];
  readonly #taken: TakenMessage[] = [];
  readonly #fates = new Map<string, string[]>();
  readonly #attempts = new Map<string, number>();
  readonly #tally = newTally();
  readonly #staff: Staff;
  #acceptedBefore: readonly SentEvent[] = [];
  #serial = 0;
  #orders = 0;
  #step = 0;
  #isCalm = false;
  /** Nobody comes in between: the beginning is for everybody the same. */
  #isNested = true;
  #errors: unknown[] = [];

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#clock = testClock(this.#random.pick(STARTS));
    this.#rules = randomRules(this.#random);
    this.#timeZone = this.#random.pick(ZONES);
    this.#people = randomPeople(this.#random, this.#random.int(2, 5));
    this.#staff = new Staff({
      db: options.db,
      random: this.#random,
      clock: this.#clock,
      tally: this.#tally,
      do: (process, what, action) => this.#do(process, what, action),
    });
  }

  /** @throws BrokenPromise */
  async run(): Promise<Tally> {
    const ids = new Random(this.#options.seed ^ 0x5eed);
    deriveIdsFrom({ nextUint32: () => Math.floor(ids.next() * 0x1_0000_0000) });
    try {
      await this.#begin();
      this.#isNested = false;
      for (this.#step = 1; this.#step <= (this.#options.steps ?? STEPS); this.#step += 1) await this.#oneStep();
      await this.#end();
      return this.#tally;
    } finally {
      for (const process of this.#processes) process.db.die();
      deriveIdsFrom();
    }
  }

  async #begin(): Promise<void> {
    const { db } = this.#options;
    for (const table of TABLES) await db.query(`delete from ${table}`);
    await db.query("update buckets set owner = null where owner is not null");
    await insertWorkspace(db, { id: 1, name: "Shop", settings: { ...this.#rules, sender: null }, createdAt: this.#clock.now() });
    for (let index = 0; index < 2; index += 1) this.#processes.push(this.#newProcess(index, 0));
    for (let index = 0; index < 3; index += 1) await this.#staff.publishSegment(this.#random.pick(this.#processes), `segment-${index}`);
    for (let index = 0; index < 4; index += 1) await this.#staff.launch(this.#random.pick(this.#processes));
    for (const process of this.#processes) await this.#do(process, "lease", () => process.leases.runOnce());
    await this.#send(
      this.#processes[0] as SimulatedProcess,
      this.#people.map((person) => this.#note(introduction(person, this.#timeZone, `m-${this.#serial++}`))),
    );
  }

  #newProcess(index: number, generation: number): SimulatedProcess {
    const name = `process-${index}/${generation}`;
    const process = startProcess({
      name,
      db: this.#options.db,
      clock: this.#clock,
      random: this.#random,
      batchSize: this.#random.pick([3, 20, 500]),
      channel: new FakeChannel(
        {
          seed: this.#options.seed,
          clock: this.#clock,
          isCalm: () => this.#isCalm,
          die: () => process.db.die(),
          onHandOver: (message) => this.#checkHandOver(message),
          onTaken: (message, isSure) => this.#noteTaken(message, isSure),
          onFate: (sendId, fate) => this.#fates.set(sendId, [...(this.#fates.get(sendId) ?? []), fate]),
        },
        this.#attempts,
      ),
      isDead: (other) => this.#dead.has(other),
      onError: (error) => this.#errors.push(error),
    });
    process.db.between = () => this.#meanwhile(process);
    return process;
  }

  async #oneStep(): Promise<void> {
    const process = this.#random.pick(this.#processes);
    const what = this.#random.weighted({
      send: 30,
      repeat: 5,
      work: 28,
      sender: 28,
      starter: 5,
      rescue: 4,
      lease: 5,
      time: 20,
      consent: 2,
      engage: 5,
      campaign: 4,
      merge: 2,
      part: 2,
      job: 5,
      segment: 2,
      blow: 22,
    });
    await this.#perform(what, process);
    await this.#check(what);
  }

  async #perform(what: string, process: SimulatedProcess): Promise<void> {
    const { db } = this.#options;
    switch (what) {
      case "send":
        return this.#send(
          process,
          Array.from({ length: this.#random.int(1, 4) }, () => this.#newEvent()),
        );
      case "repeat":
        return this.#send(process, this.#again());
      case "work":
        return this.#do(process, what, () => process.worker.runOnce());
      case "sender":
        return this.#runSender(process);
      case "starter":
        return this.#do(process, what, () => process.starter.runOnce());
      case "rescue":
        return this.#do(process, what, () => process.rescuer.runOnce());
      case "lease":
        return this.#do(process, what, () => process.leases.runOnce());
      case "time":
        return this.#passTime();
      case "consent":
        return this.#changeConsent(process, db);
      case "engage":
        return this.#engage(process, db);
      case "campaign":
        return this.#staff.changeCampaign(process);
      case "merge":
        return this.#staff.merge(process);
      case "part":
        return this.#staff.takeMergeBack(process);
      case "job":
        return this.#do(process, what, () => process.jobs.runOnce());
      case "segment":
        return this.#staff.publishSegment(process, `segment-${this.#random.int(0, 4)}`);
      default:
        process.db.blow = { countdown: this.#random.int(1, 25), kind: this.#random.chance(0.7) ? "die" : "lose", when: this.#random.pick(["before", "after"]) };
    }
  }

  /** Between two steps of one process another may do something. */
  async #meanwhile(busy: SimulatedProcess): Promise<void> {
    if (this.#isNested || this.#isCalm || !this.#random.chance(0.04)) return;
    this.#isNested = true;
    try {
      const process = this.#random.pick(this.#processes.filter((other) => other !== busy));
      const what = this.#random.pick(["send", "work", "consent", "engage", "campaign"]);
      this.#say(`  meanwhile ${what}`);
      await this.#perform(what, process);
    } finally {
      this.#isNested = false;
    }
  }

  /** Lets a process do something; if it dies over it, the next one takes its place. */
  async #do(process: SimulatedProcess, what: string, action: () => Promise<unknown>): Promise<void> {
    this.#say(`${formatInstant(this.#clock.now())} ${process.name} ${what}`);
    try {
      await Promise.race([action(), process.db.death]);
    } catch (error) {
      if (error instanceof Died) return this.#bury(process);
      if (error instanceof ConnectionLost) this.#tally.losses += 1;
      else if (!(error instanceof Refusal) || error.code === "campaign_invalid") throw error;
    }
  }

  async #bury(process: SimulatedProcess): Promise<void> {
    this.#say(`  ${process.name} died`);
    this.#tally.crashes += 1;
    await process.db.settled();
    const index = this.#processes.indexOf(process);
    // Buried by whoever it was doing something for.
    if (index < 0) return;
    const [, generation] = process.name.split("/");
    // Sometimes nobody knows that it is dead, and its lease must run out.
    if (this.#random.chance(0.6)) this.#dead.add(process.name);
    this.#processes[index] = this.#newProcess(index, Number(generation) + 1);
  }

  #newEvent(): SentEvent {
    this.#tally.events += 1;
    return this.#note(randomEvent(this.#random, this.#people, this.#clock.now(), this.#timeZone, `m-${this.#serial++}`));
  }

  /** Something that a client has to get accepted, however often it must try. */
  #note(incoming: IncomingEvent): SentEvent {
    const sent: SentEvent = { incoming, order: null, eventId: null, profileId: null };
    this.#sent.push(sent);
    return sent;
  }

  /** What a client sends once more: it never got its answer, or it is just that kind of client. */
  #again(): SentEvent[] {
    const open = this.#sent.filter((sent) => sent.order === null);
    const old = this.#sent.length > 0 && this.#random.chance(0.3) ? [this.#random.pick(this.#sent)] : [];
    return [...open, ...old];
  }

  async #send(process: SimulatedProcess, events: readonly SentEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#do(process, `accept ${events.map((sent) => sent.incoming.messageId).join(" ")}`, async () => {
      const answers = await process.ingest.accept(events.map((sent) => sent.incoming));
      for (const [index, answer] of answers.entries()) {
        const sent = events[index] as SentEvent;
        if (answer.status === "rejected") throw new Error(`A good event was refused: ${answer.code} ${answer.message}`);
        if (sent.order !== null) continue;
        sent.order = this.#orders++;
        if (answer.status === "accepted") Object.assign(sent, { eventId: answer.id, profileId: answer.profileId });
      }
    });
  }

  async #runSender(process: SimulatedProcess): Promise<void> {
    this.#acceptedBefore = this.#accepted();
    await this.#do(process, "sender", () => process.sender.runOnce());
  }

  #accepted(): SentEvent[] {
    return this.#sent.filter((sent) => sent.order !== null).sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  }

  async #passTime(): Promise<void> {
    this.#clock.advance(this.#random.pick([1, SECOND, 20 * SECOND, MINUTE, 10 * MINUTE, 31 * MINUTE, HOUR, 3 * HOUR, 9 * HOUR]));
  }

  async #changeConsent(process: SimulatedProcess, db: Db): Promise<void> {
    const profileId = await this.#someProfile(db);
    if (profileId === null) return;
    const state = this.#random.chance(0.7) ? "unsubscribed" : "subscribed";
    await this.#send(process, [this.#note(consentEvent(this.#random, profileId, `c-${this.#serial++}`, state))]);
  }

  async #engage(process: SimulatedProcess, db: Db): Promise<void> {
    const { rows } = await db.query<{ id: string; profileId: string; campaignId: string; enrollmentId: string }>(
      `select id, profile_id as "profileId", campaign_id as "campaignId", enrollment_id as "enrollmentId" from sends where state = 'sent' order by id`,
    );
    if (rows.length === 0) return;
    const { id, profileId, ...ids } = this.#random.pick(rows);
    const incoming: IncomingEvent = {
      workspaceId: 1,
      source: "beckon",
      messageId: `e-${this.#serial++}`,
      kind: "internal",
      name: this.#random.pick([INTERNAL.messageOpened, INTERNAL.messageClicked, INTERNAL.messageDelivered]),
      properties: {},
      identifiers: [],
      profileId,
      at: null,
      context: {},
      message: { sendId: id, channel: "email", ...ids },
      ...(this.#random.chance(0.2) ? { flags: ["machine" as const] } : {}),
    };
    await this.#send(process, [this.#note(incoming)]);
  }

  async #someProfile(db: Db): Promise<string | null> {
    const { rows } = await db.query<{ id: string }>("select id from profiles order by id");
    return rows.length === 0 ? null : this.#random.pick(rows).id;
  }

  async #checkHandOver(message: RenderedEmail): Promise<void> {
    const facts = await readFacts(this.#options.db, message.sendId);
    const wrong = wrongHandOvers(
      {
        sendId: message.sendId,
        at: this.#clock.now(),
        rules: this.#rules,
        accepted: this.#acceptedBefore,
        taken: this.#taken,
        attempts: this.#fates.get(message.sendId) ?? [],
        timeZone: this.#timeZone,
      },
      facts,
    );
    if (wrong.length > 0)
      this.#fail(wrong.map((sentence) => `message ${message.sendId} of ${facts.document.key} to ${facts.address} leaves although ${sentence}`));
  }

  #noteTaken(message: RenderedEmail, isSure: boolean): void {
    this.#tally[isSure ? "sent" : "unknown"] += 1;
    if (!isSure) return;
    this.#pendingTaken.push(message.sendId);
  }

  readonly #pendingTaken: string[] = [];

  async #check(what: string): Promise<void> {
    for (const sendId of this.#pendingTaken.splice(0)) {
      const facts = await readFacts(this.#options.db, sendId);
      this.#taken.push({ sendId, profileId: facts.profileId, at: this.#clock.now(), decidedAt: facts.decidedAt, document: facts.document });
    }
    const acked = this.#sent.filter((sent) => sent.order !== null).map((sent) => sent.incoming.messageId);
    const wrong = [
      ...this.#failures.splice(0),
      ...this.#programErrors(),
      ...(await brokenPromises(this.#options.db)),
      ...(await lostEvents(this.#options.db, acked)),
      ...(await wrongPassages(this.#options.db)),
    ];
    if (wrong.length > 0) throw new BrokenPromise(this.#options.seed, this.#step, what, wrong);
  }

  readonly #failures: string[] = [];

  #fail(sentences: readonly string[]): void {
    this.#failures.push(...sentences);
  }

  /** A lost connection is an error that has to be borne; anything else is ours. */
  #programErrors(): string[] {
    return this.#errors
      .splice(0)
      .filter((error) => !(error instanceof ConnectionLost || error instanceof Died))
      .map((error) => `an unexpected error: ${error instanceof Error ? error.stack : String(error)}`);
  }

  /** Nothing bad happens any more: one process is left, and time passes until all is done. */
  async #end(): Promise<void> {
    this.#isCalm = true;
    const [last, ...others] = this.#processes as [SimulatedProcess, ...SimulatedProcess[]];
    for (const process of this.#processes) process.db.blow = null;
    for (const process of others) await this.#do(process, "stop", () => process.leases.stop());
    await this.#send(
      last,
      this.#sent.filter((sent) => sent.order === null),
    );
    const { rows } = await this.#options.db.query<{ id: string }>("select id from campaigns where status = 'paused' order by id");
    for (const { id } of rows) await this.#do(last, "resume", () => last.desk.resume(1, id));
    const end = this.#clock.now() + PATIENCE;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      this.#step += 1;
      await this.#do(last, "lease", () => last.leases.runOnce());
      await this.#do(last, "everything", () => this.#everything(last));
      await this.#check("end");
      const next = await this.#nextInstant();
      if (next === null || next > end) break;
      // Sometimes at the very instant, mostly late: so that timers fire together, and out of turn if they could.
      this.#clock.set(Math.max(next, this.#clock.now() + 1) + this.#random.pick([0, 0, SECOND, 10 * MINUTE]));
    }
    const left = [
      ...(await leftOvers(this.#options.db, this.#clock.now())),
      ...(await wrongMemberships(this.#options.db, this.#clock.now(), this.#rules.timeZone)),
    ];
    if (left.length > 0) throw new BrokenPromise(this.#options.seed, this.#step, "end", left);
  }

  /** Does all that can be done now. */
  async #everything(process: SimulatedProcess): Promise<void> {
    await process.rescuer.runOnce();
    while (await process.jobs.runOnce());
    for (let isDone = false; !isDone; ) {
      while (await process.starter.runOnce());
      while ((await process.worker.runOnce()) > 0);
      this.#acceptedBefore = this.#accepted();
      const before = this.#taken.length + this.#pendingTaken.length;
      await process.sender.runOnce();
      isDone = this.#taken.length + this.#pendingTaken.length === before;
    }
    while ((await process.worker.runOnce()) > 0);
  }

  async #nextInstant(): Promise<Instant | null> {
    const { rows } = await this.#options.db.query<{ at: Instant | null }>(
      `select min(at) as at from (
         select min(at) as at from timers union all select min(next_attempt_at) from sends where state = 'ready' union all
         select min(claimed_at) + interval '11 minutes' from sends where state = 'sending' union all select min(at) from campaign_changes where done_at is null union all
         select min(greatest(ready_at, coalesce(claimed_until, ready_at))) from jobs where state in ('waiting', 'running') union all
         select min(until) from workers where exists (select from inbox)
       ) as next`,
    );
    return rows[0]?.at ?? null;
  }

  #say(line: string): void {
    this.#options.tell?.(`${String(this.#step).padStart(4)} ${line}`);
  }
}

const TABLES = [
  "inbox",
  "timers",
  "messages",
  "sends",
  "enrollments",
  "decisions",
  "events",
  "merges",
  "profiles",
  "identities",
  "message_keys",
  "dead_letters",
  "suppressions",
  "campaign_changes",
  "campaign_tallies",
  "campaign_tally_slips",
  "campaign_totals",
  "campaign_versions",
  "campaigns",
  "memberships",
  "aggregates",
  "segment_builds",
  "segment_versions",
  "segments",
  "jobs",
  "workspaces",
  "workers",
];
