import { type Static, Type } from "typebox";
import { SendStateWord } from "./message.ts";
import { route } from "./route.ts";
import { nullable, oneOf, Timestamp } from "./scalars.ts";

const Level = oneOf(["ok", "warning", "error"] as const);

export const StatusCheckItem = Type.Object({
  key: Type.String(),
  area: oneOf(["processing", "sending", "database", "installation"] as const),
  title: Type.String(),
  level: Level,
  value: Type.String(),
  limit: nullable(Type.String({ description: "From where on it needs attention." })),
  advice: nullable(Type.String({ description: "What is wrong and what to do; null while all is well." })),
});
export type StatusCheckItem = Static<typeof StatusCheckItem>;

/** How Beckon is doing: the first screen and what an operator looks at. */
export const Status = Type.Object({
  version: Type.String(),
  time: Timestamp,
  startedAt: Timestamp,
  level: Type.Unsafe<"ok" | "warning" | "error">({ ...Level, description: "The worst of all checks." }),
  checks: Type.Array(StatusCheckItem),
  problems: Type.Array(Type.Object({ severity: oneOf(["error", "warning"] as const), code: Type.String(), sentence: Type.String() }), {
    description: "What needs somebody's attention, worst first; empty when all is well.",
  }),
  queue: Type.Object({
    depth: Type.Integer({ description: "Accepted and not yet processed." }),
    oldestUnprocessedAt: nullable(Timestamp),
    timersDue: Type.Integer(),
    oldestDueTimerAt: nullable(Timestamp),
  }),
  workers: Type.Object({ bucketsOwned: Type.Integer(), bucketsTotal: Type.Integer(), owners: Type.Array(Type.String()) }),
  processes: Type.Array(
    Type.Object({ name: Type.String(), roles: Type.Array(Type.String()), version: Type.String(), startedAt: Timestamp, seenAt: Timestamp }),
  ),
  sends: Type.Array(Type.Object({ state: SendStateWord, count: Type.Integer() })),
  unknownSends: Type.Integer(),
  openDeadLetters: Type.Integer(),
  channels: Type.Array(Type.Object({ name: Type.String(), kind: Type.String(), ok: Type.Boolean(), detail: Type.String(), checkedAt: Timestamp })),
  database: Type.Object({
    sizeBytes: Type.Integer(),
    version: Type.String(),
    embedded: Type.Boolean(),
    tables: Type.Array(Type.Object({ name: Type.String(), bytes: Type.Integer(), rows: Type.Integer({ description: "Estimated." }) })),
  }),
  backup: nullable(
    Type.Object({ at: Timestamp, file: Type.String(), bytes: Type.Integer(), rows: Type.Integer() }, { description: "The last one made by `beckon backup`." }),
  ),
  counts: Type.Object({
    profiles: Type.Integer({ description: "Estimated from the database's statistics above some thousands." }),
    events: Type.Integer({ description: "Likewise." }),
    campaigns: Type.Integer(),
    liveCampaigns: Type.Integer(),
  }),
  mail: Type.Object({
    carrier: nullable(Type.String({ description: "Who carries the mail; null: no provider is chosen, messages are kept and shown here." })),
    sender: nullable(Type.String()),
  }),
});
export type Status = Static<typeof Status>;

export const statusRoutes = {
  getStatus: route({ method: "GET", path: "/api/status", tag: "Status", summary: "How Beckon is doing", access: "status:read", response: Status }),
};
