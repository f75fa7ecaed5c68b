import type { ComputedAttributeItem } from "@beckon/contract";
import { Badge, Box, Button, Code, Stack, Text } from "@mantine/core";
import { Plus, Sigma } from "lucide-react";
import { Link } from "react-router";
import { useList } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { sentenceCase } from "../../ui/sentenceCase.ts";
import { Time } from "../../ui/Time.tsx";
import { useParameter } from "../../ui/useParameter.ts";

const REFRESH_MS = 5_000;

const COLUMNS: readonly Column<ComputedAttributeItem>[] = [
  {
    header: "Attribute",
    cell: ({ name, summary }) => (
      <Stack gap={2}>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={2}>
          {sentenceCase(summary)}
        </Text>
      </Stack>
    ),
  },
  { header: "Holds", width: "8rem", wideOnly: true, cell: ({ type }) => TYPE_WORDS[type] },
  { header: "State", width: "10rem", cell: (attribute) => <ComputedBadge attribute={attribute} /> },
  { header: "Changed", width: "8rem", wideOnly: true, cell: ({ updatedAt }) => <Time at={updatedAt} /> },
];

const TYPE_WORDS: { readonly [type in ComputedAttributeItem["type"]]: string } = { number: "A number", list: "A list", value: "A value" };

/** Whether its values are there, and how far a build is. */
export function ComputedBadge({ attribute: { state, building } }: { readonly attribute: Pick<ComputedAttributeItem, "state" | "building"> }) {
  if (building) return <Badge color="blue">{`Building, ${building.percent} %`}</Badge>;
  return state === "failed" ? <Badge color="red">Not built</Badge> : <Badge color="sea">Live</Badge>;
}

/** Every attribute that Beckon keeps itself. */
export function ComputedAttributesPage() {
  const [search, setSearch] = useParameter("search");
  const attributes = useList("listComputedAttributes", { query: { search: search || undefined } }, { keep: true, every: REFRESH_MS });
  const mayMake = useMay("segments:publish");
  const make = mayMake && (
    <Button component={Link} to="/computed-attributes/new" leftSection={<Plus size={16} aria-hidden />}>
      New attribute
    </Button>
  );
  return (
    <Page title="Computed attributes" lead="What people did, as an attribute: kept by Beckon, right at every moment, and used like any other." actions={make}>
      <Box mb="md">
        <SearchBox label="Search computed attributes" placeholder="Name or event" initial={search} onSearch={setSearch} />
      </Box>
      <Panel flush>
        <Loaded query={attributes}>
          {(items) =>
            items.length === 0 ? (
              <NoAttributes filtered={search !== ""} />
            ) : (
              <>
                <RecordTable label="Computed attributes" items={items} columns={COLUMNS} id={({ id }) => id} to={({ id }) => `/computed-attributes/${id}`} />
                <MoreButton list={attributes} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function NoAttributes({ filtered }: { readonly filtered: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={Sigma} title="No computed attribute fits">
        Try another name or event.
      </EmptyState>
    );
  return (
    <EmptyState icon={Sigma} title="No computed attributes yet">
      Turn events into an attribute: how many orders in the last 90 days, what somebody spent in all, the category they like best, the days since their last
      visit. Segments and campaigns can ask for it, and a message can show it, for example as <Code>{"{{ profile.orders_90d }}"}</Code>.
    </EmptyState>
  );
}
