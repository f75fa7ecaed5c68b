import type { Status } from "@beckon/contract";
import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Circle, CircleCheck } from "lucide-react";
import { Link } from "react-router";
import { Panel } from "../../ui/Panel.tsx";

/** What is left to do until the first campaign is live; then it is gone for good. */
export function NextSteps({ counts }: { readonly counts: Status["counts"] }) {
  const steps = [
    { label: "Connect a shop, or load the sample shop", to: "/connect", done: counts.events > 0 },
    { label: "Write a campaign", to: "/campaigns/new", done: counts.campaigns > 0 },
    { label: "Launch it", to: "/campaigns", done: counts.liveCampaigns > 0 },
  ];
  if (counts.liveCampaigns > 0) return null;
  return (
    <Panel title="First steps">
      <Stack gap="sm" component="ol" m={0} p={0}>
        {steps.map(({ label, to, done }) => (
          <Group key={to} gap="sm" component="li" wrap="nowrap">
            {done ? <CircleCheck size={18} color="var(--mantine-color-green-light-color)" aria-label="Done" /> : <Circle size={18} aria-label="To do" />}
            {done ? (
              <Text size="sm" c="dimmed">
                {label}
              </Text>
            ) : (
              <Anchor component={Link} to={to} size="sm">
                {label}
              </Anchor>
            )}
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}
