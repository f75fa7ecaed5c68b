import { timingSafeEqual } from "node:crypto";
import type { DeliveryReport, HookReading, Instant } from "@beckon/core";

/** How far a signed time may be from ours, both ways. */
export const REPLAY_WINDOW_MS = 5 * 60_000;

export function refused(problem: string): HookReading {
  return { outcome: "refused", problem };
}

export function malformed(problem: string): HookReading {
  return { outcome: "malformed", problem };
}

export type Foreign = { readonly [key: string]: unknown };

/** The body as JSON, or undefined where it is none. */
export function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}

export function objectOf(value: unknown): Foreign {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Foreign) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** ISO text, or seconds since the epoch; what makes no sense is now. */
export function instantOf(value: unknown, now: Instant): Instant {
  const at = typeof value === "number" ? Math.round(value * 1000) : typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) && at > 0 && at <= now + REPLAY_WINDOW_MS ? at : now;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Our own id, where it came back as we sent it along. */
export function sendIdOf(value: unknown): string | null {
  return typeof value === "string" && UUID.test(value) ? value.toLowerCase() : null;
}

/** A report with what most have in common. */
export function report(part: Pick<DeliveryReport, "eventId" | "what" | "at"> & Partial<DeliveryReport>): DeliveryReport {
  return { permanent: false, sendId: null, providerId: null, detail: "", ...part };
}

/** Who opened or clicked, where it is told. */
export function visitor(ip: unknown, userAgent: unknown): Pick<DeliveryReport, "ip" | "userAgent"> {
  return { ...(textOf(ip) ? { ip: textOf(ip) as string } : {}), ...(textOf(userAgent) ? { userAgent: textOf(userAgent) as string } : {}) };
}

/** Compares without telling by the time it takes how much was right. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
