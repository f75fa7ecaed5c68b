import type { RfmSettingBody } from "@beckon/contract";
import { RFM_DEFAULT } from "@beckon/core";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { EventPicker } from "../../pickers/EventPicker.tsx";
import { useProperties } from "../../pickers/names.ts";
import { PropertyPicker } from "../../pickers/PropertyPicker.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

interface RfmSettingsProps {
  readonly opened: boolean;
  /** Null where people are not ranked yet. */
  readonly setting: RfmSettingBody | null;
  readonly onClose: () => void;
}

/** By which event and value people are ranked; or no more. */
export function RfmSettings({ opened, setting, onClose }: RfmSettingsProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={setting ? "By what people are ranked" : "Rank people"} closeButtonProps={{ "aria-label": "Close" }}>
      <Form setting={setting} onClose={onClose} />
    </Modal>
  );
}

function Form({ setting, onClose }: Omit<RfmSettingsProps, "opened">) {
  const [draft, setDraft] = useState(setting ?? RFM_DEFAULT);
  const properties = useProperties(draft.event);
  const set = useChange("setRfm", ["getRfm"]);
  const remove = useChange("removeRfm", ["getRfm"]);
  const failure = set.error ?? remove.error;
  const isChanged = draft.event !== setting?.event || draft.value !== setting?.value;
  return (
    <Stack>
      <EventPicker label="The event that is an order" value={draft.event} onChange={(event) => setDraft({ ...draft, event })} />
      <PropertyPicker
        label="Its property that says what the order was worth"
        seen={properties}
        wanted={["number"]}
        width={340}
        value={draft.value}
        onChange={(value) => setDraft({ ...draft, value })}
      />
      <Text size="sm" c="dimmed">
        {setting
          ? "With another event or value everybody is ranked anew, and this starts no campaign."
          : "Everybody is ranked from all that has arrived. The first ranking starts no campaign; later ones do, where somebody moves."}
      </Text>
      {failure && <ErrorNote title="It was not changed" error={failure} />}
      <Group justify="space-between">
        {setting ? (
          <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate({}, { onSuccess: onClose })}>
            Take the groups back
          </Button>
        ) : (
          <span />
        )}
        <Button
          loading={set.isPending}
          disabled={draft.event === "" || draft.value === "" || !isChanged}
          onClick={() => set.mutate({ body: draft }, { onSuccess: onClose })}
        >
          {setting ? "Save and rank anew" : "Rank people"}
        </Button>
      </Group>
    </Stack>
  );
}
