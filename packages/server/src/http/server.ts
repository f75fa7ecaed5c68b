import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from "fastify";
import { bearerOf } from "./auth.ts";
import type { HttpDeps } from "./deps.ts";
import { ApiError, answerError, answerErrors } from "./errors.ts";
import { accountRoutes } from "./routes/account.ts";
import { auditRoutes } from "./routes/audit.ts";
import { campaignRoutes } from "./routes/campaigns.ts";
import { computedAttributeRoutes } from "./routes/computedAttributes.ts";
import { contentBlockRoutes } from "./routes/contentBlocks.ts";
import { describeApi, docsRoutes } from "./routes/docs.ts";
import { healthRoutes } from "./routes/health.ts";
import { importRoutes } from "./routes/imports.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { journeyRoutes } from "./routes/journeys.ts";
import { keyRoutes } from "./routes/keys.ts";
import { messageRoutes } from "./routes/messages.ts";
import { measureRequests, metricsRoutes } from "./routes/metrics.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { passwordResetRoutes } from "./routes/passwordResets.ts";
import { peopleListRoutes } from "./routes/peopleList.ts";
import { peopleViewRoutes } from "./routes/peopleViews.ts";
import { personRoutes } from "./routes/person.ts";
import { privacyRoutes } from "./routes/privacy.ts";
import { profileRoutes } from "./routes/profiles.ts";
import { programmeRoutes } from "./routes/programme.ts";
import { rehearsalRoutes } from "./routes/rehearsals.ts";
import { rfmRoutes } from "./routes/rfm.ts";
import { segmentRoutes } from "./routes/segments.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { setupRoutes } from "./routes/setup.ts";
import { stageRoutes } from "./routes/stages.ts";
import { statusRoutes } from "./routes/status.ts";
import { suppressionRoutes } from "./routes/suppressions.ts";
import { taskRoutes } from "./routes/tasks.ts";
import { testRunRoutes } from "./routes/testRun.ts";
import { userRoutes } from "./routes/users.ts";
import { webRoutes } from "./routes/web.ts";
import { workspaceRoutes } from "./routes/workspace.ts";
import { errorSchema } from "./serve.ts";
import { requestValidator } from "./validators.ts";

/** Bytes of a JSON body of the API; a campaign with its mail in ten languages is some 400 KB. */
const BODY_LIMIT = 2 * 1024 * 1024;

/** Requests a minute for one caller, unless the settings say otherwise: a busy web app makes some 200. */
const API_PER_MINUTE = 1_200;

/**
 * The whole web server, not yet listening. Two halves: our own pages and API, behind a strict content policy and a rate limit; and
 * the foreign-facing doors (tracking, webhooks, links in mails), which the world calls as it likes and which bring their own rules.
 */
export async function buildServer(deps: HttpDeps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.log,
    // A line per request costs a third of a single event; figures per route are at /metrics.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: deps.settings.trustProxy,
    genReqId: requestId,
    // A file of 200 MB over a slow line; headers must come within a minute all the same.
    requestTimeout: 300_000,
    // An event's name is a part of a URL, percent-encoded.
    routerOptions: { maxParamLength: 2_000, ignoreTrailingSlash: true },
    forceCloseConnections: "idle",
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply);
    },
  });
  app.setValidatorCompiler(requestValidator());
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.addSchema(errorSchema);
  answerErrors(app);
  takeEmptyBodies(app);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  const requests = measureRequests(app);
  await describeApi(app, deps.settings);
  await app.register(cookie);
  for (const plugin of deps.doors) await app.register(plugin);
  await app.register(async (own) => {
    await protect(own, deps);
    for (const routes of [
      setupRoutes,
      sessionRoutes,
      workspaceRoutes,
      keyRoutes,
      accountRoutes,
      userRoutes,
      passwordResetRoutes,
      auditRoutes,
      profileRoutes,
      peopleListRoutes,
      peopleViewRoutes,
      personRoutes,
      campaignRoutes,
      journeyRoutes,
      rehearsalRoutes,
      testRunRoutes,
      contentBlockRoutes,
      programmeRoutes,
      taskRoutes,
      segmentRoutes,
      stageRoutes,
      rfmRoutes,
      computedAttributeRoutes,
      messageRoutes,
      suppressionRoutes,
      jobRoutes,
      importRoutes,
      privacyRoutes,
      statusRoutes,
      overviewRoutes,
    ])
      await own.register(routes, deps);
    for (const plugin of deps.apiPlugins) await own.register(plugin);
    await own.register(healthRoutes, deps);
    await own.register(metricsRoutes, { ...deps, requests });
    await own.register(docsRoutes, deps);
    await own.register(webRoutes, deps);
  });
  return app;
}

/** Clients that say "JSON" with every request say it of an empty body, too; that is a mistake only where a route wants one. */
function takeEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "" && request.routeOptions.schema?.body === undefined) done(null, undefined);
    else parse(request, body as string, done);
  });
}

/** A given id is kept, so that a request can be followed through a proxy's log; one that could break a log line is not. */
function requestId(request: { readonly headers: { readonly [name: string]: string | string[] | undefined } }): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

async function protect(own: FastifyInstance, deps: HttpDeps): Promise<void> {
  const https = deps.settings.publicUrl.startsWith("https:");
  await own.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The app's component library and the editor write style elements; mails are shown in a sandboxed frame with theirs.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:", "https:", "http:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", "blob:", "data:"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    // Mails in previews show pictures from everywhere.
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "same-origin" },
  });
  await own.register(rateLimit, {
    max: deps.settings.apiPerMinute ?? API_PER_MINUTE,
    timeWindow: "1 minute",
    keyGenerator: (request) => callerOf(deps, request),
    errorResponseBuilder: (_request, context) => new ApiError("rate_limited", { seconds: Math.max(1, Math.ceil(context.ttl / 1_000)) }),
  });
}

/** A good API key has its own allowance wherever it is used; whoever shows none shares that of their address, whatever they make up. */
function callerOf({ keyRing }: HttpDeps, request: FastifyRequest): string {
  const secret = bearerOf(request);
  return secret !== null && keyRing.isKnown(secret) ? secret : request.ip;
}
