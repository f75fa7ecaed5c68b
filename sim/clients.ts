import { INTERNAL } from "@beckon/core";
import type { IncomingEvent } from "../packages/server/src/engine/incoming.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import type { TestClock } from "../test/clock.ts";
import type { Fleet } from "./fleet.ts";
import { consentEvent, introduction, type Person, randomEvent, type SentEvent } from "./people.ts";
import type { Random } from "./random.ts";
import type { SimulatedProcess } from "./simulatedProcess.ts";
import type { Tally } from "./tally.ts";

export interface ClientsWorld {
  /** Sees all, and neither dies nor loses its connection. */
  readonly db: Db;
  readonly random: Random;
  readonly clock: TestClock;
  readonly tally: Tally;
  readonly people: readonly Person[];
  readonly timeZone: string;
  readonly fleet: Pick<Fleet, "do">;
}

/** Phones, laptops and mail programs of the shop's people: what they tell a process, again and again until it is accepted. */
export class Clients {
  readonly #world: ClientsWorld;
  readonly #sent: SentEvent[] = [];
  #serial = 0;
  #orders = 0;

  constructor(world: ClientsWorld) {
    this.#world = world;
  }

  /** Everything that was answered with a 2xx, in the order of the answers. */
  accepted(): SentEvent[] {
    return this.#sent.filter((sent) => sent.order !== null).sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  }

  introduceEverybody(process: SimulatedProcess): Promise<void> {
    const { people, timeZone } = this.#world;
    return this.#send(
      process,
      people.map((person) => this.#note(introduction(person, timeZone, `m-${this.#serial++}`))),
    );
  }

  sendSome(process: SimulatedProcess): Promise<void> {
    const count = this.#world.random.int(1, 4);
    return this.#send(
      process,
      Array.from({ length: count }, () => this.#newEvent()),
    );
  }

  /** What a client sends once more: it never got its answer, or it is just that kind of client. */
  repeat(process: SimulatedProcess): Promise<void> {
    const { random } = this.#world;
    const old = this.#sent.length > 0 && random.chance(0.3) ? [random.pick(this.#sent)] : [];
    return this.#send(process, [...this.#open(), ...old]);
  }

  /** Whatever has no answer yet. */
  sendOpen(process: SimulatedProcess): Promise<void> {
    return this.#send(process, this.#open());
  }

  async changeConsent(process: SimulatedProcess): Promise<void> {
    const { random } = this.#world;
    const profileId = await this.#someProfile();
    if (profileId === null) return;
    const state = random.chance(0.7) ? "unsubscribed" : "subscribed";
    await this.#send(process, [this.#note(consentEvent(random, profileId, `c-${this.#serial++}`, state))]);
  }

  async engage(process: SimulatedProcess): Promise<void> {
    const { db, random } = this.#world;
    const { rows } = await db.query<{ id: string; profileId: string; campaignId: string; enrollmentId: string }>(
      `select id, profile_id as "profileId", campaign_id as "campaignId", enrollment_id as "enrollmentId" from sends where state = 'sent' order by id`,
    );
    if (rows.length === 0) return;
    const { id, profileId, ...ids } = random.pick(rows);
    const incoming: IncomingEvent = {
      workspaceId: 1,
      source: "beckon",
      messageId: `e-${this.#serial++}`,
      kind: "internal",
      name: random.pick([INTERNAL.messageOpened, INTERNAL.messageClicked, INTERNAL.messageDelivered]),
      properties: {},
      identifiers: [],
      profileId,
      at: null,
      context: {},
      message: { sendId: id, channel: "email", ...ids },
      ...(random.chance(0.2) ? { flags: ["machine" as const] } : {}),
    };
    await this.#send(process, [this.#note(incoming)]);
  }

  #open(): SentEvent[] {
    return this.#sent.filter((sent) => sent.order === null);
  }

  #newEvent(): SentEvent {
    const { random, people, clock, timeZone, tally } = this.#world;
    tally.events += 1;
    return this.#note(randomEvent(random, people, clock.now(), timeZone, `m-${this.#serial++}`));
  }

  /** Something that a client has to get accepted, however often it must try. */
  #note(incoming: IncomingEvent): SentEvent {
    const sent: SentEvent = { incoming, order: null, eventId: null, profileId: null };
    this.#sent.push(sent);
    return sent;
  }

  async #send(process: SimulatedProcess, events: readonly SentEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#world.fleet.do(process, `accept ${events.map((sent) => sent.incoming.messageId).join(" ")}`, async () => {
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

  async #someProfile(): Promise<string | null> {
    const { rows } = await this.#world.db.query<{ id: string }>("select id from profiles order by id");
    return rows.length === 0 ? null : this.#world.random.pick(rows).id;
  }
}
