import { DAY, HOUR, MINUTE, type RenderedEmail, SECOND, type WorkspaceRules } from "@beckon/core";
import { deriveIdsFrom } from "../packages/server/src/ids.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import { insertWorkspace } from "../packages/server/src/store/workspaces.ts";
import { type TestClock, testClock } from "../test/clock.ts";
import { randomRules, ZONES } from "./campaigns.ts";
import { Clients } from "./clients.ts";
import { FakeChannel } from "./fakeChannel.ts";
import { Fleet } from "./fleet.ts";
import { readFacts, type TakenMessage, wrongHandOvers } from "./handOverChecks.ts";
import { brokenPromises, emptyShop, leftOvers, lostEvents, nextInstant } from "./invariants.ts";
import { brokenTrails, brokenWalks, waitsInVain, wrongMessages } from "./journeyChecks.ts";
import { randomPeople, type SentEvent } from "./people.ts";
import { Random } from "./random.ts";
import { otherwiseDecided, Recorder } from "./recorder.ts";
import { wrongMemberships, wrongPassages } from "./segments.ts";
import type { SimulatedProcess } from "./simulatedProcess.ts";
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
  readonly #fleet: Fleet;
  readonly #clients: Clients;
  readonly #staff: Staff;
  readonly #recorder = new Recorder();
  readonly #taken: TakenMessage[] = [];
  readonly #pendingTaken: string[] = [];
  readonly #fates = new Map<string, string[]>();
  readonly #attempts = new Map<string, number>();
  readonly #tally = newTally();
  readonly #failures: string[] = [];
  #acceptedBefore: readonly SentEvent[] = [];
  #step = 0;
  #isCalm = false;
  /** Nobody comes in between: the beginning is for everybody the same. */
  #isNested = true;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#clock = testClock(this.#random.pick(STARTS));
    this.#rules = randomRules(this.#random);
    this.#timeZone = this.#random.pick(ZONES);
    const people = randomPeople(this.#random, this.#random.int(2, 5));
    const world = { db: options.db, random: this.#random, clock: this.#clock, tally: this.#tally };
    this.#fleet = new Fleet({
      ...world,
      recorder: this.#recorder,
      channelFor: (die) => this.#channelFor(die),
      between: (process) => this.#meanwhile(process),
      say: (line) => this.#say(line),
    });
    this.#clients = new Clients({ ...world, people, timeZone: this.#timeZone, fleet: this.#fleet });
    this.#staff = new Staff({ ...world, fleet: this.#fleet });
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
      this.#fleet.end();
      deriveIdsFrom();
    }
  }

  async #begin(): Promise<void> {
    const { db } = this.#options;
    await emptyShop(db);
    await insertWorkspace(db, { id: 1, name: "Shop", settings: { ...this.#rules, sender: null }, createdAt: this.#clock.now() });
    this.#fleet.start(2);
    for (let index = 0; index < 3; index += 1) await this.#staff.publishSegment(this.#fleet.any(), `segment-${index}`);
    for (let index = 0; index < 2; index += 1) await this.#staff.launch(this.#fleet.any());
    for (let index = 0; index < 3; index += 1) await this.#staff.launchJourney(this.#fleet.any());
    for (const process of this.#fleet.processes) await this.#fleet.do(process, "lease", () => process.leases.runOnce());
    await this.#clients.introduceEverybody(this.#fleet.any());
  }

  #channelFor(die: () => void): FakeChannel {
    return new FakeChannel(
      {
        seed: this.#options.seed,
        clock: this.#clock,
        isCalm: () => this.#isCalm,
        die,
        onHandOver: (message) => this.#checkHandOver(message),
        onTaken: (message, isSure) => this.#noteTaken(message, isSure),
        onFate: (sendId, fate) => this.#fates.set(sendId, [...(this.#fates.get(sendId) ?? []), fate]),
      },
      this.#attempts,
    );
  }

  async #oneStep(): Promise<void> {
    const process = this.#fleet.any();
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
      campaign: 3,
      journey: 6,
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
    switch (what) {
      case "send":
        return this.#clients.sendSome(process);
      case "repeat":
        return this.#clients.repeat(process);
      case "work":
        return this.#fleet.do(process, what, () => process.worker.runOnce());
      case "sender":
        return this.#runSender(process);
      case "starter":
        return this.#fleet.do(process, what, () => process.starter.runOnce());
      case "rescue":
        return this.#fleet.do(process, what, () => process.rescuer.runOnce());
      case "lease":
        return this.#fleet.do(process, what, () => process.leases.runOnce());
      case "time":
        this.#clock.advance(this.#random.pick([1, SECOND, 20 * SECOND, MINUTE, 10 * MINUTE, 31 * MINUTE, HOUR, 3 * HOUR, 9 * HOUR]));
        return;
      case "consent":
        return this.#clients.changeConsent(process);
      case "engage":
        return this.#clients.engage(process);
      case "campaign":
        return this.#staff.changeCampaign(process);
      case "journey":
        return this.#staff.changeJourney(process);
      case "merge":
        return this.#staff.merge(process);
      case "part":
        return this.#staff.takeMergeBack(process);
      case "job":
        return this.#fleet.do(process, what, () => process.jobs.runOnce());
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
      const what = this.#random.pick(["send", "work", "consent", "engage", "campaign", "journey"]);
      this.#say(`  meanwhile ${what}`);
      await this.#perform(what, this.#fleet.anyBut(busy));
    } finally {
      this.#isNested = false;
    }
  }

  async #runSender(process: SimulatedProcess): Promise<void> {
    this.#acceptedBefore = this.#clients.accepted();
    await this.#fleet.do(process, "sender", () => process.sender.runOnce());
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
    this.#failures.push(...wrong.map((sentence) => `message ${message.sendId} of ${facts.document.key} to ${facts.address} leaves although ${sentence}`));
  }

  #noteTaken(message: RenderedEmail, isSure: boolean): void {
    this.#tally[isSure ? "sent" : "unknown"] += 1;
    if (isSure) this.#pendingTaken.push(message.sendId);
  }

  async #check(what: string): Promise<void> {
    const { db } = this.#options;
    for (const sendId of this.#pendingTaken.splice(0)) {
      const facts = await readFacts(db, sendId);
      this.#taken.push({ sendId, profileId: facts.profileId, at: this.#clock.now(), decidedAt: facts.decidedAt, document: facts.document });
    }
    const acked = this.#clients.accepted().map((sent) => sent.incoming.messageId);
    this.#keep(what, [
      ...this.#failures.splice(0),
      ...this.#fleet.takeErrors(),
      ...(await brokenPromises(db)),
      ...(await brokenWalks(db)),
      ...(await lostEvents(db, acked)),
      ...(await wrongPassages(db)),
    ]);
  }

  #keep(what: string, wrong: readonly string[]): void {
    if (wrong.length > 0) throw new BrokenPromise(this.#options.seed, this.#step, what, wrong);
  }

  /** Nothing bad happens any more: one process is left, and time passes until all is done. */
  async #end(): Promise<void> {
    const { db } = this.#options;
    this.#isCalm = true;
    const [last, ...others] = [...this.#fleet.processes] as [SimulatedProcess, ...SimulatedProcess[]];
    for (const process of this.#fleet.processes) process.db.blow = null;
    for (const process of others) await this.#fleet.do(process, "stop", () => process.leases.stop());
    await this.#clients.sendOpen(last);
    await this.#staff.resumeEverything(last);
    const end = this.#clock.now() + PATIENCE;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      this.#step += 1;
      await this.#fleet.do(last, "lease", () => last.leases.runOnce());
      await this.#fleet.do(last, "everything", () => this.#everything(last));
      await this.#check("end");
      const next = await nextInstant(db);
      if (next === null || next > end) break;
      // Sometimes at the very instant, mostly late: so that timers fire together, and out of turn if they could.
      this.#clock.set(Math.max(next, this.#clock.now() + 1) + this.#random.pick([0, 0, SECOND, 10 * MINUTE]));
    }
    this.#keep("end", [
      ...(await leftOvers(db, this.#clock.now())),
      ...(await wrongMemberships(db, this.#clock.now(), this.#rules.timeZone)),
      ...(await brokenTrails(db)),
      ...(await wrongMessages(db)),
      ...(await waitsInVain(db)),
      ...(await otherwiseDecided(db, this.#recorder)),
    ]);
    const { rows } = await db.query<{ steps: number }>("select count(*)::int as steps from decisions where outcome = 'stepped'");
    this.#tally.steps += rows[0]?.steps ?? 0;
  }

  /** Does all that can be done now. */
  async #everything(process: SimulatedProcess): Promise<void> {
    await process.rescuer.runOnce();
    while (await process.jobs.runOnce());
    for (let isDone = false; !isDone; ) {
      while (await process.starter.runOnce());
      while ((await process.worker.runOnce()) > 0);
      this.#acceptedBefore = this.#clients.accepted();
      const before = this.#taken.length + this.#pendingTaken.length;
      await process.sender.runOnce();
      isDone = this.#taken.length + this.#pendingTaken.length === before;
    }
    while ((await process.worker.runOnce()) > 0);
  }

  #say(line: string): void {
    this.#options.tell?.(`${String(this.#step).padStart(4)} ${line}`);
  }
}
