import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { type LinkSigner, SAMPLE_TOKEN } from "../../engine/linkSigner.ts";
import type { Db } from "../../store/db.ts";
import { readKept } from "../../store/messageList.ts";
import { readLinkedSend } from "../../store/messages.ts";
import { tongueOfRequest } from "../recipient/manner.ts";
import { escaped, plainManner, sendPage, sendSample, sendUnknownLink } from "../recipient/page.ts";

/**
 * A mail shown on our own domain holds what a customer and an author wrote: it may show pictures, styles and links, and do
 * nothing else. The sandbox gives it an origin of its own, where scripts do not run.
 */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; default-src 'none'; img-src * data:; style-src 'unsafe-inline' https:; font-src https: data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The mail as it left (`/v/:token`), for readers whose program shows it badly. */
export function viewInBrowserRoutes({ db, links }: { readonly db: Db; readonly links: LinkSigner }): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    app.get("/v/:token", async (request: FastifyRequest<{ Params: { token: string } }>, reply: FastifyReply) => {
      if (request.params.token === SAMPLE_TOKEN) return sendSample(reply, tongueOfRequest(request));
      const copy = links.read("view", request.params.token);
      const send = copy && (await readLinkedSend(db, copy.bucket, copy.sendId));
      const content = send && (await readKept(db, send.profileId, send.id));
      if (!send || !content) return sendUnknownLink(reply, tongueOfRequest(request));
      if (content.html === null)
        return sendPage(
          reply,
          { ...plainManner(tongueOfRequest(request)), name: send.workspaceName },
          { title: content.title, body: `<pre>${escaped(content.text)}</pre>` },
        );
      return reply
        .headers({
          "content-type": "text/html; charset=utf-8",
          "content-security-policy": MAIL_POLICY,
          "cache-control": "private, no-store",
          "referrer-policy": "no-referrer",
          "x-content-type-options": "nosniff",
          "x-robots-tag": "noindex",
        })
        .send(content.html);
    });
  };
}
