import { Alert, Anchor, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { DoorPage } from "../../ui/DoorPage.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NewPasswordInput } from "../../ui/NewPasswordInput.tsx";

const TOKEN_MIN = 20;

/** Where the link for a new password leads. Its secret stands behind `#`, which no browser sends along. */
export function NewPasswordPage() {
  const token = useLocation().hash.slice(1);
  const [password, setPassword] = useState("");
  const use = useChange("useResetLink");
  if (use.data)
    return (
      <DoorPage title="Your new password is set" lead={`Sign in as ${use.data.email}. Every other browser was signed out.`}>
        <Button component={Link} to="/sign-in">
          Sign in
        </Button>
      </DoorPage>
    );
  if (token.length < TOKEN_MIN)
    return (
      <DoorPage title="Choose a new password">
        <Alert color="orange">
          <Text size="sm">This link is not whole. Open it exactly as it was given to you.</Text>
        </Alert>
      </DoorPage>
    );
  return (
    <DoorPage title="Choose a new password" lead="The link works once.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          use.mutate({ body: { token, password } });
        }}
      >
        <Stack>
          {use.error && <ErrorNote title="Your password is the old one" error={use.error} />}
          <NewPasswordInput label="New password" value={password} onChange={setPassword} />
          <Button type="submit" loading={use.isPending}>
            Set the password
          </Button>
          {use.error && (
            <Anchor component={Link} to="/forgot-password" size="sm">
              Ask for a new link
            </Anchor>
          )}
        </Stack>
      </form>
    </DoorPage>
  );
}
