import type { SignedInBrowser } from "@beckon/contract";
import { Badge, Button, Group, Text } from "@mantine/core";
import { useChange, useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";

/** Where I am signed in, and the way to end it there. */
export function Browsers() {
  const sessions = useRead("listMySessions");
  const end = useChange("endMySession", ["listMySessions"]);
  const endOthers = useChange("endMyOtherSessions", ["listMySessions"]);
  const onError = (error: unknown) => sayError(error);
  const columns: readonly Column<SignedInBrowser>[] = [
    {
      header: "Browser",
      cell: (session) => (
        <Group gap={6}>
          <Text size="sm" fw={600}>
            {session.device}
          </Text>
          {session.current && <Badge color="green">This one</Badge>}
        </Group>
      ),
    },
    { header: "Address", width: "9rem", cell: (session) => session.ip },
    { header: "Last used", width: "8rem", cell: (session) => <Time at={session.lastUsedAt} /> },
    {
      header: "End",
      width: "7rem",
      cell: (session) =>
        session.current ? (
          <Text size="sm" c="dimmed">
            In use
          </Text>
        ) : (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Sign out ${session.device} at ${session.ip}`}
            onClick={() => end.mutate({ params: { id: session.id } }, { onSuccess: () => sayDone("That browser is signed out."), onError })}
          >
            Sign out
          </Button>
        ),
    },
  ];
  const hasOthers = (sessions.data?.items.length ?? 0) > 1;
  return (
    <Panel
      title="Where you are signed in"
      lead="A browser is signed out after 14 days without use, and after 30 days in any case."
      flush
      actions={
        hasOthers && (
          <Button
            size="xs"
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate(undefined, { onSuccess: () => sayDone("All your other browsers are signed out."), onError })}
          >
            Sign out all others
          </Button>
        )
      }
    >
      <Loaded query={sessions}>{({ items }) => <RecordTable label="Browsers" items={items} columns={columns} id={(session) => session.id} />}</Loaded>
    </Panel>
  );
}
