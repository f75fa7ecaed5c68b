import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const SampleShopView = Type.Object({
  state: oneOf(["absent", "loading", "loaded", "removing"] as const),
  progress: nullable(
    Type.Object({
      done: Type.Integer(),
      total: Type.Integer({ description: "Events while it loads, people while it is removed." }),
      step: Type.String({ description: "What is being done, in words." }),
    }),
  ),
  streaming: Type.Boolean({ description: "Whether its visitors come and go at this moment." }),
  people: Type.Integer(),
  loadedAt: nullable(Timestamp),
  kept: Type.Integer({ description: "Campaigns and people that the last removal kept, because real ones had become part of them." }),
  problem: nullable(Type.String({ description: "Why the last loading or removal broke off." })),
});
export type SampleShopView = Static<typeof SampleShopView>;

const tag = "Sample shop";
const path = "/api/sample-shop";

export const sampleShopRoutes = {
  getSampleShop: route({ method: "GET", path, tag, summary: "Whether the sample shop is here", access: "workspace:read", response: SampleShopView }),
  loadSampleShop: route({
    method: "POST",
    path,
    tag,
    summary: "Load the sample shop",
    description: "Made-up people with a past, four live campaigns and a stream of visitors, all marked as sample. Answers at once; ask again for the progress.",
    access: "workspace:write",
    audit: { did: "loaded the sample shop", kind: "sample shop", id: "answer.state" },
    response: SampleShopView,
    status: 202,
  }),
  changeSampleShop: route({
    method: "PATCH",
    path,
    tag,
    summary: "Stop or start its visitors",
    access: "workspace:write",
    audit: { did: "stopped or started the visitors of the sample shop", kind: "sample shop", id: "answer.state" },
    body: strict({ streaming: Type.Boolean() }),
    response: SampleShopView,
  }),
  removeSampleShop: route({
    method: "DELETE",
    path,
    tag,
    summary: "Remove the sample shop",
    description: "Removes its people, all that is known of them, and its campaigns. What is real stays as it is. Answers at once; ask again for the progress.",
    access: "workspace:write",
    audit: { did: "removed the sample shop", kind: "sample shop", id: "answer.state" },
    response: SampleShopView,
    status: 202,
  }),
};
