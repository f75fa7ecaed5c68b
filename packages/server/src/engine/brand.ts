import { createHash } from "node:crypto";
import type { Instant } from "@beckon/core";
import { keepLogo } from "../store/brandAssets.ts";
import type { Db } from "../store/db.ts";
import type { WorkspaceRow } from "../store/workspaces.ts";
import { Refusal } from "./refusal.ts";

/** Where the logo is fetched, without the host. */
export function logoPath(hash: string): string {
  return `/brand/logo/${hash}`;
}

/** What a workspace shows of itself in mails. */
export interface BrandInMail {
  readonly name: string;
  readonly address: string | null;
  readonly logoUrl: string | null;
}

/** @param publicUrl without a slash at the end */
export function brandInMail({ name, settings, logo }: WorkspaceRow, publicUrl: string): BrandInMail {
  return { name, address: settings.branding.address, logoUrl: logo === null ? null : publicUrl + logoPath(logo) };
}

const LOGO_BYTES_MAX = 200_000;

/** How the files that browsers and mail programs show begin, in hexadecimal. SVG is not among them: it can hold scripts. */
const KINDS: readonly { readonly contentType: string; readonly begins: RegExp }[] = [
  { contentType: "image/png", begins: /^89504e470d0a1a0a/ },
  { contentType: "image/jpeg", begins: /^ffd8ff/ },
  { contentType: "image/gif", begins: /^47494638(37|39)61/ },
  { contentType: "image/webp", begins: /^52494646.{8}57454250/ },
];

/**
 * Keeps the logo that recipients see.
 * @param data the picture's bytes in Base64
 * @throws Refusal `picture_unreadable`
 */
export async function setLogo(db: Db, workspaceId: number, data: string, now: Instant): Promise<void> {
  const bytes = Buffer.from(data, "base64");
  const kind = KINDS.find(({ begins }) => begins.test(bytes.toString("hex", 0, 12)));
  if (!kind || bytes.length > LOGO_BYTES_MAX) throw new Refusal("picture_unreadable", { kilobytes: Math.ceil(bytes.length / 1_000) }, "body.data");
  await keepLogo(db, workspaceId, { contentType: kind.contentType, bytes, hash: createHash("sha256").update(bytes).digest("hex") }, now);
}
