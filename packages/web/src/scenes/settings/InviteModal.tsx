import type { Role } from "@beckon/contract";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { useMe } from "../../api/me.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Choice } from "../../ui/inputs/Choice.tsx";
import { ROLE_CHOICES } from "../../ui/roleName.ts";
import { InviteLink } from "./InviteLink.tsx";

/** Asks whom to invite as what, and shows the link, once. */
export function InviteModal({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const invite = useChange("createInvite", ["listInvites"]);
  const own = useMe()?.user?.role ?? "admin";
  const mine = ROLE_CHOICES.findIndex((choice) => choice.value === own);
  const close = () => {
    onClose();
    invite.reset();
    setEmail("");
  };
  return (
    <Modal opened={opened} onClose={close} title="Invite a colleague" closeButtonProps={{ "aria-label": "Close" }}>
      {invite.data ? (
        <Stack>
          <InviteLink invited={invite.data} />
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            invite.mutate({ body: { email: email.trim(), role } });
          }}
        >
          <Stack>
            {invite.error && <ErrorNote error={invite.error} title="Not invited" />}
            <TextInput
              label="Email"
              type="email"
              required
              withAsterisk={false}
              placeholder="ann@shop.example"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              data-autofocus
            />
            <Choice label="Role" options={ROLE_CHOICES.slice(0, mine + 1)} value={role} onChange={setRole} />
            <Text size="sm" c="dimmed">
              You get a link to hand over. It works once, for seven days.
            </Text>
            <Group justify="flex-end">
              <Button type="submit" loading={invite.isPending}>
                Invite
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
