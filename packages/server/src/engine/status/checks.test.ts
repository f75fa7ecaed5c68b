import { DAY, MINUTE, SECOND } from "@beckon/core";
import { describe, expect, test } from "vitest";
import type { StatusFigures } from "./check.ts";
import { judgeStatus } from "./checks.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const PROCESS = { name: "a", roles: ["api", "worker", "sender", "scheduler"], version: "0.1.0", startedAt: NOW, seenAt: NOW };

const WELL: StatusFigures = {
  now: NOW,
  version: "0.1.0",
  queue: { depth: 3, oldestUnprocessedAt: NOW - SECOND, timersDue: 0, oldestDueTimerAt: null },
  workers: { owned: 256, total: 256, owners: ["a"] },
  processes: [PROCESS],
  sends: [{ state: "sent", count: 1_000 }],
  sendQueue: [{ channel: "email", ready: 2, oldestDueAt: NOW - SECOND }],
  unknownSends: 0,
  openDeadLetters: 0,
  channels: [{ name: "email", kind: "email", ok: true, detail: "fine", checkedAt: NOW }],
  database: { sizeBytes: 1e9, version: "18.4", embedded: true },
  tables: [{ name: "events", bytes: 5e8, aboutRows: 1_000_000 }],
  vacuum: { worst: null, transactionAge: 1_000, oldestTransactionSeconds: 1 },
  skewMs: 3,
  disk: { freeBytes: 80e9, totalBytes: 200e9 },
  backup: { at: NOW - DAY, finishedAt: NOW - DAY, file: "b.tar.gz", bytes: 1e8, rows: 10 },
  firstStartedAt: NOW - 90 * DAY,
  liveRealCampaigns: 2,
  publicUrl: "https://beckon.shop.example",
  mailCarrier: "SMTP",
  secretMatches: true,
};

function notWell(change: Partial<StatusFigures>): { key: string; level: string; advice: string | null }[] {
  return judgeStatus({ ...WELL, ...change })
    .filter((check) => check.level !== "ok")
    .map(({ key, level, advice }) => ({ key, level, advice }));
}

describe("the status", () => {
  test("is silent while all is well", () => {
    expect(notWell({})).toEqual([]);
  });

  test.each<[string, Partial<StatusFigures>, string, "warning" | "error"]>([
    ["events wait two minutes", { queue: { ...WELL.queue, oldestUnprocessedAt: NOW - 2 * MINUTE } }, "queue_late", "warning"],
    ["events wait an hour", { queue: { ...WELL.queue, oldestUnprocessedAt: NOW - 60 * MINUTE } }, "queue_late", "error"],
    ["timers are late", { queue: { ...WELL.queue, timersDue: 1, oldestDueTimerAt: NOW - 2 * MINUTE } }, "timers_late", "warning"],
    ["no worker runs", { workers: { owned: 0, total: 256, owners: [] } }, "no_worker", "error"],
    ["some buckets have none", { workers: { owned: 200, total: 256, owners: ["a"] } }, "buckets_without_worker", "warning"],
    ["nobody sends", { processes: [{ ...PROCESS, roles: ["api", "worker", "scheduler"] }] }, "processes", "error"],
    ["an old version runs beside", { processes: [PROCESS, { ...PROCESS, name: "b", version: "0.0.9" }] }, "processes", "warning"],
    ["letters are open", { openDeadLetters: 1 }, "dead_letters", "warning"],
    ["a channel is down", { channels: [{ ...WELL.channels[0]!, ok: false, detail: "No route." }] }, "channel_down", "error"],
    ["messages wait", { sendQueue: [{ channel: "email", ready: 9, oldestDueAt: NOW - 6 * MINUTE }] }, "sends_late", "warning"],
    [
      "many fail",
      {
        sends: [
          { state: "sent", count: 70 },
          { state: "failed", count: 30 },
        ],
      },
      "sends_failed",
      "error",
    ],
    ["sends are unknown", { unknownSends: 2 }, "unknown_sends", "warning"],
    ["the disk is nearly full", { disk: { freeBytes: 0.5e9, totalBytes: 200e9 } }, "disk_full", "error"],
    ["the disk fills", { disk: { freeBytes: 15e9, totalBytes: 200e9 } }, "disk_full", "warning"],
    ["a transaction stays open", { vacuum: { ...WELL.vacuum, oldestTransactionSeconds: 7_200 } }, "vacuum", "warning"],
    ["vacuum does not keep up", { vacuum: { ...WELL.vacuum, worst: { name: "inbox", dead: 300_000, live: 100 } } }, "vacuum", "warning"],
    ["the clocks differ", { skewMs: -45 * SECOND }, "clock_skew", "error"],
    ["the backup is old", { backup: { ...WELL.backup!, at: NOW - 3 * DAY } }, "backup_old", "warning"],
    ["there is none", { backup: null }, "backup_old", "warning"],
    ["mails lead to this machine", { publicUrl: "http://127.0.0.1:3000" }, "public_url", "error"],
    ["nobody carries the mail", { mailCarrier: null }, "no_mail_carrier", "warning"],
    ["the secret is another", { secretMatches: false }, "other_secret", "error"],
  ])("where %s says so, and what to do", (_, change, key, level) => {
    expect(notWell(change)).toEqual([{ key, level, advice: expect.stringMatching(/\.$/) }]);
  });

  test("counts no failed share of a few, asks no backup of an installation of today, and no provider where only the sample shop is live", () => {
    expect(notWell({ sends: [{ state: "failed", count: 3 }] })).toEqual([]);
    expect(notWell({ backup: null, firstStartedAt: NOW - MINUTE })).toEqual([]);
    expect(notWell({ mailCarrier: null, liveRealCampaigns: 0 })).toEqual([]);
  });
});
