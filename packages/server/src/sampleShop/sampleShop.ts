import { HOUR, type RenderedEmail } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { Dice } from "./dice.ts";
import { Door, type DoorSettings } from "./door.ts";
import { LiveShop } from "./liveShop.ts";
import { pastOf, type Told } from "./past.ts";
import { makePeople } from "./people.ts";

export interface SampleShopSettings extends DoorSettings {
  readonly people: number;
  /** The same seed makes the same shop. */
  readonly seed: number;
}

/** So long ago begins what is told after the campaigns went live: it is what they have to do first. */
const RECENTLY = 3 * HOUR;

/** A shop that is made up: its people, their past, and what they do from now on. It knows Beckon by the public API only. */
export class SampleShop {
  readonly #door: Door;
  readonly #live: LiveShop;
  readonly #past: readonly Told[];
  readonly #recent: readonly Told[];

  constructor(settings: SampleShopSettings, clock: Clock, onError: (error: unknown) => void) {
    const dice = new Dice(settings.seed);
    const now = clock.now();
    const people = makePeople(dice, settings.people);
    const told = pastOf(people, dice, now);
    this.#past = told.filter(({ at }) => at < now - RECENTLY);
    this.#recent = told.filter(({ at }) => at >= now - RECENTLY);
    this.#door = new Door(settings, clock);
    this.#live = new LiveShop(people, { door: this.#door, clock, dice, onError });
  }

  get events(): number {
    return this.#past.length + this.#recent.length;
  }

  get running(): boolean {
    return this.#live.running;
  }

  tellPast(progress: (told: number) => void): Promise<void> {
    return this.#door.tell(
      this.#past.map(({ call }) => call),
      progress,
    );
  }

  /** What happened in the last hours, for campaigns that are live by now. */
  tellRecent(): Promise<void> {
    return this.#door.tell(this.#recent.map(({ call }) => call));
  }

  start(): void {
    this.#live.start();
  }

  stop(): Promise<void> {
    return this.#live.stop();
  }

  mailed(mail: RenderedEmail): void {
    this.#live.mailed(mail);
  }
}
