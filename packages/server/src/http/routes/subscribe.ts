import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { SubscribeDesk } from "../../engine/subscribe.ts";
import { languageLinks, mannerOf, tongueOfRequest } from "../recipient/manner.ts";
import { plainManner, sendPage, sendUnknownLink } from "../recipient/page.ts";
import { sendCheckMailPage, sendSubscribePage, TRAP } from "../recipient/subscribePages.ts";
import { formIn, readForms, visitOf } from "./visits.ts";

/** More than a few people behind one address type in a minute. */
const PER_MINUTE = 20;

class TooMany extends Error {}

/**
 * The page where anybody may subscribe (`/subscribe`), where the workspace opens it. It offers topics with double opt-in only:
 * anybody can type anybody's address, so nothing but the mail to confirm may come of it.
 */
export function subscribeRoutes(deps: { readonly clock: Clock; readonly desk: SubscribeDesk }): FastifyPluginAsync {
  const { clock, desk } = deps;
  return async (app: FastifyInstance) => {
    readForms(app);
    await app.register(rateLimit, { max: PER_MINUTE, timeWindow: "1 minute", errorResponseBuilder: () => new TooMany() });
    app.setErrorHandler((error, request, reply) => {
      if (!(error instanceof TooMany)) throw error;
      const tongue = tongueOfRequest(request);
      return sendPage(reply, plainManner(tongue), { status: 429, title: tongue.words.tooMany, body: `<p>${tongue.words.tooManyHelp}</p>` });
    });

    app.get("/subscribe", async (request: FastifyRequest<{ Querystring: { topic?: unknown } }>, reply: FastifyReply) => {
      const offer = await desk.read();
      if (!offer) return sendUnknownLink(reply, tongueOfRequest(request));
      const manner = mannerOf(request, offer.workspace, null);
      const [only] = offer.topics.length === 1 ? offer.topics : [];
      const topics = new Set([String(request.query.topic ?? only?.key ?? "")]);
      return sendSubscribePage(reply, manner, offer.topics, { email: "", topics, wrong: {} }, languageLinks(offer.workspace, manner.tongue));
    });

    app.post("/subscribe", async (request, reply: FastifyReply) => {
      const offer = await desk.read();
      if (!offer) return sendUnknownLink(reply, tongueOfRequest(request));
      const manner = mannerOf(request, offer.workspace, null);
      const form = formIn(request);
      const email = form.get("email")?.[0]?.trim() ?? "";
      const topics = new Set((form.get("topic") ?? []).filter((key) => offer.topics.some((topic) => topic.key === key)));
      const wrong = SubscribeDesk.wrongIn(email, topics);
      if (wrong.email || wrong.topics) return sendSubscribePage(reply, manner, offer.topics, { email, topics, wrong }, "");
      const isProgram = (form.get(TRAP)?.[0] ?? "") !== "";
      if (!isProgram) await desk.request(offer, { email, topics, locale: manner.tongue.tag }, visitOf(request, clock));
      return sendCheckMailPage(reply, manner, email);
    });
  };
}
