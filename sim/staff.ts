import { DAY, formatInstant, type JourneyDocument } from "@beckon/core";
import { mergeProfiles, undoMerge } from "../packages/server/src/engine/profileMerge.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import type { TestClock } from "../test/clock.ts";
import { randomCampaign } from "./campaigns.ts";
import type { Fleet } from "./fleet.ts";
import { type AroundJourney, randomJourney } from "./journeys.ts";
import type { Random } from "./random.ts";
import { randomSegment } from "./segments.ts";
import type { SimulatedProcess } from "./simulatedProcess.ts";
import type { Tally } from "./tally.ts";

/** What the staff works with. */
export interface StaffWorld {
  /** Sees all, and neither dies nor loses its connection. */
  readonly db: Db;
  readonly random: Random;
  readonly clock: TestClock;
  readonly tally: Tally;
  /** Lets a process do something, which it may die over. */
  readonly fleet: Pick<Fleet, "do">;
}

interface Course {
  readonly id: string;
  readonly key: string;
}

const CAMPAIGNS_MAX = 6;
const JOURNEYS_MAX = 4;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** The marketer and the support agent of the shop: what is done by hand in the app, at the desks of a process. */
export class Staff {
  readonly #world: StaffWorld;
  /** Ids by key. */
  readonly #segments = new Map<string, string>();

  constructor(world: StaffWorld) {
    this.#world = world;
  }

