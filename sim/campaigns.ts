import type { CampaignDocument, CourseDocument, FrequencyCap, Sending, WorkspaceRules } from "@beckon/core";
import type { Random } from "./random.ts";

/** Zones with and without daylight saving, on both sides of Greenwich. */
export const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"] as const;

/** Rules of a workspace as somebody might have set them. */
export function randomRules(random: Random): Omit<WorkspaceRules, "id"> {
  return {
    timeZone: random.pick(ZONES),
    sessionTimeout: "PT30M",
    quietHours: random.chance(0.5) ? { from: "21:00", to: "08:00" } : null,
    frequencyCaps: random.chance(0.6) ? [randomCap(random)] : [],
    holdout: random.chance(0.2) ? 20 : 0,
    topics: [
      { key: "marketing", name: "Marketing", consent: "opt_out" },
      { key: "news", name: "News", consent: "opt_in" },
    ],
  };
}

function randomCap(random: Random): FrequencyCap {
  return {
    max: random.int(1, 2),
    per: random.chance(0.5) ? { rolling: random.pick(["PT6H", "P1D", "P2D"]) } : { calendar: "day" },
    ...(random.chance(0.3) ? { tag: "promo" } : {}),
    over: random.pick(["skip", "defer"]),
  };
}

/** What other campaigns and journeys there are that a trigger may name. */
export interface Others {
  /** Ids of campaigns and of messages of journeys. */
  readonly campaigns: readonly string[];
}

/** A campaign of any kind that the first version knows. */
export function randomCampaign(random: Random, key: string, others: Others, day: string): CampaignDocument {
  return { ...randomCourse(random, key, randomTrigger(random, others), day), delay: randomDelay(random) as never, ...randomSending(random) };
}

/** How people come in and leave. */
export function randomCourse(random: Random, key: string, trigger: object, day: string): CourseDocument {
  const purpose = random.chance(0.12) ? "transactional" : "marketing";
  return {
    key,
    name: key,
    purpose,
    trigger: trigger as never,
    ...(random.chance(0.2)
      ? { audience: { kind: "attribute", name: "plan", op: "equals", value: random.pick(["free", "pro"]) } as never, recheckAudience: random.chance(0.7) }
      : {}),
    ...(random.chance(0.6)
      ? {
          unless: [
            {
              event: "Order Completed",
              ...(random.chance(0.6) ? { where: { kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } } as never } : {}),
            },
          ],
        }
      : {}),
    onRepeat: random.pick(["restart", "ignore", "enroll"]),
    reentry: random.pick([{ kind: "every_time" }, { kind: "once" }, { kind: "window", window: "PT3H" }, { kind: "per_key", property: "cart_id" }] as const),
    ...(random.chance(0.25)
      ? { life: { timeZone: random.pick(ZONES), end: `${day}T${random.pick(["12:00", "18:30"])}`, atEnd: random.pick(["finish", "exit"] as const) } }
      : {}),
    ...(random.chance(0.3) ? { topic: "marketing" } : {}),
    tags: random.chance(0.5) ? ["promo"] : [],
    priority: random.int(0, 100),
    holdout: random.chance(0.15) ? 30 : 0,
    ...(random.chance(0.3) ? { goal: { event: "Order Completed", within: "PT6H", revenue: "total" } } : {}),
  };
}

/** A message, and when it may go. */
export function randomSending(random: Random): Sending {
  return {
    ...(random.chance(0.4) ? { sendWindow: { from: "09:00", to: "21:00", outside: random.pick(["hold", "skip"] as const) } } : {}),
    quietHours: random.pick(["hold", "skip", "ignore"]),
    ...(random.chance(0.3) ? { atMost: [randomCap(random)] } : {}),
    frequencyCaps: random.pick(["respect", "respect", "respect", "override", "override_uncounted"]),
    expireAfter: random.pick(["PT2H", "P1D", "P3D"]),
    message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
  };
}

export function randomTrigger(random: Random, { campaigns }: Others): object {
  const event = random.pick(["Cart Updated", "Cart Updated", "Signed Up"]);
  const kind = random.weighted({
    event: 10,
    attribute_changed: 2,
    session_started: 1,
    session_ended: 2,
    date: 1,
    message: 1,
    message_ignored: 1,
    segment_entered: 2,
    segment_left: 2,
  });
  switch (kind) {
    case "event":
      return { kind: "event", event, ...(random.chance(0.5) ? { where: { kind: "property", name: "total", op: "at_least", value: 100 } } : {}) };
    case "attribute_changed":
      return { kind: "attribute_changed", attribute: "plan", ...(random.chance(0.5) ? { to: { op: "equals", value: "pro" } } : {}) };
    case "session_started":
      return { kind: "session_started" };
    case "session_ended":
      return { kind: "session_ended", did: [{ event: "Cart Updated" }], without: ["Order Completed"] };
    case "date":
      return { kind: "date", attribute: "renewal", at: "09:00" };
    case "segment_entered":
    case "segment_left":
      return { kind, segment: random.pick(["segment-0", "segment-1", "segment-2"]) };
    case "message":
      return {
        kind: "message",
        did: random.pick(["sent", "opened", "clicked"] as const),
        ...(campaigns.length > 0 ? { campaign: random.pick(campaigns) } : {}),
      };
    case "message_ignored":
      return { kind: "message_ignored", not: "opened", after: "PT2H", ...(campaigns.length > 0 ? { campaign: random.pick(campaigns) } : {}) };
  }
}

export function randomDelay(random: Random): object {
  switch (random.weighted({ none: 3, for: 6, until_time: 1, until_attribute: 1 })) {
    case "none":
      return { kind: "none" };
    case "for":
      return { kind: "for", duration: random.pick(["PT1M", "PT10M", "PT30M", "PT3H"]) };
    case "until_time":
      return { kind: "until_time", time: "10:00" };
    case "until_attribute":
      return { kind: "until_attribute", name: "renewal", at: "08:00" };
  }
}
