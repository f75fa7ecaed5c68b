import type { Permission } from "@beckon/contract";
import { BookOpen, KeyRound, ListFilterPlus, type LucideIcon, Plus, Puzzle, Store, UserPlus } from "lucide-react";

/** Something that the command palette offers to do. A new one is a line here. */
export interface Command {
  readonly label: string;
  readonly icon: LucideIcon;
  /** A page of the app, or of the server where it begins with `/docs`. */
  readonly to: string;
  /** Other words by which people look for it. */
  readonly keywords?: readonly string[];
  readonly needs?: Permission;
}

export const COMMANDS: readonly Command[] = [
  { label: "New campaign", icon: Plus, to: "/campaigns/new", keywords: ["create", "write"], needs: "campaigns:write" },
  { label: "New content block", icon: Puzzle, to: "/content/new", keywords: ["snippet", "footer", "create"], needs: "campaigns:write" },
  { label: "New segment", icon: ListFilterPlus, to: "/segments/new", keywords: ["audience", "list", "cohort"], needs: "segments:write" },
  { label: "Make a key", icon: KeyRound, to: "/settings?tab=keys", keywords: ["api key", "write key", "token"], needs: "keys:write" },
  { label: "Invite a colleague", icon: UserPlus, to: "/settings?tab=users", keywords: ["user", "member", "team"], needs: "users:write" },
  { label: "Try the sample shop", icon: Store, to: "/connect/sample-shop", keywords: ["demo", "example"] },
  { label: "Read the API documentation", icon: BookOpen, to: "/docs", keywords: ["help", "reference", "openapi"] },
];
