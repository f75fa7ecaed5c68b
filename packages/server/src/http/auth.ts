import { type Access, leastRole, mayDo, PERMISSIONS, PERMISSIONS_OF, type Permission, type Role } from "@beckon/contract";
import type { FastifyRequest } from "fastify";
import type { KeyRing } from "../engine/keyRing.ts";
import type { SignInDesk } from "../engine/signInDesk.ts";
import type { UserRow } from "../store/users.ts";
import { ApiError } from "./errors.ts";

/** Name of the session cookie. */
export const COOKIE = "beckon_session";

/** Who calls: a signed-in user or an API key. */
export interface Principal {
  readonly workspaceId: number;
  /** For "published by" and "merged by": the user's name or the key's. */
  readonly name: string;
  readonly user: { readonly id: string; readonly email: string; readonly name: string; readonly role: Role } | null;
  readonly key: { readonly id: string; readonly name: string } | null;
  readonly permissions: readonly Permission[];
}

export interface AuthDeps {
  readonly keyRing: KeyRing;
  readonly signInDesk: SignInDesk;
  readonly publicUrl: string;
}

/**
 * Finds out who calls and whether they may, before the body is read.
 * @returns null on a public route
 * @throws ApiError `not_signed_in`, `wrong_key`, `key_kind`, `not_allowed`, `wrong_origin`
 */
export async function admit(deps: AuthDeps, request: FastifyRequest, access: Access): Promise<Principal | null> {
  const secret = bearerOf(request);
  // A browser sends its cookie to us whoever wrote the page; a key is sent only by whoever holds it.
  if (secret === null) refuseForeignPage(deps, request);
  if (access === "public") return null;
  const principal = secret === null ? await principalOfCookie(deps, request) : await principalOfKey(deps, secret);
  if (access !== "signed_in") refuseWithout(principal, access);
  return principal;
}

/** The secret of `Authorization: Bearer <secret>`, or null. */
export function bearerOf(request: FastifyRequest): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "");
  return match?.[1] ?? null;
}

async function principalOfKey(deps: AuthDeps, secret: string): Promise<Principal> {
  const key = await deps.keyRing.find(secret);
  if (!key) throw new ApiError("wrong_key");
  if (key.kind !== "api") throw new ApiError("key_kind", { kind: key.kind });
  return { workspaceId: key.workspaceId, name: `API key ${key.name}`, user: null, key: { id: key.id, name: key.name }, permissions: PERMISSIONS };
}

async function principalOfCookie(deps: AuthDeps, request: FastifyRequest): Promise<Principal> {
  const token = request.cookies[COOKIE];
  const user = token === undefined ? null : await deps.signInDesk.userOf(token);
  if (!user) throw new ApiError("not_signed_in");
  return principalOfUser(user);
}

export function principalOfUser(user: UserRow): Principal {
  return {
    workspaceId: user.workspaceId,
    name: user.name,
    key: null,
    permissions: PERMISSIONS_OF[user.role],
    user: { id: user.id, email: user.email, name: user.name, role: user.role },
  };
}

/** @throws ApiError `not_allowed` */
export function refuseWithout(principal: Principal, permission: Permission): void {
  if (!principal.user || mayDo(principal.user.role, permission)) return;
  throw new ApiError("not_allowed", { role: principal.user.role, needed: leastRole(permission), permission });
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
    if (site === undefined || site === "same-origin" || site === "none") return;
    throw new ApiError("wrong_origin", { origin: "another site" });
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
