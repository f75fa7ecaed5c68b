import { Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { session, useSessionOver } from "../api/session.ts";
import { SignInForm } from "../scenes/signIn/SignInForm.tsx";

/** Asks to sign in again over the page, not instead of it: a half-written campaign stays where it is. */
export function SessionEnded() {
  const over = useSessionOver();
  const client = useQueryClient();
  const goOn = () => {
    session.begin();
    void client.invalidateQueries();
  };
  return (
    <Modal opened={over} onClose={() => undefined} withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false} title="Your session has ended">
      <Stack>
        <Text size="sm">Sign in to go on where you were. What you typed on this page is still here.</Text>
        <SignInForm onSignedIn={goOn} />
      </Stack>
    </Modal>
  );
}
