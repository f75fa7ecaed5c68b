import { checkJourney, checkSegment, type JourneyDocument, type Profile } from "@beckon/core";
import { GALLERY } from "@beckon/core/gallery";
import { describe, expect, test } from "vitest";
import { aJourney, aSegment, type Node, type VirtualWorld, virtualWorld } from "../../../../test/virtualWorld.ts";

const found = (key: string) => {
  const entry = GALLERY.find(({ document }) => document.key === key);
  if (!entry) throw new Error(`The gallery has no “${key}”.`);
  return entry;
};

/** A gallery journey taken over as it is, with its segments live. */
function living(key: string, profile: Partial<Profile> = {}): VirtualWorld {
  const { document, segments = [] } = found(key);
  const live = segments.map((segment) => aSegment(segment.key, segment.condition as unknown as Node));
  return virtualWorld({ campaigns: [aJourney({ ...(document as object), holdout: 0 } as never)], published: { live }, profile, start: "2026-10-01T00:00:00Z" });
}

describe("every journey of the gallery", () => {
  test.each(GALLERY.map(({ document, segments = [] }) => [document.key, document, segments] as const))(
    "%s can be launched as it is",
    (_key, document, segments) => {
      const problems = checkJourney(document, { segments: segments.map(({ key }) => key) });
      expect(problems).toEqual([]);
      for (const segment of segments) expect(checkSegment(segment).filter(({ severity }) => severity === "error")).toEqual([]);
    },
  );

  test("has a key of its own, and there are at least 25", () => {
    const keys = GALLERY.map(({ document }) => document.key);
    expect([new Set(keys).size, keys.length >= 25]).toEqual([keys.length, true]);
  });

  test.each(GALLERY.filter(({ document }) => document.trigger.kind === "event").map(({ document }) => [document.key, document] as const))(
    "%s sends its first message to whom its event happens",
    (key, document) => {
      const properties = {
        cart_id: "c",
        checkout_id: "c",
        order_id: "o",
        product_id: "p",
        invoice_id: "i",
        subscription_id: "s",
        total: 200,
        score: 9,
        plan: "pro",
        refill_at: "2026-11-01",
      };
      const world = living(key).event("2026-10-05T10:00:00Z", eventOf(document), properties).until("2026-12-01T00:00:00Z");
      expect(world.sends.length).toBeGreaterThan(0);
      expect(world.enrollments.filter(({ walk }) => walk)).toHaveLength(1);
    },
  );

  test.each(GALLERY.filter(({ document }) => document.trigger.kind === "event").map(({ document }) => [document.key, document] as const))(
    "%s goes by another event without a change of its steps",
    (_key, document) => {
      expect(checkJourney({ ...document, trigger: { kind: "event", event: "Customer Created" } }).filter(({ severity }) => severity === "error")).toEqual([]);
    },
  );
});

function eventOf({ trigger }: JourneyDocument): string {
  return (trigger as JourneyDocument["trigger"] & { readonly event: string }).event;
}

describe("the welcome series", () => {
  test("tells the story after two days, and follows up after three weeks who does not react", () => {
    expect(living("welcome-series").event("2026-10-05T10:00:00Z", "Signed Up").until("2026-12-01T00:00:00Z").sent).toEqual([
      "2026-10-05T10:00:00.000Z welcome",
      "2026-10-07T10:00:00.000Z story",
      "2026-10-28T10:00:00.000Z follow-up",
    ]);
  });

  test("writes about the purchase at ten the next morning by the buyer's clock, also after the night in which clocks go back", () => {
    const world = living("welcome-series", { attributes: { timezone: "Europe/Berlin" } })
      .event("2026-10-24T09:00:00Z", "Signed Up")
      .event("2026-10-24T20:00:00Z", "Order Completed", { total: 30 })
      .until("2026-12-01T00:00:00Z");
    expect(world.sent).toEqual(["2026-10-24T09:00:00.000Z welcome", "2026-10-25T09:00:00.000Z goes-with-it"]);
  });

  test("thanks for a later purchase", () => {
    const world = living("welcome-series").event("2026-10-05T10:00:00Z", "Signed Up").event("2026-10-10T08:00:00Z", "Order Completed", { total: 30 });
    expect(world.sent.at(-1)).toBe("2026-10-10T08:00:00.000Z thanks");
  });
});

describe("the end of a trial", () => {
  const sessions = (world: VirtualWorld, days: readonly number[]) => {
    for (const day of days) world.event(`2026-10-${String(day).padStart(2, "0")}T10:00:00Z`, "Page Viewed", {}, { kind: "page" });
    return world;
  };

  test("asks who uses it to stay", () => {
    const world = sessions(living("trial-ending"), [6, 8, 10]).event("2026-10-12T10:00:00Z", "Subscription Trial Will End", { subscription_id: "s" });
    expect(world.until("2026-10-20T00:00:00Z").sent).toEqual(["2026-10-12T10:00:00.000Z stay", "2026-10-14T10:00:00.000Z last-call"]);
  });

  test("offers more time to who does not, and gives a colleague the call when it is taken", () => {
    const world = sessions(living("trial-ending"), [6]).event("2026-10-12T10:00:00Z", "Subscription Trial Will End", { subscription_id: "s" });
    world.event("2026-10-13T10:00:00Z", "Trial Extended").until("2026-10-20T00:00:00Z");
    expect(world.sent).toEqual(["2026-10-12T10:00:00.000Z help"]);
    expect(world.history.find(({ name }) => name === "Task Created")?.properties).toMatchObject({
      title: "Show around: trial extended",
      due_at: "2026-10-15T10:00:00.000Z",
    });
  });

  test("is over at once when the invoice is paid", () => {
    const world = sessions(living("trial-ending"), [6, 8, 10]).event("2026-10-12T10:00:00Z", "Subscription Trial Will End", { subscription_id: "s" });
    world.event("2026-10-13T09:00:00Z", "Invoice Paid", { amount_paid: 4900 }).until("2026-10-20T00:00:00Z");
    expect(world.sent).toEqual(["2026-10-12T10:00:00.000Z stay"]);
  });
});
