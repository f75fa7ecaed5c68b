import type { FastifyInstance, FastifyRequest } from "fastify";
import { openToAllOrigins } from "./trackCors.ts";

export interface SettingsDocumentDeps {
  /** Where browsers reach us, without a slash at the end: the document tells analytics.js to send there. */
  readonly publicUrl: string;
}

const PATH = "/v1/projects/:writeKey/settings";

/** What analytics.js asks for at its start: where to send, and that there is nothing else to load. */
export async function settingsDocumentRoutes(app: FastifyInstance, deps: SettingsDocumentDeps): Promise<void> {
  await app.register(async (scope) => {
    openToAllOrigins(scope, [PATH], "GET");
    scope.get<{ Params: { writeKey: string } }>(PATH, async (request, reply) => {
      reply.header("cache-control", "public, max-age=300");
      return settingsDocument(request.params.writeKey, addressOf(request, deps.publicUrl));
    });
  });
}

/** Asked under another name than the public one (an address in the local network, a second domain), it answers for that name. */
function addressOf(request: FastifyRequest, publicUrl: string): string {
  const { host, protocol } = request;
  return host === new URL(publicUrl).host || !/^[\w.:[\]-]{1,255}$/.test(host) ? publicUrl : `${protocol}://${host}`;
}

/**
 * Only `Segment.io` stands among the integrations: a second one would make the library fetch Segment's plugins. The write key
 * is not checked here, so that a wrong one shows where events are refused and not as a page without analytics.
 */
function settingsDocument(writeKey: string, publicUrl: string): object {
  const { protocol, host, pathname } = new URL(publicUrl);
  return {
    integrations: {
      "Segment.io": {
        apiKey: writeKey,
        apiHost: `${host}${pathname.replace(/\/$/, "")}/v1`,
        protocol: protocol.slice(0, -1),
        unbundledIntegrations: [],
        addBundledMetadata: true,
      },
    },
    plan: { track: {}, identify: {}, group: {} },
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    remotePlugins: [],
  };
}
