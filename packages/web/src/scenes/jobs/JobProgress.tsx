import type { Job } from "@beckon/contract";
import { Badge, Group, Progress, Stack, Text } from "@mantine/core";

const STATE: { readonly [state in Job["state"]]: { readonly label: string; readonly color: string } } = {
  waiting: { label: "Waiting", color: "gray" },
  running: { label: "Running", color: "blue" },
  done: { label: "Done", color: "green" },
  failed: { label: "Failed", color: "red" },
  cancelled: { label: "Stopped", color: "gray" },
};

/** Whether a job still waits or works. */
export function isOpen(job: Pick<Job, "state"> | null | undefined): boolean {
  return job?.state === "waiting" || job?.state === "running";
}

export function JobBadge({ job }: { readonly job: Job }) {
  const { label, color } = STATE[job.state];
  return <Badge color={color}>{label}</Badge>;
}

/** How far a job is: a bar with its share, as far as that is known. */
export function JobProgress({ job }: { readonly job: Job }) {
  const share = job.state === "done" ? 100 : job.total ? Math.min(99, Math.floor((100 * job.done) / job.total)) : 0;
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {STATE[job.state].label}
        </Text>
        <Text size="sm" c="dimmed" aria-live="polite">
          {share} %
        </Text>
      </Group>
      <Progress value={share} animated={job.state === "running"} aria-label={`${job.title}: ${share} percent`} />
    </Stack>
  );
}
