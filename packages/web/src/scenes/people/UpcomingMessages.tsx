import type { UpcomingMessage } from "@beckon/contract";
import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { Panel } from "../../ui/Panel.tsx";
import { momentText } from "../../ui/time.ts";

const REFRESH_MS = 15_000;
const SHOWN = 8;

const OUTCOMES: { readonly [outcome in UpcomingMessage["outcome"]]: { readonly label: string; readonly color: string } } = {
  goes: { label: "Goes", color: "green" },
  held_out: { label: "Held out", color: "gray" },
  held: { label: "Held", color: "yellow" },
  not_sent: { label: "Not sent", color: "red" },
};

/** This person's calendar: each message of the next two weeks as it would be decided. Nothing is shown where nothing comes. */
export function UpcomingMessages({ profileId }: { readonly profileId: string }) {
  const items = useRead("listUpcomingMessages", { params: { id: profileId } }, { every: REFRESH_MS }).data?.items ?? [];
  const [all, setAll] = useState(false);
  if (items.length === 0) return null;
  return (
    <Panel title="The next two weeks" lead="If nothing else happens, with quiet hours, windows and caps as they are now.">
      <Stack gap="sm">
        {(all ? items : items.slice(0, SHOWN)).map((message) => (
          <Line key={`${message.at} ${message.course.id} ${message.step} ${message.outcome}`} message={message} />
        ))}
        {!all && items.length > SHOWN && (
          <Anchor component="button" type="button" size="sm" onClick={() => setAll(true)}>
            Show {items.length - SHOWN} more
          </Anchor>
        )}
      </Stack>
    </Panel>
  );
}

function Line({ message: { at, course, step, outcome, sentence } }: { readonly message: UpcomingMessage }) {
  const { label, color } = OUTCOMES[outcome];
  return (
    <div>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm">{momentText(Date.parse(at))}</Text>
        <Badge color={color}>{label}</Badge>
      </Group>
      <Text size="sm">
        <Anchor component={Link} to={`/${course.kind}s/${course.id}`} size="sm">
          {course.name}
        </Anchor>
        {step && `: ${step}`}
      </Text>
      {sentence !== "" && (
        <Text size="sm" c="dimmed">
          {sentence}
        </Text>
      )}
    </div>
  );
}
