import { describe, expect, test } from "vitest";
import { aJourney, virtualWorld } from "../../../../test/virtualWorld.ts";
import { checkJourney } from "./checkJourney.ts";
import { chooseWinner, describeChoice, type ShareCount } from "./winner.ts";

const count = (share: string, people: number, reached: number): ShareCount => ({ share, people, reached });
const NOON = Date.parse("2026-11-02T12:00:00Z");

describe("a winner", () => {
  test("is not chosen before its time, nor before enough people have gone each way", () => {
    const counts = [count("A", 400, 10), count("B", 90, 9)];
    const verdict = (rule: object, since: number | null = NOON) => chooseWinner({ by: "clicked", ...rule }, counts, since, NOON + 3_600_000).verdict;
    expect([verdict({ after: "PT2H" }), verdict({ atLeast: 100 }), verdict({ after: "PT1H", atLeast: 90 }), verdict({ after: "PT1H" }, null)]).toEqual([
      "early",
      "early",
      "chosen",
      "early",
    ]);
  });

  test("is none while two are even", () => {
    expect(chooseWinner({ by: "opened", atLeast: 10 }, [count("A", 100, 10), count("B", 200, 20), count("C", 100, 1)], NOON, NOON).verdict).toBe("even");
  });

  test("is said with how sure it is", () => {
    const said = (counts: ShareCount[]) => {
      const verdict = chooseWinner({ by: "clicked", atLeast: 1 }, counts, NOON, NOON);
      return verdict.verdict === "chosen" ? describeChoice("clicked", counts, verdict) : null;
    };
    expect(said([count("A", 1000, 90), count("B", 1000, 160)])).toBe(
      "16.0 % of 1000 clicked by “B”, 9.0 % of 1000 by “A”. That is more than chance, with 95 percent confidence.",
    );
    expect(said([count("A", 1000, 90), count("B", 1000, 95)])).toMatch(/may be chance\.$/);
    expect(said([count("A", 3, 1), count("B", 3, 2)])).toMatch(/^66\.7 % of 3 .* say little/);
  });

  test("is taken by everybody who is new, in older versions too, and not where the document names one", () => {
    const ways = (more: object, winners: { [step: string]: string }) => {
      const shares = [
        { name: "A", percent: 100 },
        { name: "B", percent: 0 },
      ];
      const journey = aJourney({ steps: [{ id: "which", kind: "split", shares, ...more }] }, { winners });
      const world = virtualWorld({ campaigns: [journey] }).event("2026-11-02T10:00:00Z", "Signed Up");
      return world.decisions.find(({ outcome }) => outcome === "stepped")?.facts["share"];
    };
    expect([ways({}, {}), ways({}, { which: "B" }), ways({ winner: "A" }, { which: "B" }), ways({}, { which: "gone" })]).toEqual(["A", "B", "A", "A"]);
  });

  test("can only be chosen by what there is", () => {
    const split = (choose: object, more: object = {}) => {
      const steps = [
        {
          id: "which",
          kind: "split",
          shares: [
            { name: "A", percent: 50 },
            { name: "B", percent: 50 },
          ],
          choose,
        },
      ];
      return checkJourney({ ...aJourney({ steps }).document, ...more }).map(({ code }) => code);
    };
    expect(split({ by: "converted", after: "P3D" })).toEqual(["no_goal"]);
    expect(split({ by: "converted" }, { goal: { event: "Order Completed", within: "P3D" } })).toEqual(["no_bound"]);
    expect(split({ by: "clicked", atLeast: 100 })).toEqual(["no_message"]);
  });
});
