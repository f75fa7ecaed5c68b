import type { EventContext } from "../event/event.ts";
import { isObject, type Json } from "../json.ts";
import type { Instant } from "../time/instant.ts";

/** A point on the ground with a name: a shop, a stadium, an airport. Settings of the workspace. */
export interface Place {
  /** Stable name in conditions and files. */
  readonly key: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  /** In metres: who is no further away is there. */
  readonly radius: number;
}

/** Where somebody was, and when. */
export interface Location {
  readonly latitude: number;
  readonly longitude: number;
  readonly at: Instant;
}

/** `context.location` of a Segment event, where it tells a point on the ground. Sent as numbers, by some libraries as text. */
export function locationOf({ location }: EventContext, at: Instant): Location | null {
  if (!isObject(location ?? null)) return null;
  const { latitude, longitude } = location as { readonly [name: string]: Json };
  const [lat, lon] = [degrees(latitude, 90), degrees(longitude, 180)];
  return lat === null || lon === null ? null : { latitude: lat, longitude: lon, at };
}

function degrees(value: Json | undefined, most: number): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Math.abs(number) <= most ? number : null;
}

/** Mean radius of the earth. */
export const EARTH_METRES = 6_371_008.8;

type Point = Pick<Location, "latitude" | "longitude">;

/** Along the ground, by the haversine formula: true to half a percent, since the earth is not quite round. */
export function metresBetween(a: Point, b: Point): number {
  const [from, to] = [radians(a.latitude), radians(b.latitude)];
  const up = Math.sin((to - from) / 2);
  const across = Math.sin(radians(b.longitude - a.longitude) / 2);
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(Math.min(1, up * up + Math.cos(from) * Math.cos(to) * across * across)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
