import { type StepNode, stepTitle } from "@beckon/core";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Choice } from "../../../ui/inputs/Choice.tsx";
import { onwardOf } from "./stepWays.ts";

interface RemoveStepModalProps {
  readonly step: StepNode;
  readonly steps: readonly StepNode[];
  readonly onRemove: (onward: string) => void;
  readonly onClose: () => void;
}

/** Which of its ways moves up; what only the others led to goes with the step. */
export function RemoveStepModal({ step, steps, onRemove, onClose }: RemoveStepModalProps) {
  const onward = onwardOf(step);
  const [chosen, setChosen] = useState(onward[0]?.to ?? "");
  const titleOf = (id: string) => stepTitle(steps.find((each) => each.id === id) ?? step);
  const options = onward.map(({ label, to }) => ({ value: to, label: label === "" ? titleOf(to) : label, description: `goes on with “${titleOf(to)}”` }));
  return (
    <Modal opened onClose={onClose} title={`Take out “${stepTitle(step)}”?`} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        <Choice label="The way that moves up" options={options} value={chosen} onChange={setChosen} />
        <Text size="sm" c="dimmed">
          Steps to which only the other ways led go with it. Undo brings them back.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color="red" onClick={() => onRemove(chosen)} data-autofocus>
            Take it out
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
