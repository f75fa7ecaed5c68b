import type { ProviderKind } from "@beckon/core";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import type { HookAnswer, ProviderHooks } from "../../engine/providerHooks.ts";
import { ApiError } from "../errors.ts";

/** A mail that came back may hold the whole mail; a list of events of SendGrid has some 800 kB. */
const BODY_LIMIT = 10 * 1024 * 1024;

export interface ProviderHookDeps {
  readonly clock: Clock;
  readonly kinds: readonly ProviderKind[];
  readonly hooks: ProviderHooks;
}

/**
 * The doors where providers say what became of our mails. A 2xx only when it is durable; reports of mails that we do not know are acknowledged,
 * or the provider would send them for days. A wrong signature gets a 401 with a sentence.
 */
export function providerHooks({ clock, kinds, hooks }: ProviderHookDeps): FastifyPluginAsync {
  return async (app) => {
    // Signatures are over the bytes: within this plugin nothing parses them.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    for (const kind of kinds) {
      if (!kind.hook) continue;
      const take = async (request: FastifyRequest) =>
        answerOf(await hooks.take(kind, secretOf(request), { headers: headersOf(request), body: bodyOf(request), now: clock.now() }));
      const address = `/webhooks/${kind.hook.path}`;
      for (const url of kind.hook.secretInUrl ? [address, `${address}/:secret`] : [address]) app.post(url, { bodyLimit: BODY_LIMIT }, take);
    }
  };
}

/** At the end of the address, or as the password of Basic authentication, where the provider can do that. */
function secretOf(request: FastifyRequest): string {
  const { secret } = request.params as { secret?: string };
  if (secret) return secret;
  const [, credentials = ""] = /^Basic +(\S+) *$/i.exec(request.headers.authorization ?? "") ?? [];
  return Buffer.from(credentials, "base64").toString("utf8").split(":").slice(1).join(":");
}

function headersOf({ headers }: FastifyRequest): { readonly [name: string]: string | undefined } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
}

function bodyOf({ body }: FastifyRequest): Uint8Array {
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}

function answerOf(answer: HookAnswer) {
  switch (answer.outcome) {
    case "taken":
      return { received: true, taken: answer.taken, unknown: answer.unknown };
    case "confirmed":
      return { received: true, confirmed: true };
    case "not_connected":
      throw new ApiError("source_not_configured", { problem: answer.problem });
    case "refused":
      throw new ApiError("hook_refused", { problem: answer.problem });
    case "malformed":
      throw new ApiError("hook_malformed", { problem: answer.problem });
  }
}
