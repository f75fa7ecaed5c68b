import { routes, type Status } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { type ChannelHealth, readStatus, type StatusView } from "../../engine/statusReader.ts";
import type { HttpDeps } from "../deps.ts";
import { instantOrNull } from "../instants.ts";
import { serve } from "../serve.ts";

export async function statusRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.getStatus, async ({ principal }) => {
    const view = await readStatus(deps.db, deps.clock, principal.workspaceId, deps.channels);
    return presentStatus(deps, view);
  });
}

function presentStatus({ settings, clock }: HttpDeps, view: StatusView): Status {
  return {
    version: settings.version,
    time: formatInstant(clock.now()),
    startedAt: formatInstant(settings.startedAt),
    problems: [...view.problems],
    queue: { ...view.queue, oldestUnprocessedAt: instantOrNull(view.queue.oldestUnprocessedAt), oldestDueTimerAt: instantOrNull(view.queue.oldestDueTimerAt) },
    workers: { bucketsOwned: view.workers.owned, bucketsTotal: view.workers.total, owners: view.workers.owners },
    sends: [...view.sends],
    unknownSends: view.unknownSends,
    openDeadLetters: view.openDeadLetters,
    channels: view.channels.map(presentChannel),
    database: { ...view.database, embedded: settings.embeddedDatabase },
    counts: view.counts,
    mail: { carrier: settings.mailCarrier, sender: view.sender },
  };
}

function presentChannel(channel: ChannelHealth): Status["channels"][number] {
  return { ...channel, checkedAt: formatInstant(channel.checkedAt) };
}
