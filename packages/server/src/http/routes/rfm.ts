import { type Rfm, type RfmRanking, routes } from "@beckon/contract";
import { formatInstant, RFM_GROUPS, RFM_SCORES, rfmGroupOf } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import type { RfmStatus } from "../../engine/rfmDesk.ts";
import type { RfmRun } from "../../store/rfmRuns.ts";
import type { HttpDeps } from "../deps.ts";
import { serve } from "../serve.ts";

export async function rfmRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { rfmDesk: desk } = deps;
  serve(app, deps, routes.getRfm, async ({ principal }) => present(await desk.status(principal.workspaceId)));
  serve(app, deps, routes.setRfm, async ({ principal, body, audit }) => {
    const { setting } = await desk.status(principal.workspaceId);
    const changed = await desk.set(principal.workspaceId, body, principal.name);
    audit.changed(setting, changed.setting);
    return present(changed);
  });
  serve(app, deps, routes.removeRfm, async ({ principal }) => {
    await desk.remove(principal.workspaceId, principal.name);
    return undefined;
  });
  serve(app, deps, routes.rankPeople, async ({ principal }) => present(await desk.start(principal.workspaceId, principal.name)));
}

function present({ setting, running, ranking, error }: RfmStatus): Rfm {
  return { setting, running, ranking: ranking && presentRanking(ranking), error };
}

const SCORES = Array.from({ length: RFM_SCORES }, (_, place) => place + 1);

/** A ranking with a setting that came to its end has its fields. */
function presentRanking({ setting, asOf, finishedAt, limits, cells }: RfmRun): RfmRanking {
  const known = new Map((cells ?? []).map((cell) => [`${cell.recency} ${cell.frequency}`, cell]));
  const all = SCORES.flatMap((recency) =>
    SCORES.map((frequency) => {
      const { people = 0, value = 0 } = known.get(`${recency} ${frequency}`) ?? {};
      return { recency, frequency, group: rfmGroupOf({ recency, frequency }).key, people, value };
    }),
  );
  const groups = RFM_GROUPS.map(({ key, name, description }) => {
    const own = all.filter(({ group }) => group === key);
    return { key, name, description, people: sumOf(own, "people"), value: sumOf(own, "value") };
  });
  return {
    event: setting?.event ?? "",
    value: setting?.value ?? "",
    asOf: formatInstant(asOf),
    finishedAt: formatInstant(finishedAt ?? asOf),
    people: sumOf(all, "people"),
    groups,
    cells: all,
    limits: limits && { recency: limits.recency.map(formatInstant), frequency: [...limits.frequency], monetary: limits.monetary.map(Number) },
  };
}

function sumOf<K extends string>(rows: readonly { readonly [key in K]: number }[], key: K): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}
