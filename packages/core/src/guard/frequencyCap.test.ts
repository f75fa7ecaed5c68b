import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Campaign, CampaignDocument, FrequencyCap, WorkspaceRules } from "../campaign/campaign.ts";
import type { SentSlot } from "../profile/profile.ts";
import { DAY, HOUR, type Instant } from "../time/instant.ts";
import { startOf } from "../time/zone.ts";
import { capsOf, describeCap, judgeCaps, longestCap } from "./frequencyCap.ts";

const NOW = Date.UTC(2026, 0, 15, 10, 0);

function aSlot(at: Instant, slot: Partial<SentSlot> = {}): SentSlot {
  return { sendId: `s-${at}`, campaignId: "c-1", at, channel: "email", topic: null, tags: [], ...slot };
}

const aDay: FrequencyCap = { max: 2, per: { rolling: "P1D" } };
const freeAt = (caps: FrequencyCap[], slots: SentSlot[], zone = "UTC", now = NOW) => {
  const verdict = judgeCaps(caps, slots, zone, now);
  return verdict.room || verdict.freeAt === null ? verdict : new Date(verdict.freeAt).toISOString().slice(0, 16);
};

describe("a rolling cap", () => {
  test("has room until it is full", () => {
    expect(judgeCaps([aDay], [aSlot(NOW - HOUR)], "UTC", NOW)).toEqual({ room: true });
    expect(judgeCaps([aDay], [aSlot(NOW - HOUR), aSlot(NOW)], "UTC", NOW).room).toBe(false);
  });

  test("has room again when the oldest slot is exactly a period old", () => {
    const slots = [aSlot(NOW - 20 * HOUR), aSlot(NOW - HOUR)];
    expect(freeAt([aDay], slots)).toBe("2026-01-15T14:00");
    expect(judgeCaps([aDay], slots, "UTC", NOW + 4 * HOUR - 1).room).toBe(false);
    expect(judgeCaps([aDay], slots, "UTC", NOW + 4 * HOUR).room).toBe(true);
  });

  test("that was overfilled by messages that override it waits until enough have left", () => {
    expect(
      freeAt(
        [aDay],
        [1, 2, 3, 4].map((hours) => aSlot(NOW - hours * HOUR)),
      ),
    ).toBe("2026-01-16T08:00");
  });
});

describe("a calendar cap", () => {
  test("counts by the person's own calendar and frees at its midnight", () => {
    const lastNightInBerlin = aSlot(Date.UTC(2026, 0, 14, 22, 30));
    const oneADay: FrequencyCap = { max: 1, per: { calendar: "day" } };
    expect(judgeCaps([oneADay], [lastNightInBerlin], "Europe/Berlin", NOW).room).toBe(true);
    expect(freeAt([oneADay], [lastNightInBerlin], "Europe/Berlin", Date.UTC(2026, 0, 14, 22, 45))).toBe("2026-01-14T23:00");
  });

  test("of weeks and months frees on Monday and on the first", () => {
    expect(freeAt([{ max: 1, per: { calendar: "week" } }], [aSlot(NOW)])).toBe("2026-01-19T00:00");
    expect(freeAt([{ max: 1, per: { calendar: "month" } }], [aSlot(NOW)])).toBe("2026-02-01T00:00");
  });
});

test("counts only the channel, topic and tag it names, as they were when the message was sent", () => {
  const promo: FrequencyCap = { max: 1, per: { rolling: "P1D" }, channel: "email", topic: "news", tag: "promo" };
  const fits = { channel: "email", topic: "news", tags: ["promo", "sale"] };
  expect(judgeCaps([promo], [aSlot(NOW, fits)], "UTC", NOW).room).toBe(false);
  for (const other of [{ channel: "sms" }, { topic: null }, { tags: [] }])
    expect(judgeCaps([promo], [aSlot(NOW, { ...fits, ...other })], "UTC", NOW).room).toBe(true);
});

test("of several full caps the last to free counts, and all are named", () => {
  const verdict = judgeCaps([aDay, { max: 1, per: { calendar: "week" } }], [aSlot(NOW - HOUR), aSlot(NOW)], "UTC", NOW);
  expect(verdict).toMatchObject({ room: false, full: [{ cap: aDay }, { cap: { max: 1 } }], freeAt: Date.UTC(2026, 0, 19) });
});

test("puts off only where every full cap says so", () => {
  const over = (...overs: ("skip" | "defer")[]) => {
    const verdict = judgeCaps(
      overs.map((word) => ({ ...aDay, max: 1, over: word })),
      [aSlot(NOW)],
      "UTC",
      NOW,
    );
    return verdict.room ? null : verdict.over;
  };
  expect([over("defer"), over("defer", "defer"), over("defer", "skip")]).toEqual(["defer", "defer", "skip"]);
});

