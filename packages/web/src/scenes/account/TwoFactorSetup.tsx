import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Answer } from "../../api/client.ts";
import { useChange } from "../../api/hooks.ts";
import { CodeInput } from "../../ui/CodeInput.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SecretText } from "../../ui/SecretText.tsx";

/** Two steps: the password, then a picture for the app and the code that it shows. */
export function TwoFactorSetup({ onDone }: { readonly onDone: (recoveryCodes: readonly string[]) => void }) {
  const [password, setPassword] = useState("");
  const start = useChange("startTwoFactor");
  if (start.data) return <Confirm seed={start.data} onDone={onDone} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({ body: { password } });
      }}
    >
      <Stack maw={360}>
        {start.error && <ErrorNote error={start.error} title="Not started" />}
        <PasswordInput
          label="Your password"
          description="To begin: it shows that it is you"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show your password" }}
        />
        <Group>
          <Button type="submit" variant="default" loading={start.isPending}>
            Set up
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Confirm({ seed, onDone }: { readonly seed: Answer<"startTwoFactor">; readonly onDone: (recoveryCodes: readonly string[]) => void }) {
  const [code, setCode] = useState("");
  const confirm = useChange("confirmTwoFactor", ["getMe"]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ body: { code } }, { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) });
      }}
    >
      <Stack maw={420}>
        <Text size="sm">Scan this with an authenticator app, then enter the code that it shows.</Text>
        <img
          src={`data:image/svg+xml;utf8,${encodeURIComponent(seed.qr)}`}
          alt="QR code for the authenticator app"
          width={200}
          height={200}
          style={{ borderRadius: 8 }}
        />
        <Stack gap={2}>
          <Text size="sm" c="dimmed">
            Or type this into the app:
          </Text>
          <SecretText value={seed.secret} label="Copy the key" />
        </Stack>
        {confirm.error && <ErrorNote error={confirm.error} title="Not confirmed" />}
        <CodeInput value={code} onChange={setCode} appOnly />
        <Group>
          <Button type="submit" loading={confirm.isPending}>
            Confirm
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
