import type { Key, Permission } from "@beckon/contract";
import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { sayDone } from "../../ui/say.ts";
import { fullTime } from "../../ui/time.ts";
import { LIVES, lifeEnd, ScopesInput } from "./keyBounds.tsx";

const AS_NOW = "as now";

/** Changes what a key is called, what it may do and until when; its secret stays. */
export function EditKeyModal({ edited, onClose }: { readonly edited: Key | null; readonly onClose: () => void }) {
  return (
    <Modal opened={edited !== null} onClose={onClose} title={`Change “${edited?.name ?? ""}”`} closeButtonProps={{ "aria-label": "Close" }}>
      {edited && <EditKeyForm key={edited.id} edited={edited} onClose={onClose} />}
    </Modal>
  );
}

function EditKeyForm({ edited, onClose }: { readonly edited: Key; readonly onClose: () => void }) {
  const [name, setName] = useState(edited.name);
  const [scopes, setScopes] = useState<readonly Permission[] | null>(edited.scopes);
  const [life, setLife] = useState(edited.expiresAt ? AS_NOW : LIVES[0].value);
  const change = useChange("updateKey", ["listKeys"]);
  const lives = edited.expiresAt
    ? [{ value: AS_NOW, label: `${endWord(edited.expiresAt)} ${fullTime(Date.parse(edited.expiresAt))}, as now` }, ...LIVES]
    : LIVES;
  const save = () =>
    change.mutate(
      {
        params: { id: edited.id },
        body: {
          name: name.trim(),
          ...(edited.kind === "api" ? { scopes: scopes && [...scopes] } : {}),
          ...(life === AS_NOW ? {} : { expiresAt: lifeEnd(life) }),
        },
      },
      {
        onSuccess: () => {
          sayDone("The key is changed.");
          onClose();
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack>
        {change.error && <ErrorNote error={change.error} title="Nothing was changed" />}
        <TextInput
          label="What it is for"
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {edited.kind === "api" && <ScopesInput value={scopes} onChange={setScopes} />}
        <Select label="It works, from today" data={lives} allowDeselect={false} value={life} onChange={(value) => value && setLife(value)} />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending} disabled={scopes?.length === 0}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function endWord(expiresAt: string): string {
  return Date.parse(expiresAt) > Date.now() ? "Until" : "Ended";
}
