import { Button, Group, Text } from "@mantine/core";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

interface SaveBarProps {
  readonly changed: boolean;
  readonly saving: boolean;
  readonly error: unknown;
  readonly mayChange: boolean;
  readonly onSave: () => void;
}

/** The foot of a settings form. */
export function SaveBar({ changed, saving, error, mayChange, onSave }: SaveBarProps) {
  return (
    <>
      {error !== null && error !== undefined && <ErrorNote error={error} title="Not saved" />}
      <Group>
        <Button disabled={!changed || !mayChange} loading={saving} onClick={onSave}>
          Save
        </Button>
        {!mayChange && (
          <Text size="sm" c="dimmed">
            Your role may look, but not change this.
          </Text>
        )}
        {changed && mayChange && (
          <Text size="sm" c="dimmed">
            Not saved yet
          </Text>
        )}
      </Group>
    </>
  );
}
