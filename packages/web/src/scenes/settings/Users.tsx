import type { Colleague, Role } from "@beckon/contract";
import { Badge, Button, Group, Menu, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay, useMe } from "../../api/me.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { ROLE_CHOICES, roleName } from "../../ui/roleName.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { undoable } from "../../ui/undoable.tsx";
import { InviteModal } from "./InviteModal.tsx";
import { Invites } from "./Invites.tsx";
import { PasswordLinkModal } from "./PasswordLinkModal.tsx";
import { RolesTable } from "./RolesTable.tsx";

/** Who may sign in, what they may do, and who is on the way. */
export function Users() {
  const users = useRead("listUsers");
  const me = useMe();
  const may = useMay("users:write");
  const [inviting, modal] = useDisclosure(false);
  const [forgetful, setForgetful] = useState<Colleague | null>(null);
  const columns: readonly Column<Colleague>[] = [
    { header: "Name", cell: (user) => <Name user={user} isSelf={user.id === me?.user?.id} /> },
    { header: "Role", width: "8rem", cell: (user) => roleName(user.role) },
    { header: "Second factor", width: "8rem", wideOnly: true, cell: (user) => (user.twoFactor ? "On" : "Off") },
    { header: "Last here", width: "8rem", cell: (user) => (user.lastSeenAt ? <Time at={user.lastSeenAt} /> : "Not yet") },
    ...(may
      ? [
          {
            header: "Change",
            width: "6rem",
            cell: (user: Colleague) => <UserMenu user={user} ownRole={me?.user?.role ?? "admin"} makeLink={() => setForgetful(user)} />,
          },
        ]
      : []),
  ];
  return (
    <Stack gap="lg">
      <Panel
        title="Users"
        lead="Everybody who may sign in to this workspace."
        flush
        actions={
          may && (
            <Button size="xs" leftSection={<Plus size={15} aria-hidden />} onClick={modal.open}>
              Invite
            </Button>
          )
        }
      >
        <Loaded query={users}>{({ items }) => <RecordTable label="Users" items={items} columns={columns} id={(user) => user.id} />}</Loaded>
      </Panel>
      <Invites />
      <RolesTable />
      <InviteModal opened={inviting} onClose={modal.close} />
      <PasswordLinkModal user={forgetful} onClose={() => setForgetful(null)} />
    </Stack>
  );
}

function Name({ user, isSelf }: { readonly user: Colleague; readonly isSelf: boolean }) {
  return (
    <Stack gap={0}>
      <Group gap={6}>
        <Text size="sm" fw={600}>
          {user.name}
        </Text>
        {isSelf && <Badge color="gray">You</Badge>}
        {user.state !== "active" && <Badge color="orange">{user.state === "removed" ? "Removed" : "Deactivated"}</Badge>}
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {user.email}
      </Text>
    </Stack>
  );
}

/** What may be done with a user: nothing above the own role is offered. */
function UserMenu({ user, ownRole, makeLink }: { readonly user: Colleague; readonly ownRole: Role; readonly makeLink: () => void }) {
  const setRole = useChange("updateUser", ["listUsers"]);
  const deactivate = useChange("deactivateUser", ["listUsers"]);
  const reactivate = useChange("reactivateUser", ["listUsers"]);
  const remove = useChange("removeUser", ["listUsers"]);
  const resetTwoFactor = useChange("resetTwoFactor", ["listUsers"]);
  const rank = (role: Role) => ROLE_CHOICES.findIndex((choice) => choice.value === role);
  if (rank(user.role) > rank(ownRole)) return null;
  const params = { id: user.id };
  const onError = (error: unknown) => sayError(error);
  const bringBack = () => reactivate.mutateAsync({ params });
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" aria-label={`Change ${user.name}`}>
          <Ellipsis size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {user.state === "active" ? (
          <>
            <Menu.Label>Role</Menu.Label>
            {ROLE_CHOICES.filter((choice) => choice.value !== user.role && rank(choice.value) <= rank(ownRole)).map((choice) => (
              <Menu.Item
                key={choice.value}
                onClick={() =>
                  setRole.mutate(
                    { params, body: { role: choice.value } },
                    {
                      onSuccess: () =>
                        undoable(`${user.name} is ${choice.label.toLowerCase()} now.`, () => setRole.mutateAsync({ params, body: { role: user.role } })),
                      onError,
                    },
                  )
                }
              >
                Make {choice.label.toLowerCase()}
              </Menu.Item>
            ))}
            <Menu.Divider />
            {user.twoFactor && (
              <Menu.Item
                onClick={() => resetTwoFactor.mutate({ params }, { onSuccess: () => sayDone(`${user.name} signs in without a second factor now.`), onError })}
              >
                Take the second factor off
              </Menu.Item>
            )}
            {ownRole === "owner" && <Menu.Item onClick={makeLink}>Make a link for a new password</Menu.Item>}
            <Menu.Item onClick={() => deactivate.mutate({ params }, { onSuccess: () => undoable(`${user.name} is kept out.`, bringBack), onError })}>
              Deactivate
            </Menu.Item>
            <Menu.Item color="red" onClick={() => remove.mutate({ params }, { onSuccess: () => undoable(`${user.name} is removed.`, bringBack), onError })}>
              Remove
            </Menu.Item>
          </>
        ) : (
          <Menu.Item onClick={() => reactivate.mutate({ params }, { onSuccess: () => sayDone(`${user.name} may sign in again.`), onError })}>
            Let in again
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
