import { routes } from "@beckon/contract";
import { formatInstant } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import type { SigningSecret, WebhookDesk } from "../../engine/webhookDesk.ts";
import { instantOrNull } from "../instants.ts";
import { type ServeDeps, serve } from "../serve.ts";

/** The secrets of webhooks. */
export function webhookRoutes(deps: ServeDeps & { readonly webhookDesk: WebhookDesk; readonly allowPrivate: readonly string[] }): FastifyPluginAsync {
  const { webhookDesk, allowPrivate } = deps;
  return async (app) => {
    serve(app, deps, routes.getWebhookSettings, async ({ principal }) => ({
      allowPrivate: [...allowPrivate],
      signing: present(await webhookDesk.signing(principal.workspaceId)).items.map(({ createdAt, expiresAt }) => ({ createdAt, expiresAt })),
    }));
    serve(app, deps, routes.sealWebhookSecret, async ({ body }) => ({ sealed: webhookDesk.seal(body.url, body.value) }));
    serve(app, deps, routes.revealSigningSecrets, async ({ principal }) => present(await webhookDesk.signing(principal.workspaceId)));
    serve(app, deps, routes.rotateSigningSecret, async ({ principal }) => present(await webhookDesk.rotate(principal.workspaceId)));
  };
}

function present(secrets: readonly SigningSecret[]) {
  return { items: secrets.map(({ secret, createdAt, expiresAt }) => ({ secret, createdAt: formatInstant(createdAt), expiresAt: instantOrNull(expiresAt) })) };
}
