import { checkJourney, describeJourney, type JourneyDocument, outlineOf, stepOfProblem } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { aJourney, type WrittenJourney } from "../../../../test/virtualWorld.ts";

const mail = (id: string, more: object = {}) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: "Hello", body: { format: "text", source: "Hello" } },
  ...more,
});

const documentOf = (journey: WrittenJourney): JourneyDocument => aJourney(journey).document;
const codes = (journey: WrittenJourney, known = {}) => checkJourney(documentOf(journey), known).map(({ path, code }) => `${path} ${code}`);

describe("a journey", () => {
  test("that can be gone has no problem", () => {
    expect(
      codes({ steps: [mail("hello", { next: "wait" }), { id: "wait", kind: "delay", delay: { kind: "for", duration: "P1D" }, next: "bye" }, mail("bye")] }),
    ).toEqual([]);
  });

  test("of an unknown kind of step is told what there is, at its place", () => {
    const [problem] = checkJourney({ ...documentOf({ steps: [mail("a")] }), steps: [{ id: "a", kind: "teleport" }] });
    expect(problem).toMatchObject({ severity: "error", path: "steps[0].kind" });
  });

  test("that leads nowhere known, or has two steps of one id, cannot be launched", () => {
    expect(codes({ steps: [mail("a", { next: "b2" }), mail("b")] })).toEqual(["steps[0].next unknown_step"]);
    expect(codes({ steps: [mail("a"), mail("a")] })).toEqual(["steps[1].id step_repeated"]);
  });

  test("with a step that nothing leads to is warned of it", () => {
    expect(codes({ steps: [mail("a"), mail("b")] })).toEqual(["steps[1] unreachable_step"]);
  });

  test("may go round where time passes, and not where none does", () => {
    const round = (delay: string) => ({
      steps: [
        mail("ask", { next: "wait" }),
        { id: "wait", kind: "delay", delay: delay === "" ? { kind: "none" } : { kind: "for", duration: delay }, next: "ask" },
      ],
    });
    expect([codes(round("P30D")), codes(round(""))]).toEqual([[], ["steps[0] circle_without_wait"]]);
  });

  test("knows that a segment in which somebody is already is not waited for, but its time-out is", () => {
    const awaited = { for: { kind: "segment", segment: "buyers", is: "in" }, within: "P1D" };
    const round = (lead: object) => codes({ steps: [{ id: "wait", kind: "wait", ...awaited, ...lead }] });
    expect([round({ next: "wait" }), round({ timeout: "wait" })]).toEqual([["steps[0] circle_without_wait"], []]);
  });

  test("has shares that are whole, and a winner among them", () => {
    const split = (percent: number, winner?: string) => ({
      steps: [
        {
          id: "ab",
          kind: "split",
          shares: [
            { name: "A", percent: 50 },
            { name: "B", percent },
          ],
          ...(winner ? { winner } : {}),
        },
      ],
    });
    expect([codes(split(50)), codes(split(40)), codes(split(50, "C"))]).toEqual([[], ["steps[0].shares shares_not_whole"], ["steps[0].winner unknown_share"]]);
  });

  test("says at which step a window never opens", () => {
    const [problem] = checkJourney(documentOf({ steps: [mail("a", { sendWindow: { from: "09:00", to: "09:00" } })] }));
    expect([problem?.path, stepOfProblem(problem!, documentOf({ steps: [mail("a")] }))?.id]).toEqual(["steps[0].sendWindow", "a"]);
  });

  test("names a journey that it starts, and not itself", () => {
    const start = (journey: string) => ({ key: "first", steps: [{ id: "go", kind: "start_journey", journey }] });
    expect([codes(start("first")), codes(start("second"), { journeys: ["first"] })]).toEqual([
      ["steps[0].journey own_journey"],
      ["steps[0].journey unknown_journey"],
    ]);
  });

  test("reads as sentences and as an outline", () => {
    const document = documentOf({
      unless: [{ event: "Order Completed" }],
      steps: [
        mail("hello", { name: "Hello", next: "ordered" }),
        { id: "ordered", kind: "wait", for: { kind: "event", event: "Order Completed" }, within: "P1D", next: "thanks", timeout: "hello" },
        mail("thanks", { name: "Thanks" }),
      ],
    });
    expect(describeJourney(document)).toContain("Leave when “Order Completed” happens.");
    expect(outlineOf(document).map(({ depth, way, text, again }) => `${"  ".repeat(depth)}${way ? `${way}: ` : ""}${text}${again ? " (above)" : ""}`)).toEqual([
      "Hello",
      "Wait for “Order Completed”, at most 1 day",
      "  it came: Thanks",
      "  End",
      "  not within 1 day: Hello (above)",
    ]);
  });
});
