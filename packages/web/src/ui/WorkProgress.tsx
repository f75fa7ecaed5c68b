import { Group, Progress, Stack, Text } from "@mantine/core";

interface WorkProgressProps {
  /** What is being done, in words. */
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/** How far long work has come. */
export function WorkProgress({ step, done, total }: WorkProgressProps) {
  const percent = Math.min(100, Math.round((100 * done) / Math.max(1, total)));
  return (
    <Stack gap={6} role="status">
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm">{step}</Text>
        <Text size="sm" c="dimmed">
          {percent} %
        </Text>
      </Group>
      <Progress value={percent} aria-label={step} />
    </Stack>
  );
}
