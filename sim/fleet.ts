import { formatInstant } from "@beckon/core";
import { Refusal } from "../packages/server/src/engine/refusal.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import type { TestClock } from "../test/clock.ts";
import type { FakeChannel } from "./fakeChannel.ts";
import { ConnectionLost, Died } from "./processDb.ts";
import type { Random } from "./random.ts";
import type { Recorder } from "./recorder.ts";
import { type SimulatedProcess, startProcess } from "./simulatedProcess.ts";
import type { Tally } from "./tally.ts";

export interface FleetWorld {
  readonly db: Db;
  readonly random: Random;
  readonly clock: TestClock;
  readonly tally: Tally;
  readonly recorder: Recorder;
  /** The provider as a process meets it, which may die over it. */
  readonly channelFor: (die: () => void) => FakeChannel;
  /** What others do between two steps of a process. */
  readonly between: (process: SimulatedProcess) => Promise<void>;
  readonly say: (line: string) => void;
}

/** The processes of the shop: they work, die over it, and others take their places. */
export class Fleet {
  readonly #world: FleetWorld;
  readonly #processes: SimulatedProcess[] = [];
  readonly #dead = new Set<string>();
  #errors: unknown[] = [];

  constructor(world: FleetWorld) {
    this.#world = world;
  }

  get processes(): readonly SimulatedProcess[] {
    return this.#processes;
  }

  start(count: number): void {
    for (let index = 0; index < count; index += 1) this.#processes.push(this.#newProcess(index, 0));
  }

  any(): SimulatedProcess {
    return this.#world.random.pick(this.#processes);
  }

  anyBut(busy: SimulatedProcess): SimulatedProcess {
    return this.#world.random.pick(this.#processes.filter((other) => other !== busy));
  }

  /** Lets a process do something; if it dies over it, the next one takes its place. */
  async do(process: SimulatedProcess, what: string, action: () => Promise<unknown>): Promise<void> {
    this.#world.say(`${formatInstant(this.#world.clock.now())} ${process.name} ${what}`);
    try {
      await Promise.race([action(), process.db.death]);
    } catch (error) {
      if (error instanceof Died) return this.#bury(process);
      if (error instanceof ConnectionLost) this.#world.tally.losses += 1;
      else if (!(error instanceof Refusal) || error.code === "campaign_invalid") throw error;
    }
  }

  /** What went wrong in the background. A lost connection is an error that has to be borne; anything else is ours. */
  takeErrors(): string[] {
    return this.#errors
      .splice(0)
      .filter((error) => !(error instanceof ConnectionLost || error instanceof Died))
      .map((error) => `an unexpected error: ${error instanceof Error ? error.stack : String(error)}`);
  }

  end(): void {
    for (const process of this.#processes) process.db.die();
  }

  #newProcess(index: number, generation: number): SimulatedProcess {
    const { db, clock, random, recorder, channelFor, between } = this.#world;
    const process = startProcess({
      name: `process-${index}/${generation}`,
      db,
      clock,
      random,
      batchSize: random.pick([3, 20, 500]),
      recorder,
      channel: channelFor(() => process.db.die()),
      isDead: (other) => this.#dead.has(other),
      onError: (error) => this.#errors.push(error),
    });
    process.db.between = () => between(process);
    return process;
  }

  async #bury(process: SimulatedProcess): Promise<void> {
    this.#world.say(`  ${process.name} died`);
    this.#world.tally.crashes += 1;
    await process.db.settled();
    const index = this.#processes.indexOf(process);
    // Buried by whoever it was doing something for.
    if (index < 0) return;
    const [, generation] = process.name.split("/");
    // Sometimes nobody knows that it is dead, and its lease must run out.
    if (this.#world.random.chance(0.6)) this.#dead.add(process.name);
    this.#processes[index] = this.#newProcess(index, Number(generation) + 1);
  }
}
