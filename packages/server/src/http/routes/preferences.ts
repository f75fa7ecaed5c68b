import { DAY } from "@beckon/core";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { type LinkedCopy, type LinkPurpose, type LinkSigner, SAMPLE_TOKEN } from "../../engine/linkSigner.ts";
import type { Preferences, PreferencesDesk, WantedPreferences } from "../../engine/preferences.ts";
import { sendConfirmedPage, sendConfirmPage } from "../recipient/confirmPages.ts";
import { mannerOf, tongueOfRequest } from "../recipient/manner.ts";
import { type Manner, sendSample, sendUnknownLink } from "../recipient/page.ts";
import {
  PAUSES,
  SHORT_PAUSE,
  sendPausedPage,
  sendPreferencesPage,
  sendResubscribedPage,
  sendUnsubscribedPage,
  sendUnsubscribePage,
} from "../recipient/preferencesPages.ts";
import { type Form, formIn, readForms, visitOf } from "./visits.ts";

export interface PreferencesDeps {
  readonly clock: Clock;
  readonly links: LinkSigner;
  readonly preferences: PreferencesDesk;
}

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

/**
 * The pages behind the links of our mails: "Unsubscribe" (`/u/:token`) with one-click unsubscribe (RFC 8058), "Preferences"
 * (`/p/:token`), and the confirmation of a subscription (`/k/:token`). A GET changes nothing: filters follow links too.
 */
export function preferencesRoutes(deps: PreferencesDeps): FastifyPluginAsync {
  const { clock, links, preferences } = deps;
  const known = (purpose: LinkPurpose, answer: (known: Known) => Promise<FastifyReply>) => (request: TokenRequest, reply: FastifyReply) =>
    withPreferences(deps, purpose, request, reply, answer);
  return async (app: FastifyInstance) => {
    readForms(app);

    app.get(
      "/u/:token",
      known("unsubscribe", async ({ copy, now, manner, reply }) => sendUnsubscribePage(reply, manner, now, links.preferencesPath(copy))),
    );

    app.post(
      "/u/:token",
      known("unsubscribe", async ({ copy, now, manner, request, reply }) => {
        const form = formIn(request);
        const choice = form.get("choice")?.[0];
        const visit = visitOf(request, clock);
        if (choice === "undo") {
          await preferences.resubscribe(copy, form.get("all")?.[0] === "true", "unsubscribe_page", visit);
          return sendResubscribedPage(reply, manner);
        }
        if (choice === "pause") {
          const until = await preferences.pause(copy, SHORT_PAUSE, "unsubscribe_page", visit);
          return until === null ? sendUnknownLink(reply, manner.tongue) : sendPausedPage(reply, manner, until, links.preferencesPath(copy));
        }
        const all = choice === "all" || now.mailTopic === null;
        // Without a choice it is the mail provider who asks, by the button that it shows beside the sender.
        await preferences.unsubscribe(copy, all, choice === undefined ? "one_click" : "unsubscribe_page", visit);
        return sendUnsubscribedPage(reply, manner, now, all, links.preferencesPath(copy));
      }),
    );

    app.get(
      "/p/:token",
      known("preferences", async ({ now, manner, reply }) => sendPreferencesPage(reply, manner, now, false)),
    );

    app.post(
      "/p/:token",
      known("preferences", async ({ copy, now, request, reply }) => {
        const wanted = wantedOf(formIn(request), now);
        await preferences.save(copy, wanted, visitOf(request, clock));
        const shown = { ...now, ...afterSaving(now, wanted, clock) };
        return sendPreferencesPage(reply, mannerOf(request, now.workspace, shown.locale), shown, true);
      }),
    );

    app.get("/k/:token", (request: TokenRequest, reply: FastifyReply) =>
      withCopy(deps, "confirm", request, reply, async (copy) => {
        const asked = await preferences.readConfirmation(copy);
        if (asked === null || asked.state === "gone") return sendUnknownLink(reply, tongueOfRequest(request));
        const manner = mannerOf(request, asked.workspace, asked.locale);
        return asked.state === "done" ? sendConfirmedPage(reply, manner) : sendConfirmPage(reply, manner, asked.topic);
      }),
    );

    app.post("/k/:token", (request: TokenRequest, reply: FastifyReply) =>
      withCopy(deps, "confirm", request, reply, async (copy) => {
        const asked = await preferences.readConfirmation(copy);
        if (asked === null || asked.state === "gone") return sendUnknownLink(reply, tongueOfRequest(request));
        if (asked.state === "waiting") await preferences.confirm(copy, asked, visitOf(request, clock));
        return sendConfirmedPage(reply, mannerOf(request, asked.workspace, asked.locale));
      }),
    );
  };
}

/** A visit by a link whose mail is known. */
interface Known {
  readonly copy: LinkedCopy;
  readonly now: Preferences;
  readonly manner: Manner;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function withPreferences(
  deps: PreferencesDeps,
  purpose: LinkPurpose,
  request: TokenRequest,
  reply: FastifyReply,
  answer: (known: Known) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return withCopy(deps, purpose, request, reply, async (copy) => {
    const now = await deps.preferences.read(copy);
    if (!now) return sendUnknownLink(reply, tongueOfRequest(request));
    return answer({ copy, now, manner: mannerOf(request, now.workspace, now.locale), request, reply });
  });
}

async function withCopy(
  { links }: PreferencesDeps,
  purpose: LinkPurpose,
  request: TokenRequest,
  reply: FastifyReply,
  answer: (copy: LinkedCopy) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  if (request.params.token === SAMPLE_TOKEN) return sendSample(reply, tongueOfRequest(request));
  const copy = links.read(purpose, request.params.token);
  return copy ? answer(copy) : sendUnknownLink(reply, tongueOfRequest(request));
}

/** What the form says; what it says of things that we do not offer is passed over. */
function wantedOf(form: Form, { workspace }: Preferences): WantedPreferences {
  const days = Number(form.get("pause")?.[0] ?? "keep");
  const language = form.get("language")?.[0];
  return {
    channels: new Set(form.get("channel") ?? []),
    topics: new Set(form.get("topic") ?? []),
    pauseDays: [0, ...PAUSES].includes(days) ? days : null,
    locale: language !== undefined && workspace.settings.languages.includes(language) ? language : null,
  };
}

/** The page after saving shows what was said, before the engine has taken it. */
function afterSaving(now: Preferences, wanted: WantedPreferences, clock: Clock): Pick<Preferences, "channels" | "topics" | "pausedUntil" | "locale"> {
  const { pauseDays } = wanted;
  return {
    channels: now.channels.map(({ key }) => ({ key, allowed: wanted.channels.has(key) })),
    topics: now.topics.map(({ topic, state }) => ({ topic, state: wanted.topics.has(topic.key) ? "allowed" : state === "pending" ? "pending" : "left" })),
    pausedUntil: pauseDays === null ? now.pausedUntil : pauseDays === 0 ? null : clock.now() + pauseDays * DAY,
    locale: wanted.locale ?? now.locale,
  };
}
