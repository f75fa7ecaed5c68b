import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { sayError } from "./say.ts";

/** Long enough to read the sentence, notice the slip and reach the button. */
const UNDO_MS = 10_000;

/**
 * Says that something was done and offers to take it back: in place of "are you sure" wherever a second call restores what the
 * first one changed.
 */
export function undoable(message: string, undo: () => unknown): void {
  const takeBack = async () => {
    notifications.hide(id);
    try {
      await undo();
    } catch (error) {
      sayError(error, "It could not be taken back");
    }
  };
  const id = notifications.show({
    message: (
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="light" onClick={() => void takeBack()}>
          Undo
        </Button>
      </Group>
    ),
    color: "sea",
    withBorder: true,
    autoClose: UNDO_MS,
    closeButtonProps: { "aria-label": "Close" },
  });
}
