import { Button, Group, Text } from "@mantine/core";
import { CircleAlert, CloudAlert, CloudCheck, CloudUpload } from "lucide-react";
import { errorMessage } from "../../../ui/ErrorNote.tsx";
import type { Draft } from "./useDraft.ts";

/** How far the saving is, in a word; with what to do where it was refused. */
export function SaveNote({ draft }: { readonly draft: Draft }) {
  const { state, error } = draft;
  if (state === "refused" || state === "conflict") {
    return (
      <Group gap="xs" role="alert" wrap="nowrap" maw={460}>
        <CircleAlert size={16} color="var(--mantine-color-error)" aria-hidden />
        <Text size="sm" c="var(--mantine-color-error)">
          Not saved: {errorMessage(error)}
        </Text>
        {state === "conflict" ? (
          <Button size="compact-xs" variant="default" onClick={() => void draft.reload()}>
            Load theirs
          </Button>
        ) : (
          <Button size="compact-xs" variant="default" onClick={() => void draft.flush()}>
            Try again
          </Button>
        )}
      </Group>
    );
  }
  if (state === "incomplete") {
    return (
      <Group gap={6} role="status" data-testid="save-state" wrap="nowrap" maw={420}>
        <CloudAlert size={16} color="var(--mantine-color-yellow-light-color)" aria-hidden />
        <Text size="sm" c="dimmed">
          Saved once this is mended: {errorMessage(error)}
        </Text>
      </Group>
    );
  }
  const Icon = state === "saved" ? CloudCheck : CloudUpload;
  return (
    <Group gap={6} role="status" data-testid="save-state">
      <Icon size={16} aria-hidden color="var(--mantine-color-dimmed)" />
      <Text size="sm" c="dimmed">
        {state === "saved" ? "Saved" : "Saving …"}
      </Text>
    </Group>
  );
}
