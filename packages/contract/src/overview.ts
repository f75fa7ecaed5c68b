import { type Static, Type } from "typebox";
import { SendStateWord } from "./message.ts";
import { route } from "./route.ts";
import { Day, Id, nullable, Timestamp, TimeZone } from "./scalars.ts";

export const OverviewDay = Type.Object({
  date: Day,
  events: nullable(Type.Integer({ description: "That happened on this day; null while a day of very many is still being counted: ask again." })),
  newPeople: Type.Integer({ description: "Counted no further than 100,000 a day." }),
  sent: Type.Integer(),
  opened: Type.Integer({ description: "Of the messages sent on this day, as are clicks, conversions and revenue." }),
  clicked: Type.Integer(),
  converted: Type.Integer(),
  revenue: Type.Array(Type.Object({ currency: Type.String(), amount: Type.Integer({ description: "Minor units." }) })),
});
export type OverviewDay = Static<typeof OverviewDay>;

/** What happened lately and what comes: the first screen. */
export const Overview = Type.Object({
  time: Timestamp,
  timeZone: TimeZone,
  days: Type.Array(OverviewDay, { description: "The last fourteen days of the workspace's calendar, today last." }),
  activePeople: Type.Object(
    { day: Type.Integer(), week: Type.Integer() },
    { description: "Seen in the last 24 hours and 7 days, to the hour; each counted no further than 1,000,000." },
  ),
  lastDay: Type.Array(Type.Object({ state: SendStateWord, count: Type.Integer(), before: Type.Integer({ description: "In the 24 hours before those." }) }), {
    description: "Messages decided in the last 24 hours, by their state.",
  }),
  drafts: Type.Array(
    Type.Object({ id: Id, name: Type.String(), problems: Type.Integer(), first: Type.String({ description: "The first of its problems." }) }),
    {
      description: "Campaigns changed lately whose draft could not be launched as it is.",
    },
  ),
  coming: Type.Object({
    hours: Type.Array(Type.Object({ from: Timestamp, campaignId: Id, campaign: Type.String(), isJourney: Type.Boolean(), count: Type.Integer() }), {
      description:
        "Passages that go on in the next 24 hours, by hour and campaign or journey. Each is decided anew when its time comes, so not all become messages.",
    }),
    complete: Type.Boolean({ description: "False where there are more than were looked at: then the figures are the least." }),
  }),
});
export type Overview = Static<typeof Overview>;

export const overviewRoutes = {
  getOverview: route({
    method: "GET",
    path: "/api/overview",
    tag: "Status",
    summary: "What happened in the last days, and what comes",
    description: "Kept for some seconds, so that many who look cost as much as one.",
    access: "status:read",
    response: Overview,
  }),
};
