import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { Megaphone, Moon, Plus, Search, Sun, User } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useRead } from "../api/hooks.ts";
import { personName } from "../ui/personName.ts";
import { campaignLook } from "../ui/states.ts";
import classes from "./CommandPalette.module.css";
import { MAIN, SETUP } from "./navigation.ts";

const FOUND_MAX = 6;

/** Ctrl K: every page, every person, every campaign, by typing. */
export function CommandPalette() {
  const [query, setQuery] = useState("");
  const groups = [{ group: "Go to", actions: usePlaces() }, { group: "Do", actions: useCommands() }, ...useFound(query.trim())];
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      shortcut={["mod + K", "/"]}
      highlightQuery
      scrollable
      maxHeight={420}
      nothingFound={query ? "Nothing goes by that name." : "Type a page, a person or a campaign."}
      attributes={{ content: { "aria-label": "Search and commands" } }}
      classNames={{ actionDescription: classes.description }}
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
  return [...MAIN, ...SETUP].map(({ to, label, does, icon: Icon }) => ({
    id: to,
    label,
    description: does,
    leftSection: <Icon size={18} aria-hidden />,
    onClick: () => void navigate(to),
  }));
}

function useCommands(): SpotlightActionData[] {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  return [
    { id: "new-campaign", label: "New campaign", leftSection: <Plus size={18} aria-hidden />, onClick: () => void navigate("/campaigns/new") },
    {
      id: "colours",
      label: `Use ${other} colours`,
      leftSection: other === "dark" ? <Moon size={18} aria-hidden /> : <Sun size={18} aria-hidden />,
      onClick: () => setColorScheme(other),
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
