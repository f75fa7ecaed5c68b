import type { Colleague } from "@beckon/contract";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useChange } from "../../api/hooks.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SecretText } from "../../ui/SecretText.tsx";

/** A link by which a colleague chooses a new password, for where no mail can leave or arrive. */
export function PasswordLinkModal({ user, onClose }: { readonly user: Colleague | null; readonly onClose: () => void }) {
  const make = useChange("makeResetLink");
  const close = () => {
    make.reset();
    onClose();
  };
  return (
    <Modal opened={user !== null} onClose={close} title={`A new password for ${user?.name ?? ""}`} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        {make.error && <ErrorNote title="No link was made" error={make.error} />}
        {make.data ? (
          <>
            <Text size="sm">Hand this link over to {make.data.name}, by a way that nobody else reads:</Text>
            <SecretText value={make.data.link} label="Copy the link" />
            <Text size="sm" c="dimmed">
              It works once, for a day, and is shown only now. The old password stays until the link is used.
            </Text>
          </>
        ) : (
          <>
            <Text size="sm">
              You get a link to hand over. Whoever opens it chooses the password of {user?.name}, and can sign in as them unless they have a second factor.
            </Text>
            <Button loading={make.isPending} onClick={() => user && make.mutate({ params: { id: user.id } })}>
              Make the link
            </Button>
          </>
        )}
      </Stack>
    </Modal>
  );
}
