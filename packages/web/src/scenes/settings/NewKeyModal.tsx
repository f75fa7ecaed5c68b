import type { KeyKind } from "@beckon/contract";
import { Button, Code, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Choice } from "../../ui/inputs/Choice.tsx";

const KINDS = [
  { value: "write", label: "Write", description: "May only send events. Can stand in a web page." },
  { value: "api", label: "API", description: "May do all that you may. Keep it on a server." },
  { value: "profile", label: "Profile", description: "May read people back (Segment's Profile API)." },
] as const;

/** Makes a key and shows its secret, once. */
export function NewKeyModal({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<KeyKind>("write");
  const make = useChange("createKey", ["listKeys"]);
  const close = () => {
    onClose();
    make.reset();
    setName("");
  };
  return (
    <Modal opened={opened} onClose={close} title="New key" closeButtonProps={{ "aria-label": "Close" }}>
      {make.data ? (
        <Secret value={make.data.secret} onClose={close} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate({ body: { kind, name: name.trim() } });
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

function Secret({ value, onClose }: { readonly value: string; readonly onClose: () => void }) {
  return (
    <Stack>
      <Text size="sm">Copy it now: Beckon keeps only a fingerprint of secret keys and cannot show it again.</Text>
      <Group gap="xs" wrap="nowrap">
        <Code fz="sm" style={{ overflowWrap: "anywhere" }}>
          {value}
        </Code>
        <CopyButton value={value} label="Copy the key" />
      </Group>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
