import { expect, test } from "vitest";
import type { Subject } from "../condition/condition.ts";
import { describeCondition, judgeCondition, lapseOf } from "../condition/judge.ts";
import { HOUR } from "../time/instant.ts";
import { locationOf, metresBetween } from "./place.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const BERLIN = { latitude: 52.52, longitude: 13.405 };
const STORE = { key: "store", name: "The store", ...BERLIN, radius: 500 };

function asked(more: object, location: Subject["location"] = { ...BERLIN, at: NOW - HOUR }) {
  const condition = { kind: "place", is: "in", places: ["store"], ...more };
  const subject: Subject = {
    ...{ attributes: {}, consent: { channels: {}, topics: {} }, properties: {}, entry: null, country: null, timeZone: "UTC" },
    ...{ now: NOW, location, places: [STORE] },
  };
  return { sentence: describeCondition(condition), ...judgeCondition(condition, subject), lapse: lapseOf(condition, subject) };
}

test("measures along the ground, also over the date line and to the other side of the earth", () => {
  const hamburg = { latitude: 53.5511, longitude: 9.9937 };
  expect(Math.round(metresBetween(BERLIN, hamburg) / 1_000)).toBe(255);
  expect(Math.round(metresBetween({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 }) / 1_000)).toBe(22);
  expect(Math.round(metresBetween({ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 77 }) / 1_000)).toBe(20_015);
});

test("reads a location that is a point on the ground, and nothing else", () => {
  const read = (location: unknown) => locationOf({ location: location as never }, NOW);
  expect(read({ latitude: 40.2964197, longitude: "-76.9411617", city: "Harrisburg" })).toEqual({ latitude: 40.2964197, longitude: -76.9411617, at: NOW });
  expect(
    [{ latitude: 91, longitude: 0 }, { latitude: 1 }, { latitude: "", longitude: "" }, { latitude: null, longitude: 2 }, "here", null, undefined].map(read),
  ).toEqual(Array(7).fill(null));
});

test("somebody is at a place as near as it says, or as the condition says", () => {
  const near = { latitude: 52.525, longitude: 13.405, at: NOW };
  expect([asked({}, near).holds, asked({ metres: 600 }, near).holds, asked({ is: "not_in" }, near).holds]).toEqual([false, true, true]);
  expect(asked({}, near).found).toBe("556 m from The store");
});

test("who never told where they are is at no place, nor is anybody at one that there is not", () => {
  expect([asked({}, null).holds, asked({ is: "not_in" }, null).holds, asked({ places: ["gone"] }).holds]).toEqual([false, true, false]);
});

test("where it may be only so old, it lapses at the exact moment", () => {
  expect(asked({ within: "PT2H" })).toMatchObject({ holds: true, lapse: NOW + HOUR, until: "2026-11-23T13:00:00.000Z" });
  expect(asked({ within: "PT1H" })).toMatchObject({ holds: false, lapse: null });
  expect(asked({}).lapse).toBeNull();
});

test("says what it asks", () => {
  expect(asked({ metres: 300, within: "PT30M" }).sentence).toBe("the profile was last seen within 300 m of “store” in the last 30 minutes");
  expect(asked({ is: "not_in" }).sentence).toBe("the profile was not last seen at “store”");
});
