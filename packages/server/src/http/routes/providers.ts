import { type Provider, type ProviderField, type ProviderHookState, routes } from "@beckon/contract";
import { type ProviderField as Field, formatInstant, isSecret } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import type { DeliveryRateReader } from "../../engine/deliveryRates.ts";
import type { ProviderDesk, ProviderView } from "../../engine/providerDesk.ts";
import { checkSendingDomain, type Dns } from "../../engine/sendingDomain.ts";
import type { Principal } from "../auth.ts";
import { instantOrNull } from "../instants.ts";
import { type ServeDeps, serve } from "../serve.ts";

export interface ProviderRouteDeps extends ServeDeps {
  readonly providerDesk: ProviderDesk;
  readonly deliveryRates: DeliveryRateReader;
  readonly dns: Dns;
}

export function providerRoutes(deps: ProviderRouteDeps): FastifyPluginAsync {
  const { providerDesk: desk, deliveryRates } = deps;
  const present = async (principal: Principal, kind: string) => presentProvider(desk, principal, await desk.read(principal.workspaceId, kind));
  return async (app) => {
    serve(app, deps, routes.listProviders, async ({ principal }) => ({
      items: (await desk.list(principal.workspaceId)).map((view) => presentProvider(desk, principal, view)),
      rates: await deliveryRates.read(principal.workspaceId),
    }));
    serve(app, deps, routes.checkSendingDomain, async ({ principal, params }) => {
      const active = (await desk.list(principal.workspaceId)).find((view) => view.active) ?? null;
      return { items: await checkSendingDomain(deps.dns, params.domain.toLowerCase(), active), provider: active?.kind.name ?? null };
    });
    serve(app, deps, routes.connectProvider, async ({ principal, params, body }) => {
      await desk.save(principal.workspaceId, params.kind, body.settings, principal.name);
      return present(principal, params.kind);
    });
    serve(app, deps, routes.disconnectProvider, async ({ principal, params }) => {
      await desk.disconnect(principal.workspaceId, params.kind);
      return undefined;
    });
    serve(app, deps, routes.checkProvider, ({ principal, params, body }) => desk.check(principal.workspaceId, params.kind, body.settings ?? {}));
    serve(app, deps, routes.testProvider, ({ principal, params, body }) => desk.test(principal.workspaceId, params.kind, body.to));
    serve(app, deps, routes.activateProvider, async ({ principal, params }) => {
      await desk.activate(principal.workspaceId, params.kind);
      return undefined;
    });
    serve(app, deps, routes.deactivateProvider, async ({ principal, params }) => {
      await desk.deactivate(principal.workspaceId, params.kind);
      return undefined;
    });
    serve(app, deps, routes.renewHookSecret, async ({ principal, params }) => {
      await desk.renewHookSecret(principal.workspaceId, params.kind);
      return present(principal, params.kind);
    });
  };
}

function presentProvider(desk: ProviderDesk, principal: Principal, view: ProviderView): Provider {
  const { kind, row, fromEnvironment, active } = view;
  return {
    kind: kind.key,
    name: kind.name,
    role: kind.role,
    does: kind.does,
    fields: kind.fields.filter((field) => !field.hidden).map((field) => presentField(field, view)),
    connected: row && { at: formatInstant(row.connectedAt), by: row.connectedBy, changedAt: formatInstant(row.changedAt) },
    environment: fromEnvironment,
    active,
    hook: presentHook(desk, principal, view),
    dnsShownAt: kind.dns?.shownAt ?? null,
  };
}

function presentField(field: Field, { row }: ProviderView): ProviderField {
  const { key, label, kind, required, help, placeholder, options } = field;
  const secret = isSecret(field);
  const value = row?.settings[key];
  const hint = row?.hints[key];
  return {
    key,
    label,
    kind,
    required,
    help: help ?? null,
    placeholder: placeholder ?? null,
    options: options ? [...options] : [],
    value: secret ? null : (value ?? null),
    isSet: secret ? hint !== undefined : value !== undefined,
    hint: hint || null,
  };
}

/** The address with its secret is for those who may paste it. */
function presentHook(desk: ProviderDesk, principal: Principal, view: ProviderView): ProviderHookState | null {
  const { kind, row, tally } = view;
  if (!kind.hook) return null;
  const { secretInUrl, needs, steps } = kind.hook;
  const maySee = !secretInUrl || principal.permissions.includes("providers:write");
  return {
    url: maySee ? desk.hookUrlOf(view) : null,
    hasSecret: secretInUrl,
    steps: [...steps],
    isReady: row !== null && (needs === undefined || row.hints[needs] !== undefined),
    taken: tally?.taken ?? 0,
    unknown: tally?.unknown ?? 0,
    refused: tally?.refused ?? 0,
    lastAt: instantOrNull(tally?.lastAt ?? null),
    lastRefusedAt: instantOrNull(tally?.lastRefusedAt ?? null),
    lastRefusal: tally?.lastRefusal ?? null,
  };
}
