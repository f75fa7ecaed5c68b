import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { nullable, strict, Timestamp } from "./scalars.ts";

/** As core ranks them. Written here, since the contract takes only types from core: the web app loads core on demand. */
const Score = Type.Integer({ minimum: 1, maximum: 5 });

export const RfmSettingBody = strict({
  event: Type.String({ minLength: 1, maxLength: 200, description: "The event that is an order: `Order Completed`." }),
  value: Type.String({ minLength: 1, maxLength: 200, description: "Its property that says what the order was worth: `total`." }),
});
export type RfmSettingBody = Static<typeof RfmSettingBody>;

export const RfmGroupFigures = Type.Object({
  key: Type.String({ description: "What stands in the attribute `rfm_group`." }),
  name: Type.String(),
  description: Type.String(),
  people: Type.Integer(),
  value: Type.Number({ description: "What they bought in all." }),
});
export type RfmGroupFigures = Static<typeof RfmGroupFigures>;

export const RfmCellFigures = Type.Object({
  recency: Score,
  frequency: Score,
  group: Type.String(),
  people: Type.Integer(),
  value: Type.Number({ description: "What they bought in all." }),
});
export type RfmCellFigures = Static<typeof RfmCellFigures>;

export const RfmRanking = Type.Object({
  event: Type.String(),
  value: Type.String(),
  asOf: Timestamp,
  finishedAt: Timestamp,
  people: Type.Integer({ description: "Everybody who ordered." }),
  groups: Type.Array(RfmGroupFigures),
  cells: Type.Array(RfmCellFigures, { description: "Recency by frequency; fields in which nobody is are there with 0." }),
  limits: nullable(
    Type.Object(
      {
        recency: Type.Array(Timestamp),
        frequency: Type.Array(Type.Integer()),
        monetary: Type.Array(Type.Number()),
      },
      { description: "The highest value of each fifth but the best: whoever is above the second has at least 3. Null where nobody ordered." },
    ),
  ),
});
export type RfmRanking = Static<typeof RfmRanking>;

export const Rfm = Type.Object({
  setting: nullable(RfmSettingBody),
  running: nullable(Type.Object({ jobId: Type.String(), percent: Type.Integer({ minimum: 0, maximum: 100 }) })),
  ranking: nullable(RfmRanking),
  error: nullable(Type.String({ description: "Why the last ranking did not come to its end." })),
});
export type Rfm = Static<typeof Rfm>;

export const rfmRoutes = {
  getRfm: route({
    method: "GET",
    path: "/api/rfm",
    tag: "RFM groups",
    summary: "People ranked by recency, frequency and monetary value: the groups, the map, and how far a ranking is",
    access: "segments:read",
    response: Rfm,
  }),
  setRfm: route({
    method: "PUT",
    path: "/api/rfm",
    tag: "RFM groups",
    summary: "Say by what people are ranked, and rank them",
    description:
      "Everybody who ordered gets the attributes `rfm_recency`, `rfm_frequency`, `rfm_monetary` (1 to 5) and `rfm_group`. They are renewed every night. The first ranking by a setting starts no campaign.",
    access: "segments:publish",
    audit: { did: "ranks people by {body.event}", kind: "rfm" },
    body: RfmSettingBody,
    response: Rfm,
  }),
  removeRfm: route({
    method: "DELETE",
    path: "/api/rfm",
    tag: "RFM groups",
    summary: "Rank people no more, and take the groups back",
    description: "The attributes are taken out of the profiles in the background. Refused while a segment or a campaign names one.",
    access: "segments:publish",
    audit: { did: "took back the RFM groups", kind: "rfm" },
    status: 204,
  }),
  rankPeople: route({
    method: "POST",
    path: "/api/rfm/rankings",
    tag: "RFM groups",
    summary: "Rank people now",
    access: "segments:publish",
    audit: { did: "had people ranked", kind: "rfm" },
    response: Rfm,
    status: 202,
  }),
};
