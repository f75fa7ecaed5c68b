import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { BookOpen, Keyboard, Megaphone, Moon, Search, Settings, Sun, User } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useRead } from "../api/hooks.ts";
import { HELP_PAGES } from "../scenes/help/helpPages.ts";
import { SECTIONS } from "../scenes/settings/sections.tsx";
import { useColours } from "../theme/useColours.ts";
import { personName } from "../ui/personName.ts";
import { campaignLook } from "../ui/states.ts";
import classes from "./CommandPalette.module.css";
import { COMMANDS } from "./commands.ts";
import { DESTINATIONS } from "./navigation.ts";
import { shortcutSheet } from "./shortcutSheet.ts";
import { useReachable } from "./useReachable.ts";

const FOUND_MAX = 6;

/** Ctrl K: every page, every section of the settings, every person, every campaign, and what can be done, by typing. */
export function CommandPalette() {
  const [query, setQuery] = useState("");
  const asked = query.trim();
  const [places, sections, help, commands, found] = [usePlaces(), useSections(), useHelp(), useCommands(), useFound(asked)];
  const groups = [
    { group: "Go to", actions: places },
    { group: "Do", actions: commands },
    // Many, and each has a page that lists them: only for those who type.
    ...(asked === ""
      ? []
      : [
          { group: "Settings", actions: sections },
          { group: "Help", actions: help },
        ]),
    ...found,
  ];
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      shortcut={["mod + K", "/"]}
      highlightQuery
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      scrollable
      maxHeight={440}
      nothingFound={query ? "Nothing goes by that name." : "Type a page, a person or a campaign."}
      attributes={{ content: { "aria-label": "Search and commands" } }}
      classNames={{ actionDescription: classes.description, actionsGroup: classes.group }}
      searchProps={{
        leftSection: <Search size={18} aria-hidden />,
        placeholder: "Pages, people, campaigns",
        "aria-label": "Search pages, people and campaigns",
      }}
    />
  );
}

function usePlaces(): SpotlightActionData[] {
  const navigate = useNavigate();
  return useReachable()(DESTINATIONS).map(({ to, label, does, icon: Icon }) => ({
    id: to,
    label,
    description: does,
    leftSection: <Icon size={18} aria-hidden />,
    onClick: () => void navigate(to),
  }));
}

function useSections(): SpotlightActionData[] {
  const navigate = useNavigate();
  return useReachable()(SECTIONS).map(({ key, label, group }) => ({
    id: `settings-${key}`,
    label,
    description: `Settings, ${group}`,
    leftSection: <Settings size={18} aria-hidden />,
    onClick: () => void navigate(`/settings?tab=${key}`),
  }));
}

function useHelp(): SpotlightActionData[] {
  const navigate = useNavigate();
  return HELP_PAGES.map(({ slug, title, does }) => ({
    id: `help-${slug}`,
    label: title,
    description: does,
    leftSection: <BookOpen size={18} aria-hidden />,
    onClick: () => void navigate(`/help/${slug}`),
  }));
}

function useCommands(): SpotlightActionData[] {
  const navigate = useNavigate();
  const { shown, use } = useColours();
  const other = shown === "dark" ? "light" : "dark";
  return [
    ...useReachable()(COMMANDS).map(({ label, to, icon: Icon, keywords }) => ({
      id: `do-${to}`,
      label,
      keywords: [...(keywords ?? [])],
      leftSection: <Icon size={18} aria-hidden />,
      // The documentation is a page of the server.
      onClick: () => (to.startsWith("/docs") ? window.location.assign(to) : void navigate(to)),
    })),
    {
      id: "colours",
      label: `Use ${other} colours`,
      keywords: ["theme", "mode", "appearance"],
      leftSection: other === "dark" ? <Moon size={18} aria-hidden /> : <Sun size={18} aria-hidden />,
      onClick: () => use(other),
    },
    {
      id: "shortcuts",
      label: "Keyboard shortcuts",
      keywords: ["help", "keys", "hotkeys"],
      leftSection: <Keyboard size={18} aria-hidden />,
      onClick: shortcutSheet.open,
    },
  ];
}

/** People and campaigns that fit. Spotlight filters by label once more, so what the API found carries the query as a keyword. */
function useFound(query: string): SpotlightActionGroupData[] {
  const navigate = useNavigate();
  const [search] = useDebouncedValue(query, 150);
  const enabled = search.length > 1;
  const people = useRead("listProfiles", { query: { search, limit: FOUND_MAX } }, { enabled }).data?.items ?? [];
  const campaigns = useRead("listCampaigns", { query: { search, limit: FOUND_MAX } }, { enabled }).data?.items ?? [];
  if (!enabled) return [];
  return [
    {
      group: "People",
      actions: people.map((person) => ({
        id: person.id,
        label: personName(person),
        description: person.email ?? undefined,
        keywords: [query],
        leftSection: <User size={18} aria-hidden />,
        onClick: () => void navigate(`/people/${person.id}`),
      })),
    },
    {
      group: "Campaigns",
      actions: campaigns.map((campaign) => ({
        id: campaign.id,
        label: campaign.name,
        description: campaignLook(campaign.status).label,
        keywords: [query],
        leftSection: <Megaphone size={18} aria-hidden />,
        onClick: () => void navigate(`/campaigns/${campaign.id}`),
      })),
    },
  ].filter((group) => group.actions.length > 0);
}
