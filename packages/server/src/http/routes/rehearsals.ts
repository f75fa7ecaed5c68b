import { type JourneyRehearsal, routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { readJourneyDocument } from "../../engine/documentCheck.ts";
import { rehearseJourney } from "../../engine/journeyRehearsal.ts";
import type { HttpDeps } from "../deps.ts";
import { type Call, serve } from "../serve.ts";
import { rulesOf } from "./courses.ts";

const REHEARSED_DAYS = 30;
/** A rehearsal is asked for, and waited for; longer than this somebody wonders whether it comes. */
const REHEARSAL_MS = 8_000;

export async function rehearsalRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.rehearseJourney, (call) => rehearse(deps, call));
}

async function rehearse(deps: HttpDeps, { principal, body, reply }: Call<typeof routes.rehearseJourney>): Promise<JourneyRehearsal> {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const began = performance.now();
  const { from, to, busiest, ...counted } = await rehearseJourney(deps.db, {
    workspaceId: principal.workspaceId,
    document: readJourneyDocument(body.document),
    rules: await rulesOf(deps, principal.workspaceId),
    days: body.days ?? REHEARSED_DAYS,
    now: deps.clock.now(),
    signal: gone.signal,
    outOfTime: () => performance.now() - began > REHEARSAL_MS,
  });
  return {
    ...counted,
    from: formatInstant(from),
    to: formatInstant(to),
    busiest: busiest && { ...busiest, at: formatInstant(busiest.at) },
    steps: counted.steps.map((step) => ({ ...step })),
    daily: [...counted.daily],
  };
}
