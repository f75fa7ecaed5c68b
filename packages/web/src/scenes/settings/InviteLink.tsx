import { Stack, Text } from "@mantine/core";
import type { Answer } from "../../api/client.ts";
import { SecretText } from "../../ui/SecretText.tsx";

/** The link of an invitation, to hand over by whatever way is safe. */
export function InviteLink({ invited }: { readonly invited: Answer<"createInvite"> }) {
  return (
    <Stack gap="xs">
      <Text size="sm">
        {invited.mailed
          ? `The link was mailed to ${invited.invite.email}. You can hand it over yourself, too:`
          : `Hand this link over to ${invited.invite.email}:`}
      </Text>
      <SecretText value={invited.link} label="Copy the link" />
      <Text size="sm" c="dimmed">
        Whoever opens it first becomes the user. It is shown only now; a new one can be made at any time.
      </Text>
    </Stack>
  );
}
