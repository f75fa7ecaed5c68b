import type { DueMessage } from "@beckon/contract";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";

const REFRESH_MS = 5_000;

/** What is still to come for this person, when, and why it waits. Nothing is shown where nothing waits. */
export function DueMessages({ profileId }: { readonly profileId: string }) {
  const due = useRead("listDueMessages", { params: { id: profileId } }, { every: REFRESH_MS }).data?.items ?? [];
  if (due.length === 0) return null;
  return (
    <Panel title="Due messages" lead="Still to come, unless something speaks against it.">
      <Stack gap="sm">
        {due.map((message) => (
          <DueLine key={message.enrollmentId} profileId={profileId} message={message} />
        ))}
      </Stack>
    </Panel>
  );
}

function DueLine({ profileId, message }: { readonly profileId: string; readonly message: DueMessage }) {
  const may = useMay("profiles:write");
  const cancel = useChange("cancelDueMessage", ["listDueMessages", "getTimeline", "getWhy", "getDecisions"]);
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" align="flex-start">
      <div>
        <Text size="sm" fw={600}>
          {message.campaign.name}
          {message.dueAt && (
            <Text span size="sm" c="dimmed">
              {" "}
              · <Time at={message.dueAt} />
            </Text>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {message.sentence}{" "}
          <Anchor component={Link} size="sm" to={message.isJourney ? `/journeys/${message.campaign.id}` : `?tab=why&campaign=${message.campaign.id}`}>
            {message.isJourney ? "See the journey" : "Why"}
          </Anchor>
        </Text>
      </div>
      {may && (
        <Button
          variant="default"
          size="compact-sm"
          flex="none"
          loading={cancel.isPending}
          aria-label={`Cancel ${message.campaign.name}`}
          onClick={() =>
            cancel.mutate(
              { params: { id: profileId, enrollmentId: message.enrollmentId } },
              { onSuccess: () => sayDone("The message is called back."), onError: (error) => sayError(error) },
            )
          }
        >
          Cancel
        </Button>
      )}
    </Group>
  );
}
