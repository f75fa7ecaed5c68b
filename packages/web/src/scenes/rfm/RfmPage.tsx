import type { Rfm, RfmGroupFigures, RfmRanking } from "@beckon/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { Grid3x3, RefreshCw, Settings2 } from "lucide-react";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { WorkProgress } from "../../ui/WorkProgress.tsx";
import { RfmMap } from "./RfmMap.tsx";
import { RfmSettings } from "./RfmSettings.tsx";
import { averageText, peopleOfGroup } from "./rfmLook.ts";

const RUNNING_POLL_MS = 1_000;
const POLL_MS = 30_000;
const LEAD = "Everybody who ordered, by how lately, how often and for how much. Ranked anew every night.";

/** Who buys lately and often, and who used to: eleven groups, and the map on which they lie. */
export function RfmPage() {
  const rfm = useRead("getRfm", {}, { every: (data) => (data?.running ? RUNNING_POLL_MS : POLL_MS) });
  return <Loaded query={rfm}>{(answer) => <Shown rfm={answer} />}</Loaded>;
}

function Shown({ rfm }: { readonly rfm: Rfm }) {
  const [edits, setEdits] = useState(false);
  const may = useMay("segments:publish");
  const { setting, running, ranking, error } = rfm;
  const rank = useChange("rankPeople", ["getRfm"]);
  const actions = may && setting && (
    <>
      <Button variant="default" leftSection={<Settings2 size={16} aria-hidden />} onClick={() => setEdits(true)}>
        Change
      </Button>
      <Button
        leftSection={<RefreshCw size={16} aria-hidden />}
        disabled={running !== null}
        loading={rank.isPending}
        onClick={() => rank.mutate({}, { onError: (failure) => sayError(failure, "People were not ranked") })}
      >
        Rank now
      </Button>
    </>
  );
  return (
    <Page title="RFM groups" lead={LEAD} width="wide" actions={actions}>
      <Stack gap="lg">
        {running && (
          <Panel>
            <WorkProgress step={setting ? "Ranking everybody who ordered" : "Taking the groups out of the profiles"} done={running.percent} total={100} />
          </Panel>
        )}
        {!running && error !== null && <ErrorNote title="The last ranking did not come to its end" error={new Error(error)} />}
        {setting === null && <NotYet />}
        {setting !== null && ranking !== null && <Ranking ranking={ranking} />}
      </Stack>
      <RfmSettings opened={edits} setting={setting} onClose={() => setEdits(false)} />
    </Page>
  );
}

function NotYet() {
  const [opened, setOpened] = useState(false);
  const may = useMay("segments:publish");
  return (
    <Panel>
      <EmptyState
        icon={Grid3x3}
        title="Find your best people, and those you are losing"
        action={may && <Button onClick={() => setOpened(true)}>Rank people</Button>}
      >
        Say which event is an order and what it was worth. Everybody who ordered gets three scores from 1 to 5, how lately, how often and for how much, and is
        in one of eleven groups: champions, at risk, lost and so on. Segments, campaigns and messages can ask for them.
      </EmptyState>
      <RfmSettings opened={opened} setting={null} onClose={() => setOpened(false)} />
    </Panel>
  );
}

function Ranking({ ranking }: { readonly ranking: RfmRanking }) {
  if (ranking.people === 0)
    return (
      <Panel>
        <EmptyState icon={Grid3x3} title="Nobody has ordered yet">
          No event “{ranking.event}” has arrived. Groups come with the first night after one, or when you rank people yourself.
        </EmptyState>
      </Panel>
    );
  return (
    <>
      <Panel
        title="Map"
        lead={
          <>
            {ranking.people.toLocaleString("en")} people by “{ranking.event}”, as of <Time at={ranking.asOf} />. A field opens its people.
          </>
        }
      >
        <RfmMap ranking={ranking} />
      </Panel>
      <Panel title="Groups" flush>
        <RecordTable label="RFM groups" items={ranking.groups} columns={columnsOf(ranking)} id={({ key }) => key} to={({ key }) => peopleOfGroup(key)} />
      </Panel>
    </>
  );
}

const columnsOf = (ranking: RfmRanking): readonly Column<RfmGroupFigures>[] => [
  {
    header: "Group",
    cell: ({ name, description }) => (
      <Stack gap={2}>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      </Stack>
    ),
  },
  {
    header: "People",
    align: "right",
    width: "9rem",
    cell: ({ people }) => (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        <span>{people.toLocaleString("en")}</span>
        <Text span size="xs" c="dimmed">
          {Math.round((100 * people) / ranking.people)} %
        </Text>
      </Group>
    ),
  },
  { header: `Average ${ranking.value}`, align: "right", width: "10rem", cell: averageText },
];
