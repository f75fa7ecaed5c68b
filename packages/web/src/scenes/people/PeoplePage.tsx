import type { ProfileListItem } from "@beckon/contract";
import type { PeopleSort } from "@beckon/core";
import { Badge, Button, Group, Select, Text } from "@mantine/core";
import { GitMerge, UserPlus, UserSearch, Users } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useList, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
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
import { valueText } from "../../ui/valueText.ts";
import { PeopleTransfer } from "../privacy/PeopleTransfer.tsx";
import { ColumnsMenu } from "./ColumnsMenu.tsx";
import { FilterBar } from "./filters/FilterBar.tsx";
import { filterOfText, textOfFilter } from "./filters/filterText.ts";
import { NewPersonModal } from "./NewPersonModal.tsx";
import { SavedViews } from "./SavedViews.tsx";

const PAGE = 50;

/** Everyone, searched, filtered and sorted; all of it stands in the address, so a list can be sent to a colleague. */
export function PeoplePage() {
  const [search, setSearch] = useParameter("search");
  const [filterText, setFilterText] = useParameter("filter");
  const [sort, setSort] = useParameter("sort");
  const columns = useRead("getPeopleColumns").data?.columns ?? [];
  const asked = { ...(search ? { search } : {}), ...(filterText ? { filter: filterText } : {}) };
  const people = useList(
    "listProfiles",
    { query: { ...asked, limit: PAGE, ...(sort ? { sort: sort as PeopleSort } : {}), ...(columns.length > 0 ? { columns: columns.join(",") } : {}) } },
    { keep: true },
  );
  useLookingOn(people);
  return (
    <Page
      title="People"
      lead="Everyone whose events have reached Beckon: one profile per person, however many names they go by."
      actions={
        <>
          <PeopleTransfer asked={asked} />
          <PeopleActions />
        </>
      }
    >
      <Group mb="sm" gap="sm">
        <SearchBox key={search} label="Search people" placeholder="Name, email, domain, phone, user id …" initial={search} onSearch={setSearch} />
        <Select
          aria-label="Sort by"
          w={150}
          allowDeselect={false}
          value={sort || "newest"}
          onChange={(next) => setSort(next === "newest" ? null : next)}
          data={[
            { value: "newest", label: "Newest first" },
            { value: "last_seen", label: "Last seen first" },
          ]}
        />
        <ColumnsMenu columns={columns} />
        <SavedViews />
      </Group>
      <Group mb="md" justify="space-between" gap="sm">
        <FilterBar filter={filterOfText(filterText)} onChange={(filter) => setFilterText(textOfFilter(filter))} />
        <PeopleCounted asked={asked} />
      </Group>
      <Panel flush>
        <Loaded query={people}>
          {(items) =>
            items.length === 0 && !people.more ? (
              <NoPeople search={search} isFiltered={filterText !== ""} />
            ) : (
              <>
                {items.length > 0 && (
                  <RecordTable label="People" items={items} columns={columnsOf(columns)} id={(person) => person.id} to={(person) => `/people/${person.id}`} />
                )}
                {people.more && items.length < PAGE ? (
                  <Text size="sm" c="dimmed" p="md" role="status">
                    Looking through everybody for more …
                  </Text>
                ) : (
                  <MoreButton list={people} />
                )}
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

/** A rare filter is answered a stretch at a time: goes on until the first page is full. */
function useLookingOn(list: { readonly data: readonly unknown[] | undefined; readonly more: (() => void) | null; readonly loadingMore: boolean }): void {
  const { data, more, loadingMore } = list;
  const goOn = data !== undefined && data.length < PAGE && !loadingMore ? more : null;
  useEffect(() => {
    goOn?.();
  }, [goOn]);
}

function PeopleActions() {
  const [adding, setAdding] = useState(false);
  const may = useMay("profiles:write");
  return (
    <>
      <Button component={Link} to="/people/merges" variant="default" leftSection={<GitMerge size={16} aria-hidden />}>
        Merges
      </Button>
      {may && (
        <Button leftSection={<UserPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          Add a person
        </Button>
      )}
      <NewPersonModal opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}

const WORDS = { exact: "", about: "about ", more: "more than ", fewer: "fewer than " } as const;

function PeopleCounted({ asked }: { readonly asked: { readonly search?: string; readonly filter?: string } }) {
  const counted = useRead("countProfiles", { query: asked }, { keep: true }).data;
  if (!counted) return null;
  return (
    <Text size="sm" c="dimmed" role="status">
      {WORDS[counted.is]}
      {counted.count.toLocaleString("en")} {counted.count === 1 && counted.is === "exact" ? "person" : "people"}
    </Text>
  );
}

const PERSON: Column<ProfileListItem> = { header: "Person", cell: (person) => <Person person={person} /> };
const KNOWN_BY: Column<ProfileListItem> = { header: "Known by", wideOnly: true, cell: (person) => <KnownBy person={person} /> };
const LAST_SEEN: Column<ProfileListItem> = {
  header: "Last seen",
  width: "9rem",
  cell: (person) =>
    person.lastSeenAt ? (
      <Time at={person.lastSeenAt} />
    ) : (
      <Text size="sm" c="dimmed" span>
        not yet
      </Text>
    ),
};
const FIRST_SEEN: Column<ProfileListItem> = { header: "Known since", width: "9rem", wideOnly: true, cell: (person) => <Time at={person.createdAt} /> };
const EVENTS: Column<ProfileListItem> = {
  header: "Events",
  align: "right",
  width: "6rem",
  cell: ({ eventCount }) => (eventCount === null ? "" : eventCount > 1_000 ? "1,000+" : eventCount.toLocaleString("en")),
};

function columnsOf(names: readonly string[]): readonly Column<ProfileListItem>[] {
  const chosen = names.map((name): Column<ProfileListItem> => {
    if (name === "event_count") return EVENTS;
    return {
      header: name,
      cell: ({ attributes }) => {
        const value = attributes[name] ?? null;
        return value === null ? "" : valueText(value);
      },
    };
  });
  return [PERSON, ...(chosen.length > 2 ? [] : [KNOWN_BY]), ...chosen, LAST_SEEN, FIRST_SEEN];
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

function NoPeople({ search, isFiltered }: { readonly search: string; readonly isFiltered: boolean }) {
  if (search || isFiltered)
    return (
      <EmptyState icon={UserSearch} title={search ? `Nobody is found for “${search}”` : "Nobody fits these filters"}>
        {isFiltered
          ? "All filters must hold together. Remove one to see more people."
          : "A search looks at the beginning of every word of a name, mail address and phone number, and of every other identifier."}
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
