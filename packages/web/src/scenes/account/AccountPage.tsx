import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { ME, useMe } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NewPasswordInput } from "../../ui/NewPasswordInput.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { Browsers } from "./Browsers.tsx";
import { TwoFactor } from "./TwoFactor.tsx";

/** What users set for themselves. */
export function AccountPage() {
  const me = useMe();
  return (
    <Page title="My account" lead={me?.user?.email}>
      {me?.user ? (
        <Stack gap="lg" maw={720}>
          <NameForm key={me.user.name} name={me.user.name} />
          <PasswordForm />
          <TwoFactor />
          <Browsers />
        </Stack>
      ) : (
        <EmptyState icon={KeyRound} title="An API key has no account">
          Sign in with a mail address and a password to see yours.
        </EmptyState>
      )}
    </Page>
  );
}

function NameForm({ name }: { readonly name: string }) {
  const [draft, setDraft] = useState(name);
  const save = useChange("updateMe", ["listUsers"]);
  const client = useQueryClient();
  return (
    <Panel title="Name">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ body: { name: draft.trim() } }, { onSuccess: (me) => client.setQueryData(ME, me) });
        }}
      >
        <Stack>
          {save.error && <ErrorNote error={save.error} title="Not saved" />}
          <Group align="flex-end">
            <TextInput
              label="How colleagues see you"
              required
              withAsterisk={false}
              maxLength={100}
              autoComplete="name"
              w={320}
              value={draft}
              onChange={(event) => setDraft(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={draft.trim() === "" || draft.trim() === name} loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function PasswordForm() {
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const change = useChange("changePassword", ["listMySessions"]);
  return (
    <Panel title="Password" lead="Changing it signs all your other browsers out.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(
            { body: { current, password } },
            {
              onSuccess: () => {
                setCurrent("");
                setPassword("");
                sayDone("Your password is changed.");
              },
            },
          );
        }}
      >
        <Stack maw={360}>
          {change.error && <ErrorNote error={change.error} title="Not changed" />}
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": "Show the current password" }}
          />
          <NewPasswordInput label="New password" value={password} onChange={setPassword} />
          <Group>
            <Button type="submit" variant="default" loading={change.isPending}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
