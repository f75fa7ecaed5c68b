import type { KeyKind, Permission } from "@beckon/contract";
import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Choice } from "../../ui/inputs/Choice.tsx";
import { SecretText } from "../../ui/SecretText.tsx";
import { LIVES, lifeEnd, ScopesInput } from "./keyBounds.tsx";

const KINDS = [
  { value: "write", label: "Write", description: "May only send events. Can stand in a web page. Make one for each source." },
  { value: "api", label: "API", description: "May do all that you may, or less. Keep it on a server." },
  { value: "profile", label: "Profile", description: "May read people back (Segment's Profile API)." },
] as const;

/** Makes a key and shows its secret, once. */
export function NewKeyModal({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<KeyKind>("write");
  const [scopes, setScopes] = useState<readonly Permission[] | null>(null);
  const [life, setLife] = useState<string>(LIVES[0].value);
  const make = useChange("createKey", ["listKeys"]);
  const close = () => {
    onClose();
    make.reset();
    setName("");
    setScopes(null);
  };
  return (
    <Modal opened={opened} onClose={close} title="New key" closeButtonProps={{ "aria-label": "Close" }}>
      {make.data ? (
        <NewSecret value={make.data.secret} onClose={close} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const expiresAt = lifeEnd(life);
            make.mutate({
              body: { kind, name: name.trim(), ...(kind === "api" && scopes ? { scopes: [...scopes] } : {}), ...(expiresAt ? { expiresAt } : {}) },
            });
          }}
        >
          <Stack>
            {make.error && <ErrorNote error={make.error} title="No key was made" />}
            <TextInput
              label="What it is for"
              placeholder="Shop backend"
              required
              withAsterisk={false}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            <Choice label="What it may do" options={KINDS} value={kind} onChange={setKind} />
            {kind === "api" && <ScopesInput value={scopes} onChange={setScopes} />}
            <Select label="It works" data={LIVES} allowDeselect={false} value={life} onChange={(value) => value && setLife(value)} />
            <Group justify="flex-end">
              <Button type="submit" loading={make.isPending}>
                Make the key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

/** A secret that is shown once. */
export function NewSecret({ value, onClose }: { readonly value: string; readonly onClose: () => void }) {
  return (
    <Stack>
      <Text size="sm">Copy it now: Beckon keeps only a fingerprint of secret keys and cannot show it again.</Text>
      <SecretText value={value} label="Copy the key" />
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
