import type { Invite } from "@beckon/contract";
import { Badge, Button, Group, Modal, Text } from "@mantine/core";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Breakable } from "../../ui/Breakable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { roleName } from "../../ui/roleName.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { useNow } from "../../ui/useNow.ts";
import { InviteLink } from "./InviteLink.tsx";

/** Invitations that nobody has accepted yet; nothing where there are none. */
export function Invites() {
  const invites = useRead("listInvites");
  const may = useMay("users:write");
  const now = useNow();
  const renew = useChange("renewInvite", ["listInvites"]);
  const revoke = useChange("revokeInvite", ["listInvites"]);
  if (!invites.data || invites.data.items.length === 0) return null;
  const columns: readonly Column<Invite>[] = [
    {
      header: "Invited",
      cell: (invite) => (
        <Text size="sm" fw={600}>
          <Breakable>{invite.email}</Breakable>
        </Text>
      ),
    },
    { header: "As", width: "5rem", cell: (invite) => roleName(invite.role) },
    { header: "By", wideOnly: true, cell: (invite) => invite.invitedBy },
    {
      header: "Link ends",
      width: "8rem",
      cell: (invite) => (Date.parse(invite.expiresAt) <= now ? <Badge color="orange">Has ended</Badge> : <Time at={invite.expiresAt} />),
    },
    ...(may
      ? [
          {
            header: "Change",
            width: "12rem",
            cell: (invite: Invite) => (
              <Group gap={6} wrap="nowrap">
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`New link for ${invite.email}`}
                  onClick={() => renew.mutate({ params: { id: invite.id } }, { onError: (error) => sayError(error) })}
                >
                  New link
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Take the invitation of ${invite.email} back`}
                  onClick={() =>
                    revoke.mutate(
                      { params: { id: invite.id } },
                      { onSuccess: () => sayDone("The invitation is taken back; its link is worth nothing."), onError: (error) => sayError(error) },
                    )
                  }
                >
                  Take back
                </Button>
              </Group>
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel title="Invitations" flush>
      <RecordTable label="Invitations" items={invites.data.items} columns={columns} id={(invite) => invite.id} />
      <Modal opened={renew.data !== undefined} onClose={() => renew.reset()} title="New link" closeButtonProps={{ "aria-label": "Close" }}>
        {renew.data && <InviteLink invited={renew.data} />}
      </Modal>
    </Panel>
  );
}
