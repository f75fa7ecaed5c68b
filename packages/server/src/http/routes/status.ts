import { routes, type Status } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import type { ChannelHealth, StatusCheck } from "../../engine/status/check.ts";
import { readStatus, type StatusView } from "../../engine/statusReader.ts";
import type { HttpDeps } from "../deps.ts";
import { instantOrNull } from "../instants.ts";
import { serve } from "../serve.ts";

export async function statusRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.getStatus, async ({ principal }) => {
    const view = await readStatus(deps.db, deps.clock, principal.workspaceId, deps.channels, deps.settings);
    return presentStatus(deps, view);
  });
}

function presentStatus({ settings, clock }: HttpDeps, { level, checks, figures, counts, sender }: StatusView): Status {
  const { queue, workers, processes, backup } = figures;
  return {
    version: settings.version,
    time: formatInstant(clock.now()),
    startedAt: formatInstant(settings.startedAt),
    level,
    checks: [...checks],
    problems: problemsOf(checks),
    queue: { ...queue, oldestUnprocessedAt: instantOrNull(queue.oldestUnprocessedAt), oldestDueTimerAt: instantOrNull(queue.oldestDueTimerAt) },
    workers: { bucketsOwned: workers.owned, bucketsTotal: workers.total, owners: workers.owners },
    processes: processes.map((each) => ({
      name: each.name,
      roles: [...each.roles],
      version: each.version,
      startedAt: formatInstant(each.startedAt),
      seenAt: formatInstant(each.seenAt),
    })),
    sends: [...figures.sends],
    unknownSends: figures.unknownSends,
    openDeadLetters: figures.openDeadLetters,
    channels: figures.channels.map(presentChannel),
    database: { ...figures.database, tables: figures.tables.map(({ name, bytes, aboutRows }) => ({ name, bytes, rows: aboutRows })) },
    backup: backup && { at: formatInstant(backup.at), file: backup.file, bytes: backup.bytes, rows: backup.rows },
    counts,
    mail: { carrier: settings.mailCarrier, sender: sender ?? settings.mailFrom },
  };
}

/** The worst first. */
function problemsOf(checks: readonly StatusCheck[]): Status["problems"] {
  return (["error", "warning"] as const).flatMap((severity) =>
    checks
      .filter((check) => check.level === severity)
      .map(({ key, advice, title, value }) => ({ severity, code: key, sentence: advice ?? `${title}: ${value}.` })),
  );
}

function presentChannel(channel: ChannelHealth): Status["channels"][number] {
  return { ...channel, checkedAt: formatInstant(channel.checkedAt) };
}