  async launch(process: SimulatedProcess): Promise<void> {
    const key = `campaign-${(await this.#courses("campaign")).length}`;
    const document = randomCampaign(this.#world.random, key, await this.#around(null), this.#tomorrow());
    await this.#do(process, `launch ${document.key}`, async () => {
      const { id } = await process.desk.create(1, document);
      await process.desk.launch(1, id, "sim");
    });
  }

  async changeCampaign(process: SimulatedProcess): Promise<void> {
    const rows = await this.#courses("campaign");
    const campaign = this.#world.random.pick(rows);
    const action = this.#world.random.pick(["pause", "resume", "stop", "relaunch", "launch"] as const);
    if (action === "launch" && rows.length < CAMPAIGNS_MAX) return this.launch(process);
    await this.#do(process, `${action} ${campaign.key}`, async () => {
      if (action !== "relaunch") return process.desk[action](1, campaign.id, "sim");
      const document = randomCampaign(this.#world.random, campaign.key, await this.#around(campaign), this.#tomorrow());
      await process.desk.save(1, campaign.id, document, null);
      return process.desk.launch(1, campaign.id, "sim", { inside: this.#world.random.pick(["finish", "move", "exit"]) });
    });
  }

  async launchJourney(process: SimulatedProcess): Promise<void> {
    const key = `journey-${(await this.#courses("journey")).length}`;
    const document = randomJourney(this.#world.random, key, await this.#around(null), this.#tomorrow());
    await this.#do(process, `launch ${document.key}`, async () => {
      const { id } = await process.journeys.create(1, document);
      await process.journeys.launch(1, id, "sim");
      this.#world.tally.journeys += 1;
    });
  }

  async changeJourney(process: SimulatedProcess): Promise<void> {
    const rows = await this.#courses("journey");
    const action = this.#world.random.pick(["pause", "resume", "resume", "stop", "relaunch", "relaunch", "launch"] as const);
    if (rows.length === 0 || (action === "launch" && rows.length < JOURNEYS_MAX)) return this.launchJourney(process);
    const journey = this.#world.random.pick(rows);
    await this.#do(process, `${action} ${journey.key}`, async () => {
      if (action !== "relaunch") return process.journeys[action](1, journey.id, "sim");
      const document = randomJourney(this.#world.random, journey.key, await this.#around(journey), this.#tomorrow());
      await process.journeys.save(1, journey.id, document, null);
      const inside = this.#world.random.pick(["finish", "move", "move", "exit"] as const);
      await process.journeys.launch(1, journey.id, "sim", { inside, moves: this.#moves(document) });
      this.#world.tally.journeys += 1;
      return undefined;
    });
  }

  async merge(process: SimulatedProcess): Promise<void> {
    const { rows } = await this.#world.db.query<{ id: string }>("select id from profiles where merged_into is null order by id");
    if (rows.length < 2) return;
    const [survivor, merged] = [this.#world.random.pick(rows).id, this.#world.random.pick(rows).id];
    await this.#do(process, `merge ${merged} into ${survivor}`, async () => {
      await mergeProfiles({ db: process.db, clock: this.#world.clock, resolver: process.ingest.resolver }, 1, survivor, merged, "sim");
      this.#world.tally.merges += 1;
    });
  }

  async takeMergeBack(process: SimulatedProcess): Promise<void> {
    const { rows } = await this.#world.db.query<{ id: string }>("select id from merges where undone_at is null order by id");
    if (rows.length === 0) return;
    const { id } = this.#world.random.pick(rows);
    await this.#do(process, `take merge ${id} back`, async () => {
      await undoMerge({ db: process.db, clock: this.#world.clock, resolver: process.ingest.resolver }, 1, id);
      this.#world.tally.parted += 1;
    });
  }

  /** A new segment, or another version of one that is there. It may name those with smaller numbers. */
  async publishSegment(process: SimulatedProcess, key: string): Promise<void> {
    const others = [...this.#segments.keys()].filter((other) => other < key);
    const document = randomSegment(this.#world.random, key, others);
    await this.#do(process, `publish ${key}`, async () => {
      const id = this.#segments.get(key) ?? (await process.segments.create(1, "live", document, "sim")).id;
      this.#segments.set(key, id);
      await process.segments.save(1, id, document, null);
      await process.segments.publish(1, id, "sim");
      this.#world.tally.segments += 1;
    });
  }

  /** Whatever is held goes on. */
  async resumeEverything(process: SimulatedProcess): Promise<void> {
    for (const { id, kind } of await this.#paused()) {
      await this.#do(process, `resume ${id}`, () => (kind === "journey" ? process.journeys.resume(1, id) : process.desk.resume(1, id)));
    }
  }

  #do(process: SimulatedProcess, what: string, action: () => Promise<unknown>): Promise<void> {
    return this.#world.fleet.do(process, what, action);
  }

  async #courses(kind: "campaign" | "journey"): Promise<Course[]> {
    return (await this.#world.db.query<Course>("select id, key from campaigns where kind = $1 order by key", [kind])).rows;
  }

  async #paused(): Promise<{ readonly id: string; readonly kind: string }[]> {
    const { rows } = await this.#world.db.query<{ id: string; kind: string }>(
      "select id, kind from campaigns where status = 'paused' and kind <> 'message' order by id",
    );
    return rows;
  }

  /** Everything that sends a message, steps of journeys among it, and may be asked about. */
  async #around(own: Course | null): Promise<AroundJourney> {
    const { rows } = await this.#world.db.query<{ id: string }>(
      "select id from campaigns where kind <> 'journey' and id <> $1 and journey_id is distinct from $1 order by id",
      [own?.id ?? NOBODY],
    );
    return {
      campaigns: rows.map(({ id }) => id),
      journeys: (await this.#courses("journey")).map(({ key }) => key).filter((key) => key !== own?.key),
      segments: (await this.#world.db.query<{ key: string }>("select key from segments where newest > 0 order by key")).rows.map(({ key }) => key),
    };
  }

  /** Where people go by a launch who stand at a step; of the others it says nothing. */
  #moves({ steps }: JourneyDocument): { [step: string]: string | null } {
    const named = ["s0", "s2", "s3", "s5"].filter(() => this.#world.random.chance(0.4));
    return Object.fromEntries(named.map((step) => [step, this.#world.random.chance(0.8) ? this.#world.random.pick(steps).id : null]));
  }

  #tomorrow(): string {
    return formatInstant(this.#world.clock.now() + DAY).slice(0, 10);
  }
}
