import type { ContentBlockDetail } from "@beckon/contract";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Choice } from "../../ui/inputs/Choice.tsx";

export type Running = "update" | "keep";

const RUNNING = [
  {
    value: "update",
    label: "Send the new version at once",
    description: "Each is checked with it first; one that could not be sent any more stops the publication",
  },
  { value: "keep", label: "Keep what they send now", description: "They take the new version when they are launched again" },
] as const;

interface PublishModalProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly block: ContentBlockDetail;
  readonly busy: boolean;
  readonly onPublish: (running: Running) => void;
}

/** Asked where campaigns that run would send something else from now on. */
export function PublishModal({ opened, onClose, block, busy, onPublish }: PublishModalProps) {
  const [running, setRunning] = useState<Running>("update");
  const names = block.uses.filter(({ status, version }) => version !== null && (status === "live" || status === "paused")).map(({ name }) => `“${name}”`);
  return (
    <Modal opened={opened} onClose={onClose} title={`Publish version ${block.version + 1}?`} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        <Text size="sm">
          {names.length === 1 ? "This campaign runs and sends" : `These ${names.length} campaigns run and send`} the block: {names.join(", ")}.
        </Text>
        <Choice label="What they do" options={RUNNING} value={running} onChange={setRunning} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} onClick={() => onPublish(running)} data-autofocus>
            Publish
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
