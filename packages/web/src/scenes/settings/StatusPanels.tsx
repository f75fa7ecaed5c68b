import type { Status } from "@beckon/contract";
import { Alert, Badge, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useRead } from "../../api/hooks.ts";
import { type Fact, Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sendLook } from "../../ui/states.ts";
import { Time } from "../../ui/Time.tsx";

/** How Beckon is doing, for whoever runs it. */
export function StatusPanels() {
  const status = useRead("getStatus", undefined, { every: 3_000 });
  return (
    <Loaded query={status}>
      {(now) => (
        <Stack gap="lg">
          <Problems status={now} />
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
            <Panel title="Queue">
              <Facts facts={queueFacts(now)} />
            </Panel>
            <Panel title="Messages">
              <Facts facts={now.sends.map(({ state, count }) => ({ name: sendLook(state).label, value: count.toLocaleString("en") }))} />
            </Panel>
            <Panel title="Channels">
              <Channels status={now} />
            </Panel>
            <Panel title="Server">
              <Facts facts={serverFacts(now)} />
            </Panel>
          </SimpleGrid>
        </Stack>
      )}
    </Loaded>
  );
}

function Problems({ status }: { readonly status: Status }) {
  if (status.problems.length === 0)
    return (
      <Alert color="green" icon={<CircleCheck size={18} aria-hidden />}>
        <Text size="sm">All is well.</Text>
      </Alert>
    );
  return (
    <Stack gap="xs">
      {status.problems.map((problem) => (
        <Alert key={problem.code} color={problem.severity === "error" ? "red" : "yellow"} icon={<TriangleAlert size={18} aria-hidden />}>
          <Text size="sm">{problem.sentence}</Text>
        </Alert>
      ))}
    </Stack>
  );
}

function queueFacts({ queue, openDeadLetters }: Status): readonly Fact[] {
  return [
    { name: "Events waiting", value: queue.depth.toLocaleString("en") },
    { name: "Oldest", value: queue.oldestUnprocessedAt ? <Time at={queue.oldestUnprocessedAt} /> : "none" },
    { name: "Timers due", value: queue.timersDue.toLocaleString("en") },
    { name: "Oldest due", value: queue.oldestDueTimerAt ? <Time at={queue.oldestDueTimerAt} /> : "none" },
    { name: "Dead letters", value: openDeadLetters.toLocaleString("en") },
  ];
}

function Channels({ status }: { readonly status: Status }) {
  return (
    <Stack gap="sm">
      <Text size="sm">
        {status.mail.carrier === null
          ? "No provider is chosen: mails stay in the local outbox."
          : `Mails go out by ${status.mail.carrier}${status.mail.sender ? ` from ${status.mail.sender}` : ""}.`}
      </Text>
      {status.channels.map((channel) => (
        <Group key={channel.name} gap="xs" wrap="nowrap" align="flex-start">
          <Badge color={channel.ok ? "green" : "red"}>{channel.ok ? "Works" : "Broken"}</Badge>
          <Text size="sm">
            {channel.name}: {channel.detail}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

function serverFacts(status: Status): readonly Fact[] {
  return [
    { name: "Version", value: status.version },
    { name: "Started", value: <Time at={status.startedAt} /> },
    {
      name: "Database",
      value: `PostgreSQL ${status.database.version}, ${status.database.embedded ? "embedded" : "external"}, ${(status.database.sizeBytes / 1_048_576).toFixed(0)} MB`,
    },
    { name: "Workers", value: `${status.workers.owners.length} with ${status.workers.bucketsOwned} of ${status.workers.bucketsTotal} buckets` },
    { name: "People", value: status.counts.profiles.toLocaleString("en") },
    { name: "Events", value: status.counts.events.toLocaleString("en") },
    { name: "Campaigns", value: `${status.counts.campaigns}, ${status.counts.liveCampaigns} live` },
  ];
}
