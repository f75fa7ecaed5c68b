import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { DoorPage } from "../../ui/DoorPage.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

/** Asks for a link by which to choose a new password. */
export function ForgotPage() {
  const [email, setEmail] = useState("");
  const ask = useChange("askForReset");
  return (
    <DoorPage title="Choose a new password" lead="We mail you a link that works once, for an hour.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate({ body: { email: email.trim() } });
        }}
      >
        <Stack>
          {ask.error && <ErrorNote title="No link was made" error={ask.error} />}
          {ask.data && <Asked mailed={ask.data.mailed} />}
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={ask.isPending}>
            Send the link
          </Button>
          <Anchor component={Link} to="/sign-in" size="sm">
            Back to sign in
          </Anchor>
        </Stack>
      </form>
    </DoorPage>
  );
}

function Asked({ mailed }: { readonly mailed: boolean }) {
  return (
    <Alert color={mailed ? "teal" : "orange"} role="status">
      <Text size="sm">
        {mailed
          ? "If somebody signs in with this address, a link is on its way to it. Look into the spam folder, too. No mail? An owner can make a link for you under Settings, Users."
          : "This Beckon sends no mail yet, so no link can reach you. Ask an owner to make one for you, under Settings, Users."}
      </Text>
    </Alert>
  );
}
