import type { JsonObject } from "@beckon/core";
import { isObject } from "@beckon/core";
import { Alert, Button, Group, JsonInput, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { EventPicker } from "../../pickers/EventPicker.tsx";
import { sayDone, sayError } from "../../ui/say.ts";

/** Lets an event happen for one person, to see what comes of it. */
export function RecordEventModal({ profileId, opened, onClose }: { readonly profileId: string; readonly opened: boolean; readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [text, setText] = useState("{}");
  const record = useChange("recordEvent", ["getTimeline", "getProfile", "listDueMessages"]);
  const properties = objectOf(text);
  const submit = () =>
    properties &&
    record.mutate(
      { params: { id: profileId }, body: { name: name.trim(), properties } },
      {
        onSuccess: () => {
          sayDone(`${name.trim()} has happened.`);
          onClose();
        },
        onError: (error) => sayError(error),
      },
    );
  return (
    <Modal opened={opened} onClose={onClose} title="Record an event" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <Alert color="yellow" p="xs">
            <Text size="sm">It counts like the same event from your shop: live campaigns may send to this person.</Text>
          </Alert>
          <EventPicker label="Event" value={name} onChange={setName} />
          <JsonInput
            label="Properties"
            autosize
            minRows={3}
            value={text}
            onChange={setText}
            error={properties ? undefined : 'Not a JSON object, for example {"total": 120}'}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={record.isPending} disabled={name.trim() === "" || !properties}>
              Record it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function objectOf(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
