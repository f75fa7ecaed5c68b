/** What a route asks of whoever calls it. Each route names one; roles grant them. */
export const PERMISSIONS = [
  "profiles:read",
  "profiles:write",
  "profiles:merge",
  "profiles:import",
  "profiles:export",
  "profiles:delete",
  "campaigns:read",
  "campaigns:write",
  "campaigns:publish",
  "messages:read",
  "messages:test",
  "events:read",
  "events:write",
  "registry:write",
  "suppressions:write",
  "workspace:read",
  "workspace:write",
  "keys:read",
  "keys:write",
  "audit:read",
  "providers:read",
  "providers:write",
  "status:read",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ["viewer", "editor", "publisher", "admin", "owner"] as const;

export type Role = (typeof ROLES)[number];

const VIEWER: readonly Permission[] = ["profiles:read", "campaigns:read", "messages:read", "events:read", "workspace:read", "providers:read", "status:read"];
const EDITOR: readonly Permission[] = [...VIEWER, "campaigns:write", "messages:test", "profiles:write", "registry:write"];
const PUBLISHER: readonly Permission[] = [
  ...EDITOR,
  "campaigns:publish",
  "suppressions:write",
  "events:write",
  "profiles:merge",
  "profiles:import",
  "profiles:export",
];

/** Each role holds all that the one before it holds. Keys with secrets are for admins: a write key can speak for any profile. */
export const PERMISSIONS_OF: { readonly [role in Role]: readonly Permission[] } = {
  viewer: VIEWER,
  editor: EDITOR,
  publisher: PUBLISHER,
  admin: PERMISSIONS,
  owner: PERMISSIONS,
};

export function mayDo(role: Role, permission: Permission): boolean {
  return PERMISSIONS_OF[role].includes(permission);
}

/** The least role that may do it: for the sentence of a refusal. */
export function leastRole(permission: Permission): Role {
  return ROLES.find((role) => mayDo(role, permission)) ?? "owner";
}
