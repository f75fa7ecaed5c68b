import { describe, expect, test } from "vitest";
import { isZone } from "../time/zone.ts";
import { zoneOfCountry } from "./countryZones.ts";
import { zoneOf } from "./zone.ts";

describe("zoneOf", () => {
  test("goes by the profile, then where it was last seen, then its country, then the workspace", () => {
    expect(zoneOf({ timezone: "Asia/Tokyo" }, "Europe/Paris", "DE", "UTC")).toBe("Asia/Tokyo");
    expect(zoneOf({}, "Europe/Paris", "DE", "UTC")).toBe("Europe/Paris");
    expect(zoneOf({}, null, "DE", "UTC")).toBe("Europe/Berlin");
    expect(zoneOf({}, null, null, "America/New_York")).toBe("America/New_York");
  });

  test("knows the attribute by its usual spellings", () => {
    expect(["time_zone", "timeZone"].map((name) => zoneOf({ [name]: "Asia/Tokyo" }, null, null, "UTC"))).toEqual(["Asia/Tokyo", "Asia/Tokyo"]);
  });

  test("passes over what is no zone", () => {
    expect(zoneOf({ timezone: "Mars/Olympus", time_zone: 5 }, "+02:00", "XX", "nowhere")).toBe("UTC");
  });

  test("does not guess in a country with several zones", () => {
    expect(zoneOf({}, null, "US", "Europe/London")).toBe("Europe/London");
  });
});

test("every country's zone is one, and upper and lower case are one", () => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  const zones = letters.flatMap((a) => letters.map((b) => zoneOfCountry(a + b))).filter((zone) => zone !== null);
  expect(zones.length).toBeGreaterThan(80);
  expect(zones.filter((zone) => !isZone(zone))).toEqual([]);
  expect(zoneOfCountry("de")).toBe("Europe/Berlin");
});
