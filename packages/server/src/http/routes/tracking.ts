import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import type { EngagementDesk } from "../../engine/engagement.ts";
import type { LinkSigner } from "../../engine/linkSigner.ts";
import { tongueOfRequest } from "../recipient/manner.ts";
import { sendUnknownLink } from "../recipient/page.ts";
import { visitOf } from "./visits.ts";

export interface TrackingDeps {
  readonly clock: Clock;
  readonly links: LinkSigner;
  readonly engagement: EngagementDesk;
}

/** One transparent dot. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

/**
 * Opens (`/o/:token.gif`) and clicks (`/c/:token`). Whoever follows a link gets where it leads, also when it cannot be
 * counted at the moment; and it leads only where we ourselves sent it.
 */
export function trackingRoutes({ clock, links, engagement }: TrackingDeps): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    app.addHook("onClose", () => engagement.drained());

    app.get("/o/:token", async (request: TokenRequest, reply: FastifyReply) => {
      const copy = links.read("open", request.params.token.replace(/\.gif$/, ""));
      if (copy)
        await engagement.opened(copy, visitOf(request, clock)).catch((error: unknown) => request.log.error({ err: error }, "an open could not be counted"));
      return reply.headers({ "content-type": "image/gif", "cache-control": "no-store, private", "cross-origin-resource-policy": "cross-origin" }).send(PIXEL);
    });

    app.get("/c/:token", async (request: TokenRequest, reply: FastifyReply) => {
      const click = links.readClick(request.params.token);
      if (!click) return sendUnknownLink(reply, tongueOfRequest(request));
      await engagement
        .clicked(click.copy, click.url, visitOf(request, clock))
        .catch((error: unknown) => request.log.error({ err: error }, "a click could not be counted"));
      return reply.headers({ "cache-control": "no-store, private", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" }).redirect(click.url, 302);
    });
  };
}
