import { type Key, type KeyKind, PERMISSION_WORDS } from "@beckon/contract";
import { Badge, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { useNow } from "../../ui/useNow.ts";
import { EditKeyModal } from "./EditKeyModal.tsx";
import { NewKeyModal } from "./NewKeyModal.tsx";
import { RotateModal } from "./RotateModal.tsx";

const KINDS: { readonly [kind in KeyKind]: string } = { write: "Send events", api: "Everything", profile: "Read people" };

function mayOf(key: Key): string {
  if (key.scopes === null) return KINDS[key.kind];
  const [first, ...others] = key.scopes;
  return first === undefined ? "Nothing" : `${PERMISSION_WORDS[first]}${others.length > 0 ? ` and ${others.length} more` : ""}`;
}

/** Who may speak to Beckon from outside. */
export function Keys() {
  const keys = useRead("listKeys");
  const [making, modal] = useDisclosure(false);
  const [editing, setEditing] = useState<Key | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const [rotating, setRotating] = useState<Key | null>(null);
  const now = useNow();
  const hasEnded = (key: Key) => key.expiresAt !== null && Date.parse(key.expiresAt) <= now;
  const may = useMay("keys:write");
  const columns: readonly Column<Key>[] = [
    {
      header: "Name",
      cell: (key) => (
        <Stack gap={0}>
          <Text size="sm" fw={600}>
            {key.name}
          </Text>
          <Text size="xs" c="dimmed">
            {mayOf(key)}
          </Text>
        </Stack>
      ),
    },
    { header: "Key", cell: (key) => <KeyText value={key} /> },
    { header: "Last used", width: "7rem", cell: (key) => <LastUse value={key} /> },
    {
      header: may ? "Change" : "State",
      width: "14rem",
      cell: (key) => (
        <Group gap={6} wrap="nowrap">
          {(key.revokedAt || hasEnded(key) || !may) && <StateOf value={key} hasEnded={hasEnded(key)} />}
          {may && !key.revokedAt && <Action word="Edit" of={key} onAct={setEditing} />}
          {may && !key.revokedAt && !hasEnded(key) && (
            <>
              <Action word="Rotate" of={key} onAct={setRotating} />
              <Action word="Revoke" of={key} onAct={setRevoking} />
            </>
          )}
        </Group>
      ),
    },
  ];
  return (
    <Panel
      title="Keys"
      flush
      actions={
        may && (
          <Button size="xs" leftSection={<Plus size={15} aria-hidden />} onClick={modal.open}>
            New key
          </Button>
        )
      }
    >
      <Loaded query={keys}>{({ items }) => <RecordTable label="Keys" items={items} columns={columns} id={(key) => key.id} />}</Loaded>
      <NewKeyModal opened={making} onClose={modal.close} />
      <EditKeyModal edited={editing} onClose={() => setEditing(null)} />
      <RotateModal rotated={rotating} onClose={() => setRotating(null)} />
      <RevokeModal revoked={revoking} onClose={() => setRevoking(null)} />
    </Panel>
  );
}

function StateOf({ value, hasEnded }: { readonly value: Key; readonly hasEnded: boolean }) {
  if (value.revokedAt) return <Badge color="gray">Revoked</Badge>;
  return <Badge color={hasEnded ? "gray" : "green"}>{hasEnded ? "Expired" : "Valid"}</Badge>;
}

function Action({ word, of: key, onAct }: { readonly word: string; readonly of: Key; readonly onAct: (key: Key) => void }) {
  return (
    <Button size="compact-xs" variant="default" aria-label={`${word} ${key.name}`} onClick={() => onAct(key)}>
      {word}
    </Button>
  );
}

function LastUse({ value }: { readonly value: Key }) {
  return (
    <Stack gap={0}>
      {value.lastUsedAt ? <Time at={value.lastUsedAt} /> : <Text size="sm">Never</Text>}
      {value.lastUsedIp && (
        <Text size="xs" c="dimmed">
          from {value.lastUsedIp}
        </Text>
      )}
      {value.expiresAt && (
        <Text size="xs" c="dimmed">
          ends <Time at={value.expiresAt} />
        </Text>
      )}
      {value.previousUntil && Date.parse(value.previousUntil) > Date.now() && (
        <Text size="xs" c="dimmed">
          old secret ends <Time at={value.previousUntil} />
        </Text>
      )}
    </Stack>
  );
}

function KeyText({ value }: { readonly value: Key }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Code>{value.prefix}…</Code>
      {value.value && <CopyButton value={value.value} label={`Copy the key ${value.name}`} />}
    </Group>
  );
}

function RevokeModal({ revoked, onClose }: { readonly revoked: Key | null; readonly onClose: () => void }) {
  const revoke = useChange("revokeKey", ["listKeys"]);
  return (
    <ConfirmModal
      opened={revoked !== null}
      onClose={onClose}
      title={`Revoke “${revoked?.name ?? ""}”?`}
      confirm="Revoke"
      danger
      busy={revoke.isPending}
      onConfirm={() =>
        revoked &&
        revoke.mutate(
          { params: { id: revoked.id } },
          {
            onSuccess: () => {
              sayDone("The key is revoked.");
              onClose();
            },
            onError: (error) => sayError(error),
          },
        )
      }
    >
      <Text size="sm">Whatever uses it is refused from now on. This cannot be taken back.</Text>
    </ConfirmModal>
  );
}
