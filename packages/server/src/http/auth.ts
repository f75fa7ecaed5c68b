import { type Access, leastRole, PERMISSIONS, PERMISSIONS_OF, type Permission, type Role } from "@beckon/contract";
import type { FastifyRequest } from "fastify";
import type { KeyRing } from "../engine/keyRing.ts";
import type { SignInDesk } from "../engine/signInDesk.ts";
import type { KeyKind } from "../store/keys.ts";
import type { UserRow } from "../store/users.ts";
import type { SecurityRules } from "../store/workspaces.ts";
import { ApiError } from "./errors.ts";

/** Name of the session cookie. */
export const COOKIE = "beckon_session";

/** Who calls: a signed-in user or an API key. */
export interface Principal {
  readonly workspaceId: number;
  /** For "published by" and "merged by": the user's name or the key's. */
  readonly name: string;
  readonly user: { readonly id: string; readonly email: string; readonly name: string; readonly role: Role } | null;
  readonly key: { readonly id: string; readonly name: string; readonly kind: KeyKind } | null;
  readonly permissions: readonly Permission[];
  /** Of a user in a browser. */
  readonly sessionId: string | null;
  /** The workspace asks for a second factor, and this user has none yet. */
  readonly secondFactorMissing: boolean;
}

export interface AuthDeps {
  readonly keyRing: KeyRing;
  readonly signInDesk: SignInDesk;
  readonly publicUrl: string;
}

/**
 * Finds out who calls, before the body is read.
 * @returns null on a public route
 * @throws ApiError `not_signed_in`, `wrong_key`, `wrong_origin`
 */
export async function identify(deps: AuthDeps, request: FastifyRequest, access: Access): Promise<Principal | null> {
  const secret = bearerOf(request);
  // A browser sends its cookie to us whoever wrote the page; a key is sent only by whoever holds it.
  if (secret === null) refuseForeignPage(deps, request);
  if (access === "public") return null;
  return secret === null ? principalOfCookie(deps, request) : principalOfKey(deps, secret, request.ip);
}

/** Why this caller may not, or null. */
export function refusalOf({ key, user, permissions, secondFactorMissing }: Principal, access: Access): ApiError | null {
  if (key && key.kind !== "api") return new ApiError("key_kind", { kind: key.kind });
  if (access === "public" || access === "signed_in") return null;
  if (secondFactorMissing) return new ApiError("second_factor_missing");
  if (permissions.includes(access)) return null;
  if (key) return new ApiError("key_scope", { name: key.name, permission: access });
  return new ApiError("not_allowed", { role: user?.role ?? "nobody", needed: leastRole(access), permission: access });
}

/** The secret of `Authorization: Bearer <secret>`, or null. */
export function bearerOf(request: FastifyRequest): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "");
  return match?.[1] ?? null;
}

/** @throws ApiError `wrong_key` */
export async function principalOfKey(deps: Pick<AuthDeps, "keyRing">, secret: string, ip: string): Promise<Principal> {
  const key = await deps.keyRing.find(secret, ip);
  if (!key) throw new ApiError("wrong_key");
  return {
    workspaceId: key.workspaceId,
    name: `API key ${key.name}`,
    user: null,
    key: { id: key.id, name: key.name, kind: key.kind },
    permissions: key.kind === "api" ? PERMISSIONS.filter((permission) => key.scopes === null || key.scopes.includes(permission)) : [],
    sessionId: null,
    secondFactorMissing: false,
  };
}

async function principalOfCookie(deps: AuthDeps, request: FastifyRequest): Promise<Principal> {
  const token = request.cookies[COOKIE];
  const found = token === undefined ? null : await deps.signInDesk.sessionOf(token, request.ip);
  if (!found) throw new ApiError("not_signed_in");
  return { ...principalOfUser(found.user, found.security), sessionId: found.sessionId };
}

export function principalOfUser(user: UserRow, security: SecurityRules): Principal {
  return {
    workspaceId: user.workspaceId,
    name: user.name,
    key: null,
    permissions: PERMISSIONS_OF[user.role],
    user: { id: user.id, email: user.email, name: user.name, role: user.role },
    sessionId: null,
    secondFactorMissing: security.requireTwoFactor && user.totpConfirmedAt === null,
  };
}

/** @throws ApiError `key_kind`, `key_scope`, `not_allowed` */
export function refuseWithout(principal: Principal, permission: Permission): void {
  const refusal = refusalOf(principal, permission);
  if (refusal) throw refusal;
}

/**
 * A change that comes with a browser's cookie must come from our own page. Besides the public URL an address by number (or
 * localhost) that equals the Host is ours; a foreign name could be pointed at this machine, so that its pages would seem to be.
 */
function refuseForeignPage(deps: AuthDeps, request: FastifyRequest): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const { origin, host } = request.headers;
  if (origin === undefined) {
    const site = request.headers["sec-fetch-site"];
    // Every browser of the last years says one of the two. What says neither and has no cookie is a program that speaks for itself.
    if (site === "same-origin" || site === "none" || (site === undefined && request.cookies[COOKIE] === undefined)) return;
    throw new ApiError("wrong_origin", { origin: site === undefined ? "a page that does not say where it is from" : "another site" });
  }
  if (origin === new URL(deps.publicUrl).origin) return;
  if (isUnnamed(origin) && host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return;
  throw new ApiError("wrong_origin", { origin });
}

function isUnnamed(origin: string): boolean {
  try {
    const { hostname } = new URL(origin);
    return hostname === "localhost" || /^\d+(\.\d+){3}$/.test(hostname) || hostname.startsWith("[");
  } catch {
    return false;
  }
}
