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
  "segments:read",
  "segments:write",
  "segments:publish",
  "promotions:read",
  "promotions:write",
  "vouchers:redeem",
  "messages:read",
  "messages:test",
  "events:read",
  "events:write",
  "registry:write",
  "tasks:write",
  "suppressions:write",
  "workspace:read",
  "workspace:write",
  "keys:read",
  "keys:write",
  "users:read",
  "users:write",
  "audit:read",
  "providers:read",
  "providers:write",
  "status:read",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What each lets somebody do, for the table of roles and the scopes of a key. */
export const PERMISSION_WORDS: { readonly [permission in Permission]: string } = {
  "profiles:read": "See people and their history",
  "profiles:write": "Change what people agreed to",
  "profiles:merge": "Merge people",
  "profiles:import": "Import people from a file",
  "profiles:export": "Export people to a file",
  "profiles:delete": "Delete people",
  "campaigns:read": "See campaigns, their content and their results",
  "campaigns:write": "Write campaigns and content blocks",
  "campaigns:publish": "Launch, pause and stop campaigns, publish content blocks",
  "segments:read": "See segments and their members",
  "segments:write": "Write segments, and put people on lists",
  "segments:publish": "Publish segments",
  "promotions:read": "See promotions, vouchers and what became of them",
  "promotions:write": "Make promotions and vouchers, give them to people, take uses back",
  "vouchers:redeem": "Check and use vouchers at a checkout",
  "messages:read": "See messages and suppressions",
  "messages:test": "Send test messages",
  "events:read": "See events and the registry",
  "events:write": "Replay dead letters",
  "registry:write": "Fix the schema of events",
  "tasks:write": "Do tasks, and give them to colleagues",
  "suppressions:write": "Suppress addresses and allow them again",
  "workspace:read": "See settings",
  "workspace:write": "Change settings",
  "keys:read": "See keys",
  "keys:write": "Make, change and revoke keys",
  "users:read": "See users and security rules",
  "users:write": "Invite, change and remove users",
  "audit:read": "Read the audit log",
  "providers:read": "See the providers of mail and webhooks",
  "providers:write": "Connect and change providers",
  "status:read": "See how Beckon is doing",
};

export const ROLES = ["viewer", "editor", "publisher", "admin", "owner"] as const;

export type Role = (typeof ROLES)[number];

const VIEWER: readonly Permission[] = [
  "profiles:read",
  "campaigns:read",
  "segments:read",
  "promotions:read",
  "messages:read",
  "events:read",
  "workspace:read",
  "providers:read",
  "status:read",
];
const EDITOR: readonly Permission[] = [...VIEWER, "campaigns:write", "segments:write", "messages:test", "profiles:write", "registry:write", "tasks:write"];
const PUBLISHER: readonly Permission[] = [
  ...EDITOR,
  "campaigns:publish",
  "segments:publish",
  "promotions:write",
  "vouchers:redeem",
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
