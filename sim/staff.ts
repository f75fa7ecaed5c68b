import { DAY, formatInstant } from "@beckon/core";
import { mergeProfiles, undoMerge } from "../packages/server/src/engine/profileMerge.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import type { TestClock } from "../test/clock.ts";
import { randomCampaign } from "./campaigns.ts";
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
  readonly do: (process: SimulatedProcess, what: string, action: () => Promise<unknown>) => Promise<void>;
}

/** The marketer and the support agent of the shop: what is done by hand in the app, at the desks of a process. */
export class Staff {
  readonly #world: StaffWorld;
  readonly #campaigns: string[] = [];
  /** Ids by key. */
  readonly #segments = new Map<string, string>();

  constructor(world: StaffWorld) {
    this.#world = world;
  }

  async launch(process: SimulatedProcess): Promise<void> {
    const document = randomCampaign(
      this.#world.random,
      `campaign-${this.#campaigns.length}`,
      this.#campaigns,
      formatInstant(this.#world.clock.now() + DAY).slice(0, 10),
    );
    await this.#world.do(process, `launch ${document.key}`, async () => {
      const { id } = await process.desk.create(1, document);
      this.#campaigns.push(id);
      await process.desk.launch(1, id, "sim");
    });
  }

  async changeCampaign(process: SimulatedProcess): Promise<void> {
    const { rows } = await this.#world.db.query<{ id: string; key: string }>("select id, key from campaigns order by key");
    const campaign = this.#world.random.pick(rows);
    const action = this.#world.random.pick(["pause", "resume", "stop", "relaunch", "launch"]);
    if (action === "launch" && rows.length < 6) return this.launch(process);
    await this.#world.do(process, `${action} ${campaign.key}`, async () => {
      if (action !== "relaunch") return process.desk[action as "pause" | "resume" | "stop" | "launch"](1, campaign.id, "sim");
      const draft = randomCampaign(
        this.#world.random,
        campaign.key,
        this.#campaigns.filter((id) => id !== campaign.id),
        formatInstant(this.#world.clock.now() + DAY).slice(0, 10),
      );
      await process.desk.save(1, campaign.id, draft, null);
      return process.desk.launch(1, campaign.id, "sim", { inside: this.#world.random.pick(["finish", "move", "exit"]) });
    });
  }

  async merge(process: SimulatedProcess): Promise<void> {
    const { rows } = await this.#world.db.query<{ id: string }>("select id from profiles where merged_into is null order by id");
    if (rows.length < 2) return;
    const [survivor, merged] = [this.#world.random.pick(rows).id, this.#world.random.pick(rows).id];
    await this.#world.do(process, `merge ${merged} into ${survivor}`, async () => {
      await mergeProfiles({ db: process.db, clock: this.#world.clock, resolver: process.ingest.resolver }, 1, survivor, merged, "sim");
      this.#world.tally.merges += 1;
    });
  }

  async takeMergeBack(process: SimulatedProcess): Promise<void> {
    const { rows } = await this.#world.db.query<{ id: string }>("select id from merges where undone_at is null order by id");
    if (rows.length === 0) return;
    const { id } = this.#world.random.pick(rows);
    await this.#world.do(process, `take merge ${id} back`, async () => {
      await undoMerge({ db: process.db, clock: this.#world.clock, resolver: process.ingest.resolver }, 1, id);
      this.#world.tally.parted += 1;
    });
  }

  /** A new segment, or another version of one that is there. It may name those with smaller numbers. */
  async publishSegment(process: SimulatedProcess, key: string): Promise<void> {
    const others = [...this.#segments.keys()].filter((other) => other < key);
    const document = randomSegment(this.#world.random, key, others);
    await this.#world.do(process, `publish ${key}`, async () => {
      const id = this.#segments.get(key) ?? (await process.segments.create(1, "live", document, "sim")).id;
      this.#segments.set(key, id);
      await process.segments.save(1, id, document, null);
      await process.segments.publish(1, id, "sim");
      this.#world.tally.segments += 1;
    });
  }
}
