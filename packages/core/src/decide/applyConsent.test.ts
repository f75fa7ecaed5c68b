import { describe, expect, test } from "vitest";
import { aCampaign, virtualWorld } from "../../../../test/virtualWorld.ts";
import type { ConsentChange } from "../event/event.ts";
import { parseInstant } from "../time/instant.ts";

const letter = aCampaign({ key: "letter", topic: "news" });
const confirmation = aCampaign({ key: "confirm", purpose: "transactional", trigger: { kind: "event", event: "Subscription Requested" } });
const rules = { topics: [{ key: "news", name: "News", consent: "double_opt_in" }] } as const;
const world = () => virtualWorld({ campaigns: [letter, confirmation], rules });
const says = (consent: ConsentChange) => [{}, { kind: "internal", consent }] as const;
const JOIN = { topics: { news: "subscribed" } } as const;

describe("double opt-in", () => {
  test("a yes waits for its confirmation, which a campaign asks for at once", () => {
    const asked = world().event("2026-11-02T10:00:00Z", "Profile Identified", ...says(JOIN));
    expect(asked.profile.consent.topics).toEqual({ news: "pending" });
    expect(asked.sent).toEqual(["2026-11-02T10:00:00.000Z confirm"]);
    expect(asked.event("2026-11-02T10:05:00Z", "Signed Up").log("letter")).toEqual(["entered", "skipped no_consent"]);
  });

  test("counts from the confirmation on", () => {
    const confirmed = world()
      .event("2026-11-02T10:00:00Z", "Profile Identified", ...says(JOIN))
      .event("2026-11-02T10:10:00Z", "Consent Changed", ...says({ ...JOIN, confirmed: true }));
    expect(confirmed.profile.consent.topics).toEqual({ news: "subscribed" });
    expect(confirmed.event("2026-11-02T10:15:00Z", "Signed Up").sent).toContain("2026-11-02T10:15:00.000Z letter");
  });

  test("who has confirmed is not asked again by a repeat, and is after leaving", () => {
    const joined = world().event("2026-11-02T10:00:00Z", "Consent Changed", ...says({ ...JOIN, confirmed: true }));
    expect(joined.event("2026-11-02T11:00:00Z", "Profile Identified", ...says(JOIN)).sent).toEqual([]);
    joined.event("2026-11-02T12:00:00Z", "Consent Changed", ...says({ topics: { news: "unsubscribed" } }));
    expect(joined.event("2026-11-02T13:00:00Z", "Profile Identified", ...says(JOIN)).sent).toEqual(["2026-11-02T13:00:00.000Z confirm"]);
  });

  test("a repeated yes is not asked for again within half an hour", () => {
    const asked = world()
      .event("2026-11-02T10:00:00Z", "Profile Identified", ...says(JOIN))
      .event("2026-11-02T10:20:00Z", "Profile Identified", ...says(JOIN));
    expect(asked.sent).toHaveLength(1);
    expect(asked.event("2026-11-02T10:30:00Z", "Profile Identified", ...says(JOIN)).sent).toHaveLength(2);
  });

  test("an old yes that comes late asks for nothing", () => {
    const left = world().event("2026-11-02T12:00:00Z", "Consent Changed", ...says({ topics: { news: "unsubscribed" } }));
    const late = left.event("2026-11-02T12:05:00Z", "Profile Identified", {}, { at: parseInstant("2026-11-02T09:00:00Z") ?? 0, consent: JOIN });
    expect([late.sent, late.profile.consent.topics]).toEqual([[], { news: "unsubscribed" }]);
  });
});

describe("a pause", () => {
  const welcome = aCampaign();
  const pausedUntil = (at: string) => says({ pauseUntil: parseInstant(at) });

  test("skips marketing until it is over, to the millisecond, and no receipt", () => {
    const receipt = aCampaign({ key: "receipt", purpose: "transactional" });
    const paused = virtualWorld({ campaigns: [welcome, receipt] }).event("2026-11-02T10:00:00Z", "Consent Changed", ...pausedUntil("2026-12-02T10:00:00Z"));
    paused.event("2026-12-02T09:59:59.999Z", "Signed Up").event("2026-12-02T10:00:00Z", "Signed Up");
    expect(paused.sent).toEqual(["2026-12-02T09:59:59.999Z receipt", "2026-12-02T10:00:00.000Z receipt", "2026-12-02T10:00:00.000Z welcome"]);
    expect(paused.log("welcome")).toEqual(["entered", "skipped paused", "entered", "cleared", "sent"]);
  });

  test("is taken back by the person, and not by something older", () => {
    const paused = virtualWorld({ campaigns: [welcome] }).event("2026-11-02T10:00:00Z", "Consent Changed", ...pausedUntil("2026-12-02T10:00:00Z"));
    paused.event("2026-11-02T10:01:00Z", "Consent Changed", {}, { at: parseInstant("2026-11-01T00:00:00Z") ?? 0, consent: { pauseUntil: null } });
    expect(paused.profile.pausedUntil).not.toBeNull();
    paused.event("2026-11-02T10:02:00Z", "Consent Changed", ...says({ pauseUntil: null }));
    expect(paused.event("2026-11-02T10:03:00Z", "Signed Up").sent).toHaveLength(1);
  });
});
