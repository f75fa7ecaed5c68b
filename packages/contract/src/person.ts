import type { Reason } from "@beckon/core";
import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { Merge, ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Email, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** A message that is still to come, or is on its way. */
export const DueMessage = Type.Object({
  enrollmentId: Type.String(),
  campaign: Type.Object({ id: Type.String(), name: Type.String() }),
  isJourney: Type.Boolean({ description: "The person waits at a step of a journey; `campaign` is it." }),
  state: oneOf(["waiting", "held", "sending"] as const),
  dueAt: nullable(Timestamp),
  enteredAt: Timestamp,
  sentence: Type.String({ description: "Why it waits: `Held: quiet hours`." }),
});
export type DueMessage = Static<typeof DueMessage>;

/** A message as it would be decided if nothing else happens. */
export const UpcomingMessage = Type.Object({
  at: Timestamp,
  course: Type.Object({ id: Type.String(), kind: oneOf(["campaign", "journey"] as const), name: Type.String() }),
  step: nullable(Type.String({ description: "Name of the message, where a journey sends it." })),
  outcome: oneOf(
    ["goes", "held_out", "held", "not_sent"] as const,
    "`held` is judged again at its time, which is an item of its own where it is within the two weeks.",
  ),
  reason: nullable(Type.Unsafe<Reason>({ type: "string" })),
  sentence: Type.String({ description: "What would hold it or keep it back; empty where it goes." }),
});
export type UpcomingMessage = Static<typeof UpcomingMessage>;

export const ConsentWordSaid = Type.Object({
  at: Timestamp,
  part: oneOf(["channel", "topic"] as const),
  name: Type.String(),
  state: Type.String(),
  by: nullable(Type.String()),
  source: Type.String(),
});
export type ConsentWordSaid = Static<typeof ConsentWordSaid>;

export const MergeItem = Type.Object({ ...Merge.properties, survivorProfile: ProfileRef, mergedProfile: ProfileRef });
export type MergeItem = Static<typeof MergeItem>;

const byId = strict({ id: Id });
const attributes = { maxProperties: 50, description: "`null` removes one." };
const Accepted = Type.Object({ eventId: Type.String() });

export const personRoutes = {
  createProfile: route({
    method: "POST",
    path: "/api/profiles",
    tag: "Profiles",
    summary: "Make a profile by hand",
    description: "One that is known by one of the identifiers already is told the attributes instead. It counts as never seen until its first own event.",
    access: "profiles:write",
    body: strict({
      email: Type.Optional(Email),
      phone: Type.Optional(Type.String({ minLength: 3, maxLength: 40 })),
      userId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      attributes: Type.Optional(Type.Unsafe<Static<typeof AnyObject>>({ type: "object", ...attributes })),
    }),
    response: Type.Object({ id: Type.String() }),
    status: 202,
    audit: { did: "made a profile by hand", kind: "profile", id: "answer.id", withoutBody: true },
  }),
  changeAttributes: route({
    method: "PATCH",
    path: "/api/profiles/:id/attributes",
    tag: "Profiles",
    summary: "Set or remove attributes of a profile",
    description: "Becomes the event `Attributes Changed`, so that campaigns notice it. `null` removes one.",
    access: "profiles:write",
    params: byId,
    body: strict({ attributes: Type.Unsafe<Static<typeof AnyObject>>({ type: "object", minProperties: 1, ...attributes }) }),
    response: Accepted,
    status: 202,
    audit: { did: "changed attributes of a person", kind: "profile", withoutBody: true },
  }),
  recordEvent: route({
    method: "POST",
    path: "/api/profiles/:id/events",
    tag: "Profiles",
    summary: "Record an event of a profile, by hand",
    description: "It does all that the same event from a shop would do: campaigns may send.",
    access: "events:write",
    params: byId,
    body: strict({ name: Type.String({ minLength: 1, maxLength: 200 }), properties: Type.Optional(AnyObject) }),
    response: Accepted,
    status: 202,
    audit: { did: "let the event {body.name} happen for a person", kind: "profile", withoutBody: true },
  }),
  listDueMessages: route({
    method: "GET",
    path: "/api/profiles/:id/due",
    tag: "Profiles",
    summary: "Messages that are still to come, the soonest first",
    access: "profiles:read",
    params: byId,
    response: Type.Object({ items: Type.Array(DueMessage) }),
  }),
  listUpcomingMessages: route({
    method: "GET",
    path: "/api/profiles/:id/upcoming",
    tag: "Profiles",
    summary: "What comes in the next two weeks if nothing else happens, in the order of time",
    description:
      "Played on by the engine's own decision from where the person stands, with quiet hours, send windows and the caps that each message fills for the next.",
    access: "profiles:read",
    params: byId,
    response: Type.Object({ items: Type.Array(UpcomingMessage) }),
  }),
  cancelDueMessage: route({
    method: "POST",
    path: "/api/profiles/:id/due/:enrollmentId/cancel",
    tag: "Profiles",
    summary: "Cancel one message for this profile",
    description: "Becomes the event `Message Cancelled`. What is with the mail server already may come too late to be called back.",
    access: "profiles:write",
    params: strict({ id: Id, enrollmentId: Id }),
    response: Accepted,
    status: 202,
    audit: { did: "cancelled a message to a person", kind: "profile" },
  }),
  getConsentHistory: route({
    method: "GET",
    path: "/api/profiles/:id/consent-history",
    tag: "Profiles",
    summary: "Every word on consent, newest first",
    access: "profiles:read",
    params: byId,
    response: Type.Object({ items: Type.Array(ConsentWordSaid) }),
  }),
  listMerges: route({
    method: "GET",
    path: "/api/merges",
    tag: "Profiles",
    summary: "Merges, newest first",
    access: "profiles:read",
    query: strict(pageQuery),
    response: page(MergeItem),
  }),
};
