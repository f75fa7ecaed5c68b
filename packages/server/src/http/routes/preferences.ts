import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { type LinkedCopy, type LinkPurpose, type LinkSigner, SAMPLE_TOKEN } from "../../engine/linkSigner.ts";
import type { PreferencesDesk } from "../../engine/preferences.ts";
import { sendPreferencesPage, sendResubscribedPage, sendSample, sendUnknownLink, sendUnsubscribedPage, sendUnsubscribePage } from "./preferencesPage.ts";
import { formIn, readForms, visitOf } from "./visits.ts";

export interface PreferencesDeps {
  readonly clock: Clock;
  readonly links: LinkSigner;
  readonly preferences: PreferencesDesk;
}

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

/** The pages behind "Unsubscribe" (`/u/:token`) and "Preferences" (`/p/:token`), and one-click unsubscribe (RFC 8058). */
export function preferencesRoutes(deps: PreferencesDeps): FastifyPluginAsync {
  const { clock, links, preferences } = deps;
  return async (app: FastifyInstance) => {
    readForms(app);

    app.get("/u/:token", (request: TokenRequest, reply: FastifyReply) =>
      withCopy(deps, "unsubscribe", request, reply, async (copy) => {
        const now = await preferences.read(copy);
        return now ? sendUnsubscribePage(reply, now, links.preferencesPath(copy)) : sendUnknownLink(reply);
      }),
    );

    app.post("/u/:token", (request: TokenRequest, reply: FastifyReply) =>
      withCopy(deps, "unsubscribe", request, reply, async (copy) => {
        const form = formIn(request);
        const choice = form.get("choice")?.[0];
        const visit = visitOf(request, clock);
        const now = await preferences.read(copy);
        if (!now) return sendUnknownLink(reply);
        if (choice === "undo") {
          await preferences.resubscribe(copy, form.get("all")?.[0] === "true", "unsubscribe_page", visit);
          return sendResubscribedPage(reply, now);
        }
        const all = choice === "all" || now.mailTopic === null;
        // Without a choice it is the mail provider who asks, by the button that it shows beside the sender.
        await preferences.unsubscribe(copy, all, choice === undefined ? "one_click" : "unsubscribe_page", visit);
        return sendUnsubscribedPage(reply, now, all, links.preferencesPath(copy));
      }),
    );

    app.get("/p/:token", (request: TokenRequest, reply: FastifyReply) =>
      withCopy(deps, "preferences", request, reply, async (copy) => {
        const now = await preferences.read(copy);
        return now ? sendPreferencesPage(reply, now, false) : sendUnknownLink(reply);
      }),
    );

    app.post("/p/:token", (request: TokenRequest, reply: FastifyReply) =>
      withCopy(deps, "preferences", request, reply, async (copy) => {
        const form = formIn(request);
        const now = await preferences.read(copy);
        if (!now) return sendUnknownLink(reply);
        const wanted = { channel: form.has("channel"), topics: new Set(form.get("topic") ?? []) };
        await preferences.save(copy, wanted, visitOf(request, clock));
        const chosen = { ...now, channelAllowed: wanted.channel, topics: now.topics.map((topic) => ({ ...topic, allowed: wanted.topics.has(topic.key) })) };
        return sendPreferencesPage(reply, chosen, true);
      }),
    );
  };
}

async function withCopy(
  { links }: PreferencesDeps,
  purpose: LinkPurpose,
  request: TokenRequest,
  reply: FastifyReply,
  answer: (copy: LinkedCopy) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  if (request.params.token === SAMPLE_TOKEN) return sendSample(reply);
  const copy = links.read(purpose, request.params.token);
  return copy ? answer(copy) : sendUnknownLink(reply);
}
