import { deflateSync } from "node:zlib";
import { bucketOf, DAY, deriveId, formatInstant, HOUR, type Instant, MINUTE } from "@beckon/core";
import type { Pool } from "../../packages/server/src/store/pool.ts";
import { Random } from "../../sim/random.ts";
import { aReadyMail } from "../send.ts";
import { SHOP_MAIL } from "../shopMail.ts";
import { EVENT_COLUMNS, personOf } from "./events.ts";
import type { People } from "./people.ts";
import type { Range } from "./range.ts";
import { type Cell, TableWriter } from "./tableWriter.ts";

/** Most passages go through a few campaigns: the first takes a third. */
const HOT_SHARE = 0.3;
/** Bodies are kept as long as a shop would set. */
const BODIES_KEPT_MS = 90 * DAY;

type Ending = "sent" | "skipped" | "exception" | "failed" | "holdout" | "waiting";

/** One person's way through one campaign. */
interface Passage {
  readonly index: number;
  readonly person: number;
  readonly profileId: string;
  readonly campaignId: string;
  readonly at: Instant;
  readonly ending: Ending;
}

/** Fills `enrollments`, `sends`, `messages`, `decisions` and the events that tell of deliveries. */
export class Mailings {
  readonly #people: People;
  readonly #range: Range;
  readonly #campaignIds: readonly string[];
  readonly #random = new Random(13);

  constructor(people: People, range: Range, campaignIds: readonly string[]) {
    this.#people = people;
    this.#range = range;
    this.#campaignIds = campaignIds;
  }

  async fill(pool: Pool, count: number, onRows: (rows: number) => void): Promise<void> {
    const tables = {
      enrollments: await TableWriter.open(pool, "enrollments", [
        "bucket",
        "id",
        "workspace_id",
        "profile_id",
        "campaign_id",
        "version",
        "key",
        "status",
        "live",
        "entered_at",
        "due_at",
        "end_reason",
        "converted_at",
        "body",
      ]),
      sends: await TableWriter.open(pool, "sends", [
        "bucket",
        "id",
        "workspace_id",
        "key",
        "profile_id",
        "campaign_id",
        "version",
        "enrollment_id",
        "channel",
        "address",
        "lane",
        "priority",
        "topic",
        "tags",
        "holdout",
        "state",
        "reason",
        "attempts",
        "next_attempt_at",
        "claimed_at",
        "created_at",
        "sent_at",
        "delivered_at",
        "opened_at",
        "clicked_at",
        "bounced_at",
        "provider_id",
      ]),
      messages: await TableWriter.open(pool, "messages", ["bucket", "send_id", "subject", "sender", "html", "text", "headers", "rendered_at"]),
      decisions: await TableWriter.open(pool, "decisions", [
        "bucket",
        "id",
        "workspace_id",
        "profile_id",
        "campaign_id",
        "version",
        "enrollment_id",
        "event_id",
        "at",
        "outcome",
        "reason",
        "facts",
      ]),
      events: await TableWriter.open(pool, "events", EVENT_COLUMNS),
      timers: await TableWriter.open(pool, "timers", ["bucket", "at", "profile_id", "kind", "subject", "workspace_id", "payload"]),
    };
    const ready = await aReadyMail(SHOP_MAIL);
    const body = { html: bytea(ready.html ?? ""), text: bytea(ready.text) };
    for (let index = 0; index < count; index += 1) {
      await this.#write(tables, this.#passage(index, count), body);
      onRows(1);
    }
    for (const table of Object.values(tables)) await table.end();
  }

