import type { ProfileListItem } from "@beckon/contract";
import { Badge, Button, Group, Text } from "@mantine/core";
import { UserSearch, Users } from "lucide-react";
import { Link } from "react-router";
import { useList } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { identifierName } from "../../ui/identifierName.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Person } from "../../ui/Person.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { Time } from "../../ui/Time.tsx";
import { useParameter } from "../../ui/useParameter.ts";

const COLUMNS: readonly Column<ProfileListItem>[] = [
  { header: "Person", cell: (person) => <Person person={person} /> },
  { header: "Known by", wideOnly: true, cell: (person) => <KnownBy person={person} /> },
  {
    header: "Last seen",
    width: "9rem",
    cell: (person) =>
      person.lastSeenAt ? (
        <Time at={person.lastSeenAt} />
      ) : (
        <Text size="sm" c="dimmed">
          not yet
        </Text>
      ),
  },
  { header: "First seen", width: "9rem", wideOnly: true, cell: (person) => <Time at={person.createdAt} /> },
];

export function PeoplePage() {
  const [search, setSearch] = useParameter("search");
  const people = useList("listProfiles", { query: search ? { search } : {} }, { keep: true });
  return (
    <Page title="People" lead="Everyone whose events have reached Beckon: one profile per person, however many names they go by.">
      <Group mb="md">
        <SearchBox label="Search people" placeholder="Name, email, user id, Stripe customer …" initial={search} onSearch={setSearch} />
      </Group>
      <Panel flush>
        <Loaded query={people}>
          {(items) =>
            items.length === 0 ? (
              <NoPeople search={search} />
            ) : (
              <>
                <RecordTable label="People" items={items} columns={COLUMNS} id={(person) => person.id} to={(person) => `/people/${person.id}`} />
                <MoreButton list={people} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function KnownBy({ person }: { readonly person: ProfileListItem }) {
  const kinds = [...new Set(person.identifiers.map((identifier) => identifierName(identifier.kind)))];
  return (
    <Group gap={4}>
      {kinds.map((kind) => (
        <Badge key={kind} color="gray" size="sm">
          {kind}
        </Badge>
      ))}
    </Group>
  );
}

function NoPeople({ search }: { readonly search: string }) {
  if (search)
    return (
      <EmptyState icon={UserSearch} title={`Nobody is found for “${search}”`}>
        A search looks at the beginning of names, mail addresses and every other identifier.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Users}
      title="Nobody here yet"
      action={
        <Button component={Link} to="/connect">
          Connect a shop or app
        </Button>
      }
    >
      A person appears with their first event. Visitors without a name count too, and become one person once they identify themselves.
    </EmptyState>
  );
}
