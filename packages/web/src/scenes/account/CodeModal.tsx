import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { CodeInput } from "../../ui/CodeInput.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

interface CodeModalProps {
  readonly opened: boolean;
  readonly title: string;
  readonly lead: string;
  readonly confirm: string;
  readonly change: { readonly error: unknown; readonly isPending: boolean; readonly reset: () => void };
  readonly onCode: (code: string) => void;
  readonly onClose: () => void;
}

/** Asks for a code before something that a stranger at an open browser must not do. */
export function CodeModal({ opened, title, lead, confirm, change, onCode, onClose }: CodeModalProps) {
  const [code, setCode] = useState("");
  const close = () => {
    onClose();
    change.reset();
    setCode("");
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onCode(code);
          setCode("");
        }}
      >
        <Stack>
          <Text size="sm">{lead}</Text>
          {change.error !== null && change.error !== undefined && <ErrorNote error={change.error} />}
          <CodeInput value={code} onChange={setCode} />
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
