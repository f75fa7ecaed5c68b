import type { RehearsalItem } from "@beckon/contract";
import { Button, Stack, Text } from "@mantine/core";
import { Clapperboard } from "lucide-react";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { Time } from "../../ui/Time.tsx";
import { periodText, populationText, stateText } from "./rehearsalWords.ts";

interface RehearsalListProps {
  readonly list: Parameters<typeof Loaded<readonly RehearsalItem[]>>[0]["query"] & Parameters<typeof MoreButton>[0]["list"];
  readonly noun: "campaign" | "journey";
  readonly onOpen: (id: string) => void;
}

/** Earlier rehearsals, newest first. */
export function RehearsalList({ list, noun, onOpen }: RehearsalListProps) {
  const number = (value: number | null) => (value === null ? "–" : value.toLocaleString("en"));
  const columns: readonly Column<RehearsalItem>[] = [
    {
      header: "Rehearsal",
      cell: (item) => (
        <Stack gap={0} align="flex-start">
          <Button variant="transparent" size="compact-sm" px={0} onClick={() => onOpen(item.id)}>
            {periodText(item)}
          </Button>
          <Text size="xs" c="dimmed">
            {populationText(item)}
          </Text>
        </Stack>
      ),
    },
    { header: "State", cell: (item) => stateText(item) },
    { header: "Entered", align: "right", cell: ({ entered }) => number(entered) },
    { header: "Messages", align: "right", cell: ({ messages }) => number(messages) },
    {
      header: "Begun",
      width: "10rem",
      cell: ({ createdAt, startedBy }) => (
        <Stack gap={0}>
          <Time at={createdAt} />
          <Text size="xs" c="dimmed">
            by {startedBy}
          </Text>
        </Stack>
      ),
    },
  ];
  return (
    <Panel title="Rehearsals so far" flush>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={Clapperboard} title="Not rehearsed yet">
              A rehearsal shows who would have come into this {noun}, what each would have got and when, and why others would not, before anybody gets anything.
            </EmptyState>
          ) : (
            <>
              <RecordTable label="Rehearsals so far" items={items} columns={columns} id={({ id }) => id} />
              <MoreButton list={list} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
