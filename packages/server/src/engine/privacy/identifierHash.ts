import { createHmac } from "node:crypto";

/** One-way name of an identifier: tells whether it is the same, and not what it is. */
export type IdentifierHash = (workspaceId: number, kind: string, value: string) => string;

/**
 * Keyed with the installation's secret: whoever has only the database cannot try out mail addresses. With another secret
 * nothing matches any more.
 */
export function identifierHash(secret: string): IdentifierHash {
  return (workspaceId, kind, value) => createHmac("sha256", secret).update(`erased|${workspaceId}|${kind}|${value}`).digest("hex");
}
