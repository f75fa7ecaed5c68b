import { routes, type ChannelState as Shown } from "@beckon/contract";
import type { Channel } from "@beckon/core";
import type { FastifyPluginAsync } from "fastify";
import { type ChannelState, readChannelStates } from "../../engine/channelStates.ts";
import { instantOrNull } from "../instants.ts";
import { type ServeDeps, serve } from "../serve.ts";

/** What stands on top of every page while messages cannot leave. */
export function channelRoutes(deps: ServeDeps & { readonly channels: readonly Channel[] }): FastifyPluginAsync {
  const present = (state: ChannelState): Shown => ({
    ...state,
    since: instantOrNull(state.since),
    provider: state.kind === "email" ? deps.settings.mailCarrier : null,
  });
  return async (app) => {
    serve(app, deps, routes.listChannels, async () => ({ items: (await readChannelStates(deps.db, deps.clock, deps.channels)).map(present) }));
  };
}
