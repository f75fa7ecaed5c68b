import { routes, type SampleShopView } from "@beckon/contract";
import type { FastifyPluginAsync } from "fastify";
import type { SampleShopDesk, SampleShopState } from "../../engine/sampleShopDesk.ts";
import { instantOrNull } from "../instants.ts";
import { type ServeDeps, serve } from "../serve.ts";

export function sampleShopRoutes(deps: ServeDeps & { readonly sampleShop: SampleShopDesk }): FastifyPluginAsync {
  const { sampleShop } = deps;
  return async (app) => {
    serve(app, deps, routes.getSampleShop, async () => present(await sampleShop.state()));
    serve(app, deps, routes.loadSampleShop, async () => present(await sampleShop.load()));
    serve(app, deps, routes.changeSampleShop, async ({ body }) => present(await sampleShop.stream(body.streaming)));
    serve(app, deps, routes.removeSampleShop, async () => present(await sampleShop.remove()));
  };
}

function present(state: SampleShopState): SampleShopView {
  return { ...state, loadedAt: instantOrNull(state.loadedAt) };
}
