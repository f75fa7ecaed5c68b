import { type Static, Type } from "typebox";
import { CampaignStatusWord } from "./campaign.ts";
import { route } from "./route.ts";
import { Day, nullable, oneOf, TimeZone } from "./scalars.ts";

export const ProgrammeCourse = Type.Object({
  id: Type.String(),
  kind: oneOf(["campaign", "journey"] as const),
  name: Type.String(),
  status: CampaignStatusWord,
  priority: Type.Integer({ description: "0 to 100; the highest goes first." }),
  transactional: Type.Boolean(),
  when: Type.String({ description: "What lets people in, in words." }),
  due: Type.Array(Type.Integer(), { description: "People who go on, by day; each is decided anew when their time comes." }),
});
export type ProgrammeCourse = Static<typeof ProgrammeCourse>;

export const ProgrammeClash = Type.Object({
  courses: Type.Array(Type.String(), { description: "Ids of the two; the first goes first." }),
  event: nullable(Type.String({ description: "The event that lets people into both, where it is one." })),
  people: Type.Integer({ description: "Due in both on one day, in the days that are shown." }),
  firstDay: nullable(Day),
  keptApart: Type.Boolean({
    description: "A rule of one message a day holds for both: the one with the higher priority goes, the other is put off or skipped.",
  }),
});
export type ProgrammeClash = Static<typeof ProgrammeClash>;

/** All campaigns and journeys that are live, on one calendar. */
export const Programme = Type.Object({
  timeZone: TimeZone,
  days: Type.Array(Day, { description: "Fourteen of the workspace's calendar, today first." }),
  courses: Type.Array(ProgrammeCourse, { description: "Live and paused ones, by priority." }),
  groups: Type.Array(Type.Object({ sentence: Type.String(), courses: Type.Array(Type.String()) }), {
    description: "Rules of the workspace by which one person gets at most one message a day, each with the courses that count.",
  }),
  clashes: Type.Array(ProgrammeClash),
  complete: Type.Boolean({ description: "False where more people wait than were looked at: then the figures are the least." }),
});
export type Programme = Static<typeof Programme>;

export const programmeRoutes = {
  getProgramme: route({
    method: "GET",
    path: "/api/programme",
    tag: "Campaigns",
    summary: "All that is live: what is due in the next fourteen days, and what asks the same people on one day",
    access: "campaigns:read",
    response: Programme,
  }),
};
