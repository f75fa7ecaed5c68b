import { Activity, type LucideIcon, Mail, Megaphone, Plug, Settings, Users } from "lucide-react";

export interface Destination {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** What one does there: for the command palette. */
  readonly does: string;
}

export const MAIN: readonly Destination[] = [
  { to: "/people", label: "People", icon: Users, does: "Find a person, their history and consent" },
  { to: "/campaigns", label: "Campaigns", icon: Megaphone, does: "Write, launch and follow campaigns" },
  { to: "/messages", label: "Messages", icon: Mail, does: "See every message as it looked, and why it went" },
  { to: "/events", label: "Events", icon: Activity, does: "Watch events arrive, the registry, dead letters" },
];

export const SETUP: readonly Destination[] = [
  { to: "/connect", label: "Connect", icon: Plug, does: "Write key and snippets for shops, apps and Stripe" },
  { to: "/settings", label: "Settings", icon: Settings, does: "Workspace, quiet hours, caps, topics, keys, status" },
];
