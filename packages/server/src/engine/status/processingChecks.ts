import { MINUTE } from "@beckon/core";
import { counted, levelOver, type StatusCheck, type StatusFigures, spanText, worst } from "./check.ts";

/** Work that has waited this long is late; ten times as long, and people notice. */
const LATE = MINUTE;
const VERY_LATE = 10 * MINUTE;
/** What every installation needs somewhere, each in at least one process. */
const ROLES_NEEDED = ["api", "worker", "sender", "scheduler"] as const;

export function queueCheck({ queue, now }: StatusFigures): StatusCheck {
  const waits = queue.oldestUnprocessedAt === null ? 0 : now - queue.oldestUnprocessedAt;
  const level = levelOver(waits, LATE, VERY_LATE);
  return {
    key: "queue_late",
    area: "processing",
    title: "Events waiting",
    level,
    value: queue.depth === 0 ? "none" : `${queue.depth.toLocaleString("en")}, the oldest for ${spanText(waits)}`,
    limit: "1 minute",
    advice:
      level === "ok"
        ? null
        : `Events wait: the oldest for ${spanText(waits)}. If the number grows, start another process with the role worker; if it stands still, look into the log for errors of the worker.`,
  };
}

export function timersCheck({ queue, now }: StatusFigures): StatusCheck {
  const late = queue.oldestDueTimerAt === null ? 0 : now - queue.oldestDueTimerAt;
  const level = levelOver(late, LATE, VERY_LATE);
  return {
    key: "timers_late",
    area: "processing",
    title: "Timers due",
    level,
    value: queue.timersDue === 0 ? "none" : `${queue.timersDue.toLocaleString("en")}, the oldest by ${spanText(late)}`,
    limit: "1 minute",
    advice:
      level === "ok"
        ? null
        : `Timers are late: the oldest by ${spanText(late)}. Messages after a delay go out late. The workers have more to do than they can: start another one.`,
  };
}

export function bucketsCheck({ workers }: StatusFigures): StatusCheck {
  const free = workers.total - workers.owned;
  return {
    key: workers.owned === 0 ? "no_worker" : "buckets_without_worker",
    area: "processing",
    title: "Buckets with a worker",
    level: workers.owned === 0 ? "error" : levelOver(free, 0, workers.total),
    value: `${workers.owned} of ${workers.total}`,
    limit: "all",
    advice:
      workers.owned === 0
        ? "No worker is running: events are accepted and wait. Start a process with the role worker."
        : free === 0
          ? null
          : `${counted(free, "bucket")} ${free === 1 ? "has" : "have"} no worker. After a process has ended it takes up to 15 seconds until others take over; if it stays so, restart the workers.`,
  };
}

export function processesCheck({ processes, version }: StatusFigures): StatusCheck {
  const missing = ROLES_NEEDED.filter((role) => !processes.some(({ roles }) => roles.includes(role)));
  const others = [...new Set(processes.map((each) => each.version))].filter((each) => each !== version);
  return {
    key: "processes",
    area: "processing",
    title: "Processes",
    level: worst([missing.length > 0 ? "error" : "ok", others.length > 0 ? "warning" : "ok"]),
    value: processes.length === 0 ? "none seen" : `${processes.length}, version ${[...new Set(processes.map((each) => each.version))].join(" and ")}`,
    limit: "each role in one at least",
    advice:
      missing.length > 0
        ? `No process does the work of ${missing.join(", ")}. Start one with BECKON_ROLES=${missing.join(",")}.`
        : others.length > 0
          ? `Processes of version ${others.join(", ")} run beside ${version}. Finish the upgrade by restarting them.`
          : null,
  };
}

export function deadLettersCheck({ openDeadLetters }: StatusFigures): StatusCheck {
  return {
    key: "dead_letters",
    area: "processing",
    title: "Dead letters",
    level: levelOver(openDeadLetters, 0, Number.POSITIVE_INFINITY),
    value: openDeadLetters.toLocaleString("en"),
    limit: "0",
    advice:
      openDeadLetters === 0
        ? null
        : `${counted(openDeadLetters, "event")} could not be taken and can be replayed. Read the reason under Events, Dead letters, mend it at the sender or in the schema, and replay them; or discard those that are of no use.`,
  };
}
