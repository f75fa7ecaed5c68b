import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { CloudAlert, CloudCheck, CloudUpload, type LucideIcon, TriangleAlert } from "lucide-react";
import { errorMessage } from "../ui/ErrorNote.tsx";
import type { SaveState, Saving } from "./useDraft.ts";

const NOTES: { readonly [state in SaveState]: { readonly icon: LucideIcon; readonly text: string } } = {
  saved: { icon: CloudCheck, text: "Saved" },
  waiting: { icon: CloudUpload, text: "Saving …" },
  saving: { icon: CloudUpload, text: "Saving …" },
  incomplete: { icon: CloudAlert, text: "Not saved yet: see what is marked" },
  refused: { icon: CloudAlert, text: "Not saved" },
  conflict: { icon: CloudAlert, text: "Not saved" },
};

/** How far the saving is, in a word. */
export function SaveNote({ state }: { readonly state: SaveState }) {
  const { icon: Icon, text } = NOTES[state];
  return (
    <Group gap={6} role="status" data-testid="save-state">
      <Icon size={16} aria-hidden color="var(--mantine-color-dimmed)" />
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </Group>
  );
}

/** What to do where the server did not take the draft. */
export function SaveProblem({ draft }: { readonly draft: Saving }) {
  const { state, error } = draft;
  if (state !== "refused" && state !== "conflict") return null;
  const isConflict = state === "conflict";
  return (
    <Alert
      color="red"
      icon={<TriangleAlert size={18} aria-hidden />}
      title={isConflict ? "Somebody else changed this draft" : "Not saved"}
      role="alert"
      mb="md"
    >
      <Stack gap="xs">
        <Text size="sm">
          {isConflict
            ? "Their change and yours cannot both stand as they are. Load theirs and make your change again, or keep yours and replace theirs."
            : errorMessage(error)}
        </Text>
        <Group gap="xs">
          {isConflict ? (
            <>
              <Button size="xs" variant="default" onClick={() => void draft.reload()}>
                Load theirs
              </Button>
              <Button size="xs" variant="default" onClick={() => void draft.overwrite()}>
                Keep mine
              </Button>
            </>
          ) : (
            <Button size="xs" variant="default" onClick={() => void draft.flush()}>
              Try again
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
