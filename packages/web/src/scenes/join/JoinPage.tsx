import { Alert, Button, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { ME } from "../../api/me.ts";
import { session } from "../../api/session.ts";
import { DoorPage } from "../../ui/DoorPage.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonLines } from "../../ui/Loaded.tsx";
import { NewPasswordInput } from "../../ui/NewPasswordInput.tsx";
import { roleName } from "../../ui/roleName.ts";

/** Where the link of an invitation leads. Its secret stands behind `#`, which no browser sends along. */
export function JoinPage() {
  const token = useLocation().hash.slice(1);
  const look = useChange("readInvite");
  const { mutate } = look;
  useEffect(() => {
    if (token.length >= 20) mutate({ body: { token } });
  }, [token, mutate]);
  if (token.length < 20)
    return (
      <DoorPage title="Join">
        <Alert color="orange">
          <Text size="sm">This link is not whole. Open it exactly as it was given to you.</Text>
        </Alert>
      </DoorPage>
    );
  if (look.error)
    return (
      <DoorPage title="Join">
        <ErrorNote error={look.error} title="This invitation does not work" />
      </DoorPage>
    );
  if (!look.data)
    return (
      <DoorPage title="Join">
        <SkeletonLines lines={3} />
      </DoorPage>
    );
  const { workspaceName, invitedBy, email, role } = look.data;
  return (
    <DoorPage title={`Join ${workspaceName}`} lead={`${invitedBy} invites you as ${roleName(role).toLowerCase()}.`}>
      <JoinForm token={token} email={email} />
    </DoorPage>
  );
}

function JoinForm({ token, email }: { readonly token: string; readonly email: string }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const join = useChange("acceptInvite");
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        join.mutate(
          { body: { token, name: name.trim(), password } },
          {
            onSuccess: (me) => {
              session.begin();
              client.clear();
              client.setQueryData(ME, me);
              void navigate("/", { replace: true });
            },
          },
        );
      }}
    >
      <Stack>
        {join.error && <ErrorNote error={join.error} title="Not joined yet" />}
        <TextInput label="Email" value={email} readOnly autoComplete="username" />
        <TextInput
          label="Your name"
          required
          withAsterisk={false}
          maxLength={100}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NewPasswordInput label="Password" value={password} onChange={setPassword} />
        <Button type="submit" size="md" loading={join.isPending}>
          Join
        </Button>
      </Stack>
    </form>
  );
}