  #passage(index: number, count: number): Passage {
    const random = this.#random;
    const at = this.#range.instantOf(index, count);
    const person = personOf(this.#people, random, at);
    const hot = random.next() < HOT_SHARE;
    const campaignId = (hot ? this.#campaignIds[0] : random.pick(this.#campaignIds)) as string;
    const isYoung = this.#range.end - at < DAY;
    const ending = random.weighted({ sent: 68, skipped: 10, exception: 12, failed: 1, holdout: 5, waiting: isYoung ? 40 : 0 });
    return { index, person, profileId: this.#people.ids[person] as string, campaignId, at, ending };
  }

  async #write(tables: { readonly [table: string]: TableWriter }, passage: Passage, body: { readonly html: string; readonly text: string }): Promise<void> {
    const { index, profileId, campaignId, at, ending } = passage;
    const bucket = bucketOf(profileId);
    const id = deriveId(at, "passage", String(index));
    const sendId = deriveId(at + HOUR, "send", String(index));
    const sentAt = at + HOUR;
    const hasSend = ending === "sent" || ending === "failed" || ending === "holdout";
    const converted = ending === "sent" && this.#random.next() < 0.05 ? sentAt + DAY : null;
    const reason = ENDED[ending](this.#random);
    await tables.enrollments?.add([
      bucket,
      id,
      1,
      profileId,
      campaignId,
      1,
      null,
      ending === "waiting" ? "waiting" : "ended",
      ending === "waiting",
      stamp(at),
      ending === "waiting" ? stamp(at + 3 * DAY) : null,
      reason,
      converted === null ? null : stamp(converted),
      this.#passageBody(passage, id, hasSend ? sendId : null, reason, converted),
    ]);
    if (ending === "waiting") await tables.timers?.add([bucket, stamp(at + 3 * DAY), profileId, "enrollment", id, 1, "{}"]);
    const line = (outcome: string, when: Instant, why: string | null, enrollmentId: string | null): Cell[] => [
      bucket,
      deriveId(when, "decision", outcome, String(index)),
      1,
      profileId,
      campaignId,
      1,
      enrollmentId,
      id,
      stamp(when),
      outcome,
      why,
      '{"event":"Cart Updated","by":"the campaign"}',
    ];
    if (this.#random.next() < 0.8)
      await tables.decisions?.add(line("not_entered", at - MINUTE, this.#random.pick(["audience_not_met", "reentry", "trigger_not_met"]), null));
    await tables.decisions?.add(line("entered", at, null, id));
    if (ending !== "waiting") await tables.decisions?.add(line(DECIDED[ending], sentAt, reason, id));
    if (hasSend) await this.#writeSend(tables, passage, { bucket, id, sendId, sentAt, body });
  }

  async #writeSend(
    tables: { readonly [table: string]: TableWriter },
    { index, person, profileId, campaignId, ending }: Passage,
    {
      bucket,
      id,
      sendId,
      sentAt,
      body,
    }: { bucket: number; id: string; sendId: string; sentAt: Instant; body: { readonly html: string; readonly text: string } },
  ): Promise<void> {
    const isSent = ending === "sent";
    const opened = isSent && this.#random.next() < 0.4 ? stamp(sentAt + 2 * HOUR) : null;
    const clicked = opened !== null && this.#random.next() < 0.2 ? stamp(sentAt + 2 * HOUR + MINUTE) : null;
    const address = this.#people.emailOf(person);
    await tables.sends?.add([
      bucket,
      sendId,
      1,
      `${campaignId}:${id}:email`,
      profileId,
      campaignId,
      1,
      id,
      "email",
      address,
      1,
      50,
      "marketing",
      "{promo}",
      ending === "holdout",
      STATE[ending] ?? "sent",
      ending === "failed" ? "failed" : null,
      1,
      stamp(sentAt),
      stamp(sentAt),
      stamp(sentAt),
      isSent ? stamp(sentAt) : null,
      null,
      opened,
      clicked,
      null,
      isSent ? `<${sendId}@mail.example>` : null,
    ]);
    if (this.#range.end - sentAt < BODIES_KEPT_MS)
      await tables.messages?.add([
        bucket,
        sendId,
        `Your cart of € ${index % 160} is waiting`,
        "Shop <hello@shop.example>",
        body.html,
        body.text,
        "{}",
        stamp(sentAt),
      ]);
    const about = `{"message":{"sendId":"${sendId}","campaignId":"${campaignId}","enrollmentId":"${id}","channel":"email"}}`;
    const tell = (name: string, when: string) =>
      tables.events?.add([
        bucket,
        deriveId(sentAt, name, String(index)),
        1,
        profileId,
        when,
        when,
        name,
        "internal",
        "{}",
        "{}",
        about,
        "beckon",
        `${sendId}:${name}`,
      ]);
    if (isSent) await tell("Message Sent", stamp(sentAt));
    if (opened !== null) await tell("Message Opened", opened);
  }

  #passageBody(passage: Passage, id: string, sendId: string | null, endReason: string | null, convertedAt: Instant | null): string {
    const { profileId, campaignId, at, ending, person } = passage;
    const isWaiting = ending === "waiting";
    return JSON.stringify({
      id,
      profileId,
      campaignId,
      version: 1,
      key: null,
      status: isWaiting ? "waiting" : "ended",
      enteredAt: at,
      entry: { eventId: id, name: "Cart Updated", at, properties: { total: 120 + (person % 40), cart_id: `c-${person}` } },
      waitingSince: at,
      dueAt: isWaiting ? at + 3 * DAY : null,
      delayEndedAt: isWaiting ? null : at + HOUR,
      hold: null,
      sendId,
      address: sendId === null ? null : this.#people.emailOf(person),
      endReason,
      endedAt: isWaiting ? null : at + HOUR,
      sentAt: ending === "sent" ? at + HOUR : null,
      calledBack: null,
      holdout: ending === "holdout",
      deliveredAt: null,
      openedAt: null,
      clickedAt: null,
      goalUntil: null,
      convertedAt,
      revenue: convertedAt === null ? null : { amount: 4_990, currency: "EUR" },
    });
  }
}

const ENDED: { readonly [ending in Ending]: (random: Random) => string | null } = {
  sent: () => "sent",
  skipped: (random) => random.pick(["frequency_cap", "no_consent", "suppressed", "no_address", "quiet_hours"]),
  exception: () => "exception",
  failed: () => "failed",
  holdout: () => "holdout",
  waiting: () => null,
};
const DECIDED: { readonly [ending in Exclude<Ending, "waiting">]: string } = {
  sent: "sent",
  skipped: "skipped",
  exception: "exited",
  failed: "failed",
  holdout: "would_have_been_sent",
};
const STATE: { readonly [ending: string]: string } = { failed: "failed", holdout: "would_have_been_sent" };

function stamp(at: Instant): string {
  return formatInstant(at);
}

/** As COPY reads bytes. */
function bytea(text: string): string {
  return `\\x${deflateSync(text).toString("hex")}`;
}
