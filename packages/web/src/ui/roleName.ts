import type { Role } from "@beckon/contract";

/** Each role with what it is for. */
export const ROLE_CHOICES: readonly { readonly value: Role; readonly label: string; readonly description: string }[] = [
  { value: "viewer", label: "Viewer", description: "Looks at everything but keys and users" },
  { value: "editor", label: "Editor", description: "Writes campaigns; somebody else launches them" },
  { value: "publisher", label: "Publisher", description: "Launches campaigns, works with people's data" },
  { value: "admin", label: "Admin", description: "Settings, users, keys" },
  { value: "owner", label: "Owner", description: "All of it, and makes other owners" },
];

export function roleName(role: Role): string {
  return ROLE_CHOICES.find((choice) => choice.value === role)?.label ?? role;
}
