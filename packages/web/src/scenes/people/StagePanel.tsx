import type { StageAnswer, StageChange } from "@beckon/contract";
import { Group, Stack, Text } from "@mantine/core";
import { useList, useRead } from "../../api/hooks.ts";
import { FindingTree } from "../../conditions/FindingTree.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Time } from "../../ui/Time.tsx";
import { momentText } from "../../ui/time.ts";

const REFRESH_MS = 5_000;

/** The stage of the life cycle that somebody is in, since when and why, and the way there. Nothing where no stages are live. */
export function StagePanel({ profileId }: { readonly profileId: string }) {
  const standing = useRead("getProfileStages", { params: { id: profileId } }, { every: REFRESH_MS });
  const { current } = standing.data ?? {};
  if (!current) return null;
  return (
    <Panel title={`Stage: ${current.name}`} lead={spanOf(current)}>
      <Stack gap="sm" data-testid="stage-why">
        <Text size="sm">{current.sentence}</Text>
        {current.finding && <FindingTree finding={current.finding} />}
        <Disclosure summary={<Text size="sm">The way there</Text>}>{() => <History profileId={profileId} />}</Disclosure>
      </Stack>
    </Panel>
  );
}

function History({ profileId }: { readonly profileId: string }) {
  const changes = useList("getProfileStages", { params: { id: profileId } });
  const items: readonly StageChange[] = changes.data ?? [];
  if (changes.data && items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No move so far: placed here when the stages were published.
      </Text>
    );
  return (
    <Stack gap={6}>
      {items.map(({ id, at, from, to }) => (
        <Group key={id} justify="space-between" gap="sm" wrap="nowrap">
          <Text size="sm">{from ? `${from.name} to ${to.name}` : `Began in ${to.name}`}</Text>
          <Text size="xs" c="dimmed">
            <Time at={at} />
          </Text>
        </Group>
      ))}
      <MoreButton list={changes} />
    </Stack>
  );
}

function spanOf({ since, until }: StageAnswer): string {
  const began = `Since ${momentText(Date.parse(since))}.`;
  return until ? `${began} Time alone may change it on ${momentText(Date.parse(until))}.` : `${began} Stays until something happens.`;
}
