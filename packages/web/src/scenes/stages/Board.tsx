import type { StageBoard, StageFigures } from "@beckon/contract";
import { Anchor, Group, SegmentedControl, SimpleGrid, Stack, Text, Tooltip } from "@mantine/core";
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { StagePeople, type StageQuestion } from "./StagePeople.tsx";
import { stayText } from "./stayText.ts";

const REFRESH_MS = 5_000;
const DAY_MS = 86_400_000;
const PERIODS = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
];

type Flow = StageBoard["flows"][number];

/** How many are in each stage, who moved where, how long they stayed; every number opens the people. */
export function Board() {
  const [days, setDays] = useState("30");
  const [asked, setAsked] = useState<StageQuestion | null>(null);
  const from = new Date(Date.now() - (Number(days) - 1) * DAY_MS).toISOString().slice(0, 10);
  const board = useRead("getStageBoard", { query: { from } }, { every: REFRESH_MS, keep: true });
  return (
    <Stack gap="lg">
      <Group justify="flex-end">
        <SegmentedControl aria-label="Period" data={PERIODS} value={days} onChange={setDays} />
      </Group>
      <Loaded query={board}>
        {(figures) => (
          <Stack gap="lg">
            <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
              {figures.stages.map((stage) => (
                <StageCard key={stage.key} stage={stage} all={figures.people} onAsk={setAsked} />
              ))}
            </SimpleGrid>
            <Flows board={figures} onAsk={setAsked} />
          </Stack>
        )}
      </Loaded>
      <StagePeople question={asked} onClose={() => setAsked(null)} />
    </Stack>
  );
}

interface StageCardProps {
  readonly stage: StageFigures;
  readonly all: number;
  readonly onAsk: (question: StageQuestion) => void;
}

function StageCard({ stage, all, onAsk }: StageCardProps) {
  const { key, name, people, came, left, time, description } = stage;
  const share = all === 0 ? 0 : Math.round((people * 100) / all);
  return (
    <Panel title={name} lead={description || undefined}>
      <Stack gap={4}>
        <Anchor component="button" type="button" ta="left" onClick={() => onAsk({ kind: "in", stage: key, name })} aria-label={`${people} in ${name}`}>
          <Text span size="xl" fw={700}>
            {people.toLocaleString("en")}
          </Text>
        </Anchor>
        <Text size="sm" c="dimmed">
          {share} % of all, {came.toLocaleString("en")} came, {left.toLocaleString("en")} left
        </Text>
        {time && (
          <Tooltip label={`Half of the ${time.people.toLocaleString("en")} who left stayed between ${stayText(time.lower)} and ${stayText(time.upper)}`}>
            <Text size="sm" c="dimmed" tabIndex={0}>
              Stayed {stayText(time.median)} in the middle ({stayText(time.lower)} to {stayText(time.upper)})
            </Text>
          </Tooltip>
        )}
      </Stack>
    </Panel>
  );
}

function Flows({ board: { flows, stages, from: since }, onAsk }: { readonly board: StageBoard; readonly onAsk: (question: StageQuestion) => void }) {
  const names = new Map(stages.map(({ key, name }) => [key, name]));
  const called = (key: string | null) => (key === null ? "New" : (names.get(key) ?? key));
  const columns: readonly Column<Flow>[] = [
    {
      header: "Way",
      cell: ({ from, to }) => (
        <Group gap={6} wrap="nowrap">
          <Text size="sm">{called(from)}</Text>
          <ArrowRight size={14} aria-label="to" />
          <Text size="sm" fw={600}>
            {called(to)}
          </Text>
        </Group>
      ),
    },
    {
      header: "Moves",
      width: "8rem",
      cell: ({ from, to, people }) => (
        <Anchor
          component="button"
          type="button"
          size="sm"
          aria-label={`${people} from ${called(from)} to ${called(to)}`}
          onClick={() => onAsk({ kind: "moved", from, to, since, name: `${called(from)} to ${called(to)}` })}
        >
          {people.toLocaleString("en")}
        </Anchor>
      ),
    },
  ];
  return (
    <Panel title="Who moved where" lead="In the period, most people first." flush>
      {flows.length === 0 ? (
        <Text size="sm" c="dimmed" px="var(--beckon-inset)" pb="lg">
          Nobody moved in this period. People who were placed when the stages were published did not move.
        </Text>
      ) : (
        <RecordTable label="Moves between stages" items={flows} columns={columns} id={({ from, to }) => `${from} ${to}`} />
      )}
    </Panel>
  );
}
