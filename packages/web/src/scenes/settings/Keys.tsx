import type { Key, KeyKind } from "@beckon/contract";
import { Badge, Button, Code, Group, Text } from "@mantine/core";
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
import { NewKeyModal } from "./NewKeyModal.tsx";

const KINDS: { readonly [kind in KeyKind]: string } = { write: "Write: may send events", api: "API: may do everything", profile: "Profile: may read people" };

/** Who may speak to Beckon from outside. */
export function Keys() {
  const keys = useRead("listKeys");
  const [making, modal] = useDisclosure(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const may = useMay("keys:write");
  const columns: readonly Column<Key>[] = [
    {
      header: "Name",
      cell: (key) => (
        <Text size="sm" fw={600}>
          {key.name}
        </Text>
      ),
    },
    { header: "May", cell: (key) => KINDS[key.kind] },
    { header: "Key", cell: (key) => <KeyText value={key} /> },
    { header: "Made", width: "8rem", wideOnly: true, cell: (key) => <Time at={key.createdAt} /> },
    {
      header: "State",
      width: "8rem",
      cell: (key) =>
        key.revokedAt ? (
          <Badge color="gray">Revoked</Badge>
        ) : may ? (
          <Button size="compact-xs" variant="default" aria-label={`Revoke ${key.name}`} onClick={() => setRevoking(key)}>
            Revoke
          </Button>
        ) : (
          <Badge color="green">Valid</Badge>
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
      <RevokeModal revoked={revoking} onClose={() => setRevoking(null)} />
    </Panel>
  );
}

function KeyText({ value }: { readonly value: Key }) {
  if (!value.value) return <Code>{value.prefix}…</Code>;
  return (
    <Group gap={6} wrap="nowrap">
      <Code>{value.value}</Code>
      <CopyButton value={value.value} label={`Copy the key ${value.name}`} />
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