test("a cap of 0 never has room", () => {
  expect(judgeCaps([{ max: 0, per: { rolling: "P1D" } }], [], "UTC", NOW)).toMatchObject({ room: false, freeAt: null });
});

describe("no cap is ever exceeded", () => {
  const cap = fc.record({
    max: fc.integer({ min: 1, max: 4 }),
    per: fc.oneof(
      fc.constantFrom("PT1H", "P1D", "P3D").map((rolling) => ({ rolling })),
      fc.constantFrom("day" as const, "week" as const, "month" as const).map((calendar) => ({ calendar })),
    ),
    tag: fc.option(fc.constantFrom("promo", "news"), { nil: undefined }),
  });
  const message = fc.record({ wait: fc.integer({ min: 0, max: 2 * DAY }), tags: fc.subarray(["promo", "news"]) });

  test("however messages come, those let through keep within every cap, and at freeAt there is room", () => {
    fc.assert(
      fc.property(
        fc.array(cap, { minLength: 1, maxLength: 3 }),
        fc.array(message, { maxLength: 40 }),
        fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
        (caps, messages, zone) => {
          const sent: SentSlot[] = [];
          let now = Date.UTC(2026, 2, 20);
          for (const { wait, tags } of messages) {
            now += wait;
            const applying = caps.filter(({ tag }) => tag === undefined || tags.includes(tag));
            const verdict = judgeCaps(applying, sent, zone, now);
            if (verdict.room) sent.push(aSlot(now, { sendId: String(sent.length), tags }));
            else if (verdict.freeAt !== null) {
              expect(verdict.freeAt).toBeGreaterThan(now);
              const last = verdict.full.filter(({ freeAt }) => freeAt === verdict.freeAt).map(({ cap: full }) => full);
              expect(judgeCaps(last, sent, zone, verdict.freeAt).room).toBe(true);
              expect(judgeCaps(last, sent, zone, verdict.freeAt - 1).room).toBe(false);
            }
          }
          for (const one of caps) for (const slot of sent) expect(countAt(one, sent, zone, slot.at)).toBeLessThanOrEqual(one.max);
        },
      ),
      { numRuns: 500 },
    );
  });

  /** How many messages the cap counts in the period that ends at, or holds, the instant; worked out apart from the code under test. */
  function countAt({ per, tag }: FrequencyCap, sent: readonly SentSlot[], zone: string, at: Instant): number {
    const counted = sent.filter((slot) => tag === undefined || slot.tags.includes(tag));
    if ("calendar" in per) return counted.filter((slot) => startOf(per.calendar, zone, slot.at) === startOf(per.calendar, zone, at)).length;
    const length = { PT1H: HOUR, P1D: DAY, P3D: 3 * DAY }[per.rolling]!;
    return counted.filter((slot) => slot.at > at - length && slot.at <= at).length;
  }
});

describe("capsOf", () => {
  const document = (more: Partial<CampaignDocument>) => ({ message: { channel: "email" }, ...more }) as CampaignDocument;
  const rules = (...frequencyCaps: FrequencyCap[]) => ({ frequencyCaps }) as unknown as WorkspaceRules;

  test("a workspace's cap binds only messages that it counts", () => {
    const promo = { ...aDay, tag: "promo" };
    expect(capsOf(document({ tags: ["promo"] }), rules(aDay, promo))).toEqual([aDay, promo]);
    expect(capsOf(document({}), rules(aDay, promo, { ...aDay, channel: "sms" }))).toEqual([aDay]);
  });

  test("a campaign's own cap binds it always, also where it counts others", () => {
    const afterNews = { max: 1, per: { calendar: "day" }, topic: "news" } as const;
    expect(capsOf(document({ atMost: [afterNews] }), rules())).toEqual([afterNews]);
  });
});

test("slots are kept for the longest period of any cap", () => {
  const workspace = { frequencyCaps: [aDay] } as unknown as WorkspaceRules;
  const campaign = { document: { atMost: [{ max: 9, per: { calendar: "month" } }] } } as unknown as Campaign;
  expect(longestCap({ workspace, campaigns: new Map() })).toBe(DAY);
  expect(longestCap({ workspace, campaigns: new Map([["c-1", campaign]]) })).toBeGreaterThan(31 * DAY);
});

test.each([
  [{ max: 2, per: { calendar: "day" } }, "at most 2 messages per day"],
  [{ max: 1, per: { rolling: "P7D" }, channel: "email", topic: "news", tag: "promo" }, "at most 1 email message on news tagged promo in any 1 week"],
] as const)("says %j as %s", (cap, words) => expect(describeCap(cap)).toBe(words));
