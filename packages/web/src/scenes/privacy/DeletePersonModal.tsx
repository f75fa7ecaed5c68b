import { Button, Checkbox, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { sayDone, sayError } from "../../ui/say.ts";

const WORD = "delete";

/** Deletes a person for good; the word must be typed, because at once is at once. */
export function DeletePersonModal({
  person,
  onClose,
}: {
  readonly person: { readonly id: string; readonly name: string | null; readonly email: string | null };
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const [when, setWhen] = useState("24");
  const [refuse, setRefuse] = useState(false);
  const [suppress, setSuppress] = useState(false);
  const navigate = useNavigate();
  const request = useChange("requestErasure", ["listErasures", "listJobs"]);
  const isTyped = typed.trim().toLowerCase() === WORD;
  return (
    <Modal opened onClose={onClose} title={`Delete ${person.name ?? person.email ?? "this person"}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isTyped) return;
          request.mutate(
            { body: { profileId: person.id, graceHours: Number(when), refuse, suppress } },
            {
              onSuccess: () => {
                sayDone(
                  when === "0" ? "The person is being deleted." : "The person will be deleted in 24 hours. Until then you can take it back in the settings.",
                );
                void navigate("/settings?tab=privacy");
              },
              onError: (error) => sayError(error),
            },
          );
        }}
      >
        <Stack>
          <Text size="sm">
            Everything about this person goes: profile, identifiers, events, messages, decisions, and everybody who was merged into them. What waits for them is
            stopped. Only a proof without anything of them is kept. Backups made before still hold them until you throw those away.
          </Text>
          <Radio.Group label="When" value={when} onChange={setWhen}>
            <Stack gap="xs" mt="xs">
              <Radio value="24" label="In 24 hours, so that it can be taken back" />
              <Radio value="0" label="At once" />
            </Stack>
          </Radio.Group>
          <Checkbox
            label="Do not collect this person again"
            description="Later events and imports that name them are refused."
            checked={refuse}
            onChange={(event) => setRefuse(event.currentTarget.checked)}
          />
          <Checkbox
            label="Keep the address on the suppression list"
            description="It stays there in plain text, so that it is never written to."
            checked={suppress}
            onChange={(event) => setSuppress(event.currentTarget.checked)}
          />
          <TextInput label={`Type “${WORD}” to confirm`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" disabled={!isTyped} loading={request.isPending}>
              Delete the person
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
