import { checkCampaign } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { EXAMPLE_CAMPAIGN } from "./campaign.ts";
import { ERRORS, messageOf } from "./errors.ts";
import { leastRole, mayDo, PERMISSIONS, PERMISSIONS_OF, ROLES } from "./permissions.ts";
import type { ResponseOf, Route } from "./route.ts";
import { urlOf } from "./route.ts";
import { routes } from "./routes.ts";

const all = Object.entries(routes) as [string, Route][];

describe("the table of routes", () => {
  test("names every method and path once", () => {
    const seen = all.map(([, route]) => `${route.method} ${route.path}`);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("describes every parameter of a path", () => {
    for (const [name, route] of all) {
      const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
      const described = Object.keys((route.params as { properties?: object } | undefined)?.properties ?? {});
      expect(described.sort(), name).toEqual(inPath.sort());
    }
  });

  test("answers with a body unless it says 204", () => {
    for (const [name, route] of all) expect(route.response !== undefined, name).toBe(route.status !== 204);
  });

  test("gives a caller the type of the answer", () => {
    const name: ResponseOf<typeof routes.getProfile>["name"] = null;
    expect(name).toBeNull();
  });
});

test("a URL carries its parameters and leaves out what is not asked", () => {
  expect(urlOf(routes.getRegistryEvent, { params: { name: "Cart/Left" } })).toBe("/api/registry/events/Cart%2FLeft");
  expect(urlOf(routes.listProfiles, { query: { search: "ann@", limit: undefined } })).toBe("/api/profiles?search=ann%40");
});

test("each role may do all that the one before it may", () => {
  for (const [index, role] of ROLES.slice(1).entries()) {
    for (const permission of PERMISSIONS_OF[ROLES[index] ?? "viewer"]) expect(mayDo(role, permission), `${role} ${permission}`).toBe(true);
  }
});

test("every permission is given to somebody", () => {
  expect(PERMISSIONS.map(leastRole)).not.toContain(undefined);
  expect(leastRole("campaigns:publish")).toBe("publisher");
});

test("a refusal fills its gaps and shows one that was forgotten", () => {
  expect(messageOf("not_found", { what: "campaign", id: "x" })).toBe("There is no campaign x.");
  expect(messageOf("not_found", { what: "campaign" })).toContain("{id}");
});

test("every code has a status that is not a success", () => {
  for (const [code, { status }] of Object.entries(ERRORS)) expect(status, code).toBeGreaterThanOrEqual(400);
});

test("the campaign that the documentation shows can be launched as it is", () => {
  expect(checkCampaign(EXAMPLE_CAMPAIGN).filter((problem) => problem.severity === "error")).toEqual([]);
});

test("every change says how the audit log tells it, or why it is no change", () => {
  const silent = all.filter(([, route]) => route.method !== "GET" && !route.audit).map(([name]) => name);
  expect(silent).toEqual([]);
});
