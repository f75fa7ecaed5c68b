import { DAY, type Instant, type JsonObject, type RenderedEmail, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { type Call, identify } from "./call.ts";
import { CLUB, PRODUCTS } from "./catalog.ts";
import { customerCreated, invoiceId, paid, paymentFailed, trialBegan, trialWillEnd } from "./club.ts";
import type { Dice } from "./dice.ts";
import type { Door } from "./door.ts";
import { makePerson, type SamplePerson } from "./people.ts";
import { browse, comeBack, fillCart, readArticle, review } from "./visits.ts";

const TICK_MS = 500;
const VISIT_EVERY_S = [3, 9] as const;
/** Left carts that are remembered, at most. */
const CARTS_KEPT = 500;

interface LiveShopDeps {
  readonly door: Pick<Door, "tell" | "visit">;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly onError: (error: unknown) => void;
}

interface Due {
  readonly at: Instant;
  readonly do: (at: Instant) => Promise<void>;
}

/**
 * The sample shop at human speed: visitors come, look, leave carts or buy, banks refuse payments; and people open their mails,
 * click, and come back. Everything goes through the door; nothing is written directly.
 */
export class LiveShop {
  readonly #deps: LiveShopDeps;
  readonly #people: SamplePerson[];
  readonly #byEmail: Map<string, SamplePerson>;
  readonly #carts = new Map<string, JsonObject>();
  #due: Due[] = [];
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();

  constructor(people: readonly SamplePerson[], deps: LiveShopDeps) {
    this.#deps = deps;
    this.#people = [...people];
    this.#byEmail = new Map(people.map((person) => [person.email, person]));
  }

  get running(): boolean {
    return this.#timer !== null;
  }

  start(): void {
    if (this.#timer) return;
    this.#later(0, (at) => this.#nextVisit(at));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** What is under way is told to its end; visits that have begun are broken off. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#due = [];
    await this.#working;
  }

  /** A mail has reached somebody: perhaps they open it, click in it, and come back. */
  mailed(mail: RenderedEmail): void {
    const person = this.#byEmail.get(mail.to);
    if (!person || !this.#timer) return;
    const { dice, door } = this.#deps;
    const [pixel, link] = [addressIn(mail.html, "o"), addressIn(mail.html, "c")];
    if (!pixel || !dice.chance(0.65)) return;
    const opens = dice.between(10, 100) * SECOND;
    this.#later(opens, () => door.visit(pixel));
    if (!link || !dice.chance(0.5)) return;
    const clicks = opens + dice.between(4, 30) * SECOND;
    this.#later(clicks, async (at) => {
      await door.visit(link);
      this.#play(comeBack(person, dice, this.#carts.get(person.userId) ?? null), at + 3 * SECOND);
    });
  }

  #tick(): void {
    this.#working = this.#working.then(async () => {
      const now = this.#deps.clock.now();
      const ready = this.#due.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      this.#due = this.#due.filter(({ at }) => at > now);
      for (const due of ready) await due.do(now).catch(this.#deps.onError);
    });
  }

  #later(ms: number, what: Due["do"]): void {
    this.#due.push({ at: this.#deps.clock.now() + ms, do: what });
  }

  async #nextVisit(at: Instant): Promise<void> {
    const { dice } = this.#deps;
    this.#later(dice.between(...VISIT_EVERY_S) * SECOND, (next) => this.#nextVisit(next));
    const what = dice.next();
    if (what < 0.06) return this.#newcomer(at);
    const person = dice.pick(this.#people);
    if (what < 0.14) return this.#payment(person, at);
    if (what < 0.24) return this.#play(readArticle(person, dice), at);
    if (what < 0.32) return this.#play(review(person, dice), at);
    // Left carts are what the first campaign is about: they come more often than in the past.
    if (what < 0.55) return this.#play(fillCart(person, dice, dice.some(PRODUCTS, 3), { buys: false }), at);
    this.#play(browse(person, dice), at);
  }

  async #newcomer(at: Instant): Promise<void> {
    const person = makePerson(this.#deps.dice, this.#people.length + 1);
    this.#people.push(person);
    this.#byEmail.set(person.email, person);
    await this.#tell(identify(person, at, { newsletter: true, joined_at: new Date(at).toISOString() }));
    this.#play(browse(person, this.#deps.dice), at + 2 * SECOND);
    if (this.#deps.dice.chance(0.4)) await this.#tell(customerCreated(person, at), trialBegan(person, at));
  }

  async #payment(person: SamplePerson, at: Instant): Promise<void> {
    const { dice } = this.#deps;
    const id = invoiceId(dice);
    const what = dice.next();
    if (what < 0.3) return this.#tell(trialWillEnd(person, at - (CLUB.trialDays - 3) * DAY, at));
    if (what < 0.6) return this.#tell(paid(person, id, at));
    await this.#tell(paymentFailed(person, id, at));
    if (dice.chance(0.6)) this.#later(dice.between(30, 240) * SECOND, (later) => this.#tell(paid(person, id, later)));
  }

  #play(steps: ReturnType<typeof browse>, at: Instant): void {
    let time = at;
    for (const { after, call } of steps) {
      time += after;
      this.#due.push({ at: time, do: (now) => this.#tell(call(now)) });
    }
  }

  async #tell(...calls: Call[]): Promise<void> {
    for (const call of calls) this.#noteCart(call);
    await this.#deps.door.tell(calls);
  }

  #noteCart(call: Call): void {
    if (call.to !== "track") return;
    const { event, userId, properties } = call.item as { event?: string; userId: string; properties?: JsonObject };
    if (event === "Order Completed") this.#carts.delete(userId);
    if (event !== "Cart Updated" || !properties) return;
    if (this.#carts.size >= CARTS_KEPT) this.#carts.clear();
    this.#carts.set(userId, properties);
  }
}

/** The first address of a mail that counts an open (`/o/`) or a click (`/c/`). */
function addressIn(html: string | null, kind: "o" | "c"): string | null {
  const found = html?.match(new RegExp(`(?:src|href)="(https?://[^"/]+/${kind}/[^"]+)"`))?.[1];
  return found?.replaceAll("&amp;", "&") ?? null;
}
