import type { SegmentDetail, SegmentMember } from "@beckon/contract";
import { ActionIcon, Box, Text } from "@mantine/core";
import { UserMinus, Users } from "lucide-react";
import { useState } from "react";
import { useList } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Person } from "../../ui/Person.tsx";
import { personName } from "../../ui/personName.ts";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { sentenceCase } from "../../ui/sentenceCase.ts";
import { sizeText } from "../../ui/sizeText.ts";
import { Time } from "../../ui/Time.tsx";

const REFRESH_MS = 5_000;

interface MembersProps {
  readonly segment: SegmentDetail;
  /** For lists: takes somebody off. */
  readonly onRemove?: (member: SegmentMember) => void;
}

/** Who is in it, who came last first. */
export function Members({ segment, onRemove }: MembersProps) {
  const [search, setSearch] = useState("");
  const query = { search: search || undefined };
  const members = useList("listSegmentMembers", { params: { id: segment.id }, query }, { keep: true, every: REFRESH_MS });
  const isList = segment.kind === "list";
  const columns: readonly Column<SegmentMember>[] = [
    { header: "Person", cell: ({ profile }) => <Person person={profile} /> },
    { header: isList ? "On it since" : "In it since", width: "10rem", cell: ({ since }) => <Time at={since} /> },
    ...(onRemove ? [removeColumn(onRemove)] : []),
  ];
  return (
    <Panel title={segment.size ? sizeText(segment.size) : "People"} lead={isList ? undefined : sentence(segment)} flush>
      <Box px="var(--beckon-inset)" pb="md">
        <SearchBox label="Search people in it" placeholder="Name, address or user id" initial={search} onSearch={setSearch} />
      </Box>
      <Loaded query={members}>
        {(items) =>
          items.length === 0 && search !== "" ? (
            <EmptyState icon={Users} title="Nobody in it fits">
              Try another name, or look among all people.
            </EmptyState>
          ) : items.length === 0 ? (
            <EmptyState icon={Users} title={isList ? "Nobody is on it yet" : "Nobody is in it now"}>
              {isList
                ? "Put people on it by name, by pasting what you know them by, or from a file."
                : "Whoever comes to fit its conditions enters at that moment."}
            </EmptyState>
          ) : (
            <>
              <RecordTable
                label="People in it"
                items={items}
                columns={columns}
                id={({ profile }) => profile.id}
                to={({ profile }) => `/people/${profile.id}`}
              />
              <MoreButton list={members} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function removeColumn(onRemove: (member: SegmentMember) => void): Column<SegmentMember> {
  return {
    header: "Take off",
    width: "6rem",
    cell: (member) => (
      <ActionIcon variant="subtle" color="gray" aria-label={`Take ${personName(member.profile)} off the list`} onClick={() => onRemove(member)}>
        <UserMinus size={16} aria-hidden />
      </ActionIcon>
    ),
  };
}

function sentence({ summary }: SegmentDetail) {
  return (
    <Text span inherit>
      {sentenceCase(summary)}.
    </Text>
  );
}
