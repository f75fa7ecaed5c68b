import { routes } from "@beckon/contract";
import { CLAUSE_WORDS, DEFAULT_PRIORITY } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { readProgramme } from "../../engine/programmeReader.ts";
import type { HttpDeps } from "../deps.ts";
import { serve } from "../serve.ts";

/** All campaigns and journeys together. */
export async function programmeRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.getProgramme, async ({ principal }) => {
    const { timeZone, days, courses, groups, clashes, complete } = await readProgramme(deps.db, principal.workspaceId, deps.clock.now());
    return {
      timeZone,
      days: [...days],
      courses: courses.map(({ id, kind, status, document, due }) => ({
        id,
        kind,
        name: document.name,
        status,
        priority: document.priority ?? DEFAULT_PRIORITY,
        transactional: document.purpose === "transactional",
        when: CLAUSE_WORDS.when(document) ?? "",
        due: [...due],
      })),
      groups: groups.map(({ sentence, courses: ids }) => ({ sentence, courses: [...ids] })),
      clashes: clashes.map((clash) => ({ ...clash, courses: [...clash.courses] })),
      complete,
    };
  });
}
