import type { Permission } from "@beckon/contract";
import {
  Activity,
  Blocks,
  BookOpen,
  CalendarDays,
  ClipboardCheck,
  Filter,
  Grid3x3,
  House,
  type LucideIcon,
  Mail,
  Megaphone,
  Plug,
  Puzzle,
  Route,
  Settings,
  Sigma,
  Users,
  Waypoints,
} from "lucide-react";

export interface Destination {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** What one does there: for the command palette. */
  readonly does: string;
  /** Pressed after `g`. */
  readonly key: string;
  /** Left out for whoever may not read it. */
  readonly needs?: Permission;
}

interface DestinationGroup {
  /** None for those that need no heading. */
  readonly label?: string;
  readonly destinations: readonly Destination[];
}

/** All that the navigation, the palette and `g` lead to. A new place is a line here; only what exists is named. */
export const NAVIGATION: readonly DestinationGroup[] = [
  {
    destinations: [
      { to: "/", label: "Overview", icon: House, does: "Is all well, what the campaigns do, what is next", key: "o", needs: "status:read" },
      { to: "/people", label: "People", icon: Users, does: "Find a person, their history and consent", key: "p", needs: "profiles:read" },
      { to: "/segments", label: "Segments", icon: Filter, does: "Say whom you mean, and see them come and go", key: "g", needs: "segments:read" },
      { to: "/stages", label: "Life cycle", icon: Route, does: "See in which stage people are, and how they move", key: "l", needs: "segments:read" },
      { to: "/rfm", label: "RFM groups", icon: Grid3x3, does: "See who buys lately and often, and whom you lose", key: "r", needs: "segments:read" },
    ],
  },
  {
    label: "Engage",
    destinations: [
      { to: "/campaigns", label: "Campaigns", icon: Megaphone, does: "Write, launch and follow campaigns", key: "c", needs: "campaigns:read" },
      { to: "/journeys", label: "Journeys", icon: Waypoints, does: "Draw, launch and follow steps over time", key: "j", needs: "campaigns:read" },
      {
        to: "/programme",
        label: "Programme",
        icon: CalendarDays,
        does: "See all that is live on one calendar, and what gets in its way",
        key: "y",
        needs: "campaigns:read",
      },
      { to: "/tasks", label: "Tasks", icon: ClipboardCheck, does: "Do what journeys ask a colleague to do", key: "d", needs: "profiles:read" },
      { to: "/content", label: "Content", icon: Puzzle, does: "Write what several messages share", key: "t", needs: "campaigns:read" },
      { to: "/messages", label: "Messages", icon: Mail, does: "See every message as it looked, and why it went", key: "m", needs: "messages:read" },
    ],
  },
  {
    label: "Data",
    destinations: [
      { to: "/events", label: "Events", icon: Activity, does: "Watch events arrive, the registry, dead letters", key: "e", needs: "events:read" },
      {
        to: "/computed-attributes",
        label: "Computed attributes",
        icon: Sigma,
        does: "Turn what people did into attributes",
        key: "a",
        needs: "segments:read",
      },
      { to: "/connect", label: "Connect", icon: Plug, does: "Sample shop, website, server or Stripe: where events come from", key: "k" },
      {
        to: "/integrations",
        label: "Integrations",
        icon: Blocks,
        does: "Connect who carries your mail, and have bounces told",
        key: "i",
        needs: "providers:read",
      },
    ],
  },
  {
    destinations: [
      { to: "/help", label: "Help", icon: BookOpen, does: "How Beckon thinks, and how to get things done", key: "h" },
      { to: "/settings", label: "Settings", icon: Settings, does: "Workspace, sending, keys, status", key: "s" },
    ],
  },
];

export const DESTINATIONS: readonly Destination[] = NAVIGATION.flatMap(({ destinations }) => destinations);
