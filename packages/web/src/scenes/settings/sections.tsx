import type { Permission } from "@beckon/contract";
import type { ComponentType } from "react";

/** One page of the settings. A new one is a file of its own and a line here. */
export interface Section {
  /** Stands in the address: `/settings?tab=topics`. */
  readonly key: string;
  readonly label: string;
  readonly group: "Workspace" | "Sending" | "People and access" | "Operations";
  /** Left out for whoever may not read it. */
  readonly needs?: Permission;
  /** Fetched when it is first opened. */
  readonly load: () => Promise<ComponentType>;
}

export const SECTIONS: readonly Section[] = [
  { key: "workspace", label: "General", group: "Workspace", load: async () => (await import("./WorkspaceForm.tsx")).WorkspaceSection },
  { key: "branding", label: "Branding", group: "Workspace", load: async () => (await import("./Branding.tsx")).BrandingSection },
  { key: "rules", label: "Quiet hours and caps", group: "Sending", load: async () => (await import("./SendingRules.tsx")).SendingRulesSection },
  { key: "topics", label: "Topics", group: "Sending", load: async () => (await import("./Topics.tsx")).TopicsSection },
  { key: "never_send", label: "Never send to", group: "Sending", load: async () => (await import("./NeverSend.tsx")).NeverSendSection },
  { key: "places", label: "Places", group: "Workspace", load: async () => (await import("./Places.tsx")).PlacesSection },
  { key: "suppressions", label: "Suppressions", group: "Sending", load: async () => (await import("./Suppressions.tsx")).Suppressions },
  { key: "webhooks", label: "Webhooks", group: "Sending", load: async () => (await import("./Webhooks.tsx")).WebhooksSection },
  { key: "users", label: "Users", group: "People and access", needs: "users:read", load: async () => (await import("./Users.tsx")).Users },
  { key: "security", label: "Security", group: "People and access", needs: "users:read", load: async () => (await import("./Security.tsx")).SecuritySection },
  { key: "keys", label: "Keys", group: "People and access", needs: "keys:read", load: async () => (await import("./Keys.tsx")).Keys },
  { key: "audit", label: "Audit log", group: "People and access", needs: "audit:read", load: async () => (await import("./AuditLog.tsx")).AuditLog },
  { key: "retention", label: "Data retention", group: "Operations", load: async () => (await import("./DataRetention.tsx")).DataRetentionSection },
  {
    key: "privacy",
    label: "Privacy requests",
    group: "People and access",
    needs: "profiles:delete",
    load: async () => (await import("./Privacy.tsx")).PrivacySection,
  },
  { key: "status", label: "Status", group: "Operations", load: async () => (await import("./StatusPanels.tsx")).StatusPanels },
];
