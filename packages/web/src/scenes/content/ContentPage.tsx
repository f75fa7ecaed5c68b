import type { ContentBlockListItem } from "@beckon/contract";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { Plus, Puzzle } from "lucide-react";
import { Link } from "react-router";
import { useList } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { languageName } from "../../ui/languageName.ts";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { Time } from "../../ui/Time.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { formatName } from "./formats.ts";

const COLUMNS: readonly Column<ContentBlockListItem>[] = [
  {
    header: "Block",
    cell: (block) => (
      <Stack gap={2}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {block.name}
          </Text>
          <BlockBadge block={block} />
        </Group>
        {block.description && (
          <Text size="xs" c="dimmed" lineClamp={2} maw="36rem">
            {block.description}
          </Text>
        )}
      </Stack>
    ),
  },
  { header: "Format", width: "7rem", cell: ({ format }) => formatName(format) },
  { header: "Other languages", width: "12rem", wideOnly: true, cell: ({ languages }) => languages.map(languageName).join(", ") || "None" },
  { header: "Used by", width: "6rem", align: "right", cell: ({ usedBy }) => usedBy.toLocaleString("en") },
  { header: "Changed", width: "9rem", cell: ({ updatedAt }) => <Time at={updatedAt} /> },
];

/** Whether it goes out as it is written. */
export function BlockBadge({ block: { version, hasDraft } }: { readonly block: Pick<ContentBlockListItem, "version" | "hasDraft"> }) {
  if (version === 0) return <Badge color="gray">Draft</Badge>;
  return hasDraft ? <Badge color="blue">Draft changes</Badge> : <Badge color="sea">Published</Badge>;
}

export function ContentPage() {
  const [search, setSearch] = useParameter("search");
  const blocks = useList("listContentBlocks", { query: { search: search || undefined } }, { keep: true });
  const mayWrite = useMay("campaigns:write");
  const make = mayWrite && (
    <Button component={Link} to="/content/new" leftSection={<Plus size={16} aria-hidden />}>
      New block
    </Button>
  );
  return (
    <Page title="Content" lead="Pieces that several messages share: changed here, they change in all of them." actions={make}>
      <Group mb="md">
        <SearchBox label="Search content blocks" placeholder="Name or description" initial={search} onSearch={setSearch} />
      </Group>
      <Panel flush>
        <Loaded query={blocks}>
          {(items) =>
            items.length === 0 ? (
              <NoBlocks filtered={search !== ""} make={make} />
            ) : (
              <>
                <RecordTable label="Content blocks" items={items} columns={COLUMNS} id={(block) => block.id} to={(block) => `/content/${block.id}`} />
                <MoreButton list={blocks} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function NoBlocks({ filtered, make }: { readonly filtered: boolean; readonly make: React.ReactNode }) {
  if (filtered)
    return (
      <EmptyState icon={Puzzle} title="No block fits">
        Try another word of its name or description.
      </EmptyState>
    );
  return (
    <EmptyState icon={Puzzle} title="No content blocks yet" action={make}>
      A footer, a signature, the offer of the week: write it once, name it in any message, and change it in one place.
    </EmptyState>
  );
}
