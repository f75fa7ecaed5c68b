import { type Route, routes } from "@beckon/contract";
import { expect, test } from "vitest";
import { Random } from "../sim/random.ts";
import { CALLS } from "./listCalls.ts";

const ID = "019ab842-f540-71cc-ac42-1bf6270fde8a";
const found = {
  now: Date.UTC(2026, 10, 25),
  people: [ID],
  busy: [ID],
  campaigns: [ID],
  imports: [ID],
  segments: [ID],
  computedAttributes: [ID],
  contentBlocks: [ID],
  journeys: [ID],
  rehearsals: [ID],
};

/** Lists that read no table. */
const UNSTORED = ["/api/sending-domains/:domain"];

test("every list of the API is measured", () => {
  const asked = CALLS.flatMap((call) => call.steps(found, new Random(1)).flat()).map(({ path }) => path.replace(/\?.*/, ""));
  const isList = ({ method, path, response }: Route) =>
    method === "GET" && "items" in ((response as { readonly properties?: object } | undefined)?.properties ?? {}) && !UNSTORED.includes(path);
  const lists = Object.values<Route>(routes).filter(isList);
  const isAsked = (path: string) => asked.some((each) => new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}$`).test(each));
  expect(lists.map(({ path }) => path).filter((path) => !isAsked(path))).toEqual([]);
  expect(lists.length).toBeGreaterThan(20);
});
