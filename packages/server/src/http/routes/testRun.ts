import { type TestHappening as AskedHappening, routes, type TestRun } from "@beckon/contract";
import { formatInstant, type Instant, type JourneyDocument, parseDuration, parseInstant, type TestHappening } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { documentOf } from "../../engine/courseDesk.ts";
import { readJourneyDocument } from "../../engine/documentCheck.ts";
import { runTest, type ToldRun } from "../../engine/rehearsals/testRun.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { presentPreview } from "../presentPreview.ts";
import { type Call, serve } from "../serve.ts";

const WATCHED_DAYS = 60;

export async function testRunRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  serve(app, deps, routes.testRun, async ({ principal, body }) => {
    const start = body.start === undefined ? deps.clock.now() : (parseInstant(body.start) ?? deps.clock.now());
    const told = await runTest(deps.db, deps.messageDesk, {
      workspaceId: principal.workspaceId,
      document: await documentAsked(deps, principal.workspaceId, body),
      person: body.person,
      start,
      days: body.days ?? WATCHED_DAYS,
      happenings: (body.happenings ?? []).map((happening, place) => happeningOf(happening, `body.happenings[${place}]`, start)),
    });
    return present(told, start);
  });
}

async function documentAsked(
  { journeyDesk }: HttpDeps,
  workspaceId: number,
  { document, journeyId }: Call<typeof routes.testRun>["body"],
): Promise<JourneyDocument> {
  if (document !== undefined) return readJourneyDocument(document);
  if (journeyId === undefined) throw new ApiError("validation_failed", { problem: "Give a `document` or a `journeyId`." }, "body.document");
  return documentOf(await journeyDesk.get(workspaceId, journeyId));
}

/** The schema lets several through together; one happening is one thing. */
function happeningOf({ after, event, properties, attributes, enters, leaves, stage }: AskedHappening, path: string, start: Instant): TestHappening {
  const wait = parseDuration(after);
  if (wait === null)
    throw new ApiError("validation_failed", { problem: `${path}.after is “${after}”; write a length of time as PT2H or P3D.` }, `${path}.after`);
  const at = start + wait;
  const said = [event, enters, leaves, stage].filter((each) => each !== undefined);
  if (said.length !== 1) throw new ApiError("validation_failed", { problem: `${path} needs one of \`event\`, \`enters\`, \`leaves\` and \`stage\`.` }, path);
  if (event !== undefined) return { at, event, properties, attributes };
  if (stage !== undefined) return { at, stage };
  return { at, segment: enters ?? leaves ?? "", member: enters !== undefined };
}

function present({ end, lines, waits, ...run }: ToldRun, start: Instant): TestRun {
  return {
    ...run,
    start: formatInstant(start),
    end: formatInstant(end),
    waits: waits.map((wait) => ({ ...wait, until: instantOrNull(wait.until) })),
    lines: lines.map(({ at, message, ...line }) => ({ ...line, at: formatInstant(at), message: message && presentPreview(message.copy, message.written) })),
  };
}
