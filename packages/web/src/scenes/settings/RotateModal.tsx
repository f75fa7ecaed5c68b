import type { Key } from "@beckon/contract";
import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NewSecret } from "./NewKeyModal.tsx";

const GRACES = [
  { value: "0", label: "Not at all: it is in wrong hands" },
  { value: "1", label: "One hour" },
  { value: "24", label: "One day" },
  { value: "168", label: "One week" },
];

/** Gives a key another secret, and the old one time to be replaced where it is used. */
export function RotateModal({ rotated, onClose }: { readonly rotated: Key | null; readonly onClose: () => void }) {
  const [grace, setGrace] = useState("24");
  const rotate = useChange("rotateKey", ["listKeys"]);
  const close = () => {
    onClose();
    rotate.reset();
  };
  return (
    <Modal opened={rotated !== null} onClose={close} title={`New secret for “${rotated?.name ?? ""}”`} closeButtonProps={{ "aria-label": "Close" }}>
      {rotate.data ? (
        <NewSecret value={rotate.data.secret} onClose={close} />
      ) : (
        <Stack>
          {rotate.error && <ErrorNote error={rotate.error} title="Nothing was changed" />}
          <Text size="sm">Put the new secret where the key is used; in the meantime the old one works on.</Text>
          <Select label="The old secret works for" data={GRACES} allowDeselect={false} value={grace} onChange={(value) => value && setGrace(value)} />
          <Group justify="flex-end">
            <Button loading={rotate.isPending} onClick={() => rotated && rotate.mutate({ params: { id: rotated.id }, body: { graceHours: Number(grace) } })}>
              Make a new secret
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
