import type { RegistryEvent, RegistryProperty } from "@beckon/contract";
import { Badge, Group, Stack, Text } from "@mantine/core";
import { BookMarked } from "lucide-react";
import { useList, useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { Time } from "../../ui/Time.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { PropertyTable } from "./PropertyTable.tsx";

const COLUMNS: readonly Column<RegistryEvent>[] = [
  {
    header: "Event",
    cell: (event) => (
      <Text size="sm" fw={600}>
        {event.name}
      </Text>
    ),
  },
  { header: "Seen", align: "right", width: "7rem", cell: (event) => event.count.toLocaleString("en") },
  { header: "Last", width: "8rem", cell: (event) => <Time at={event.lastSeenAt} /> },
  { header: "Schema", width: "12rem", cell: (event) => <SchemaState event={event} /> },
];

/** Every event name and attribute ever seen. */
export function Registry() {
  const [search, setSearch] = useParameter("search");
  const events = useList("listRegistryEvents", { query: search ? { search } : {} }, { keep: true });
  const attributes = useRead("listAttributes");
  return (
    <Stack gap="lg">
      <SearchBox label="Search event names" placeholder="Search event names" initial={search} onSearch={setSearch} />
      <Panel title="Events" lead="Open one to see its properties, a sample, and to fix its schema." flush>
        <Loaded query={events}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={BookMarked} title="No event name is known">
                Names are written down by themselves as events arrive.
              </EmptyState>
            ) : (
              <>
                <RecordTable
                  label="Event names"
                  items={items}
                  columns={COLUMNS}
                  id={(event) => event.name}
                  to={(event) => `/events/registry/${encodeURIComponent(event.name)}`}
                />
                <MoreButton list={events} />
              </>
            )
          }
        </Loaded>
      </Panel>
      <Panel title="Attributes of people" flush>
        <Loaded query={attributes}>{({ items }) => <AttributeList attributes={items} />}</Loaded>
      </Panel>
    </Stack>
  );
}

function AttributeList({ attributes }: { readonly attributes: readonly RegistryProperty[] }) {
  if (attributes.length === 0)
    return (
      <Text size="sm" c="dimmed" px="var(--beckon-inset)" pb="lg">
        None yet. An identify call sets them.
      </Text>
    );
  return <PropertyTable label="Attributes" properties={attributes} />;
}

function SchemaState({ event }: { readonly event: RegistryEvent }) {
  if (!event.hasSchema)
    return (
      <Text size="sm" c="dimmed">
        open
      </Text>
    );
  return (
    <Group gap={4}>
      <Badge color="sea">Fixed</Badge>
      {event.violations > 0 && <Badge color="orange">{event.violations} broke it</Badge>}
    </Group>
  );
}
