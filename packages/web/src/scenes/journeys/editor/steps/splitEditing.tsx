import type { Share, SplitStep } from "@beckon/core";
import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { Plus, Shuffle, X } from "lucide-react";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";
import { WinnerFields } from "./WinnerFields.tsx";

const SHARES_MAX = 8;
const SHARES_MIN = 2;

export const splitEditing: StepEditing<SplitStep> = {
  kind: "split",
  icon: Shuffle,
  tone: "blue",
  idBase: "split",
  blank: () => ({
    kind: "split",
    shares: [
      { name: "A", percent: 50 },
      { name: "B", percent: 50 },
    ],
  }),
  Form: SplitForm,
};

function SplitForm({ step, onChange }: StepFormProps<SplitStep>) {
  const { shares } = step;
  const put = (next: readonly Share[]) => onChange({ ...step, shares: next });
  const change = (place: number, part: Partial<Share>) => put(shares.map((share, at) => (at === place ? { ...share, ...part } : share)));
  const sum = shares.reduce((total, { percent }) => total + percent, 0);
  return (
    <Stack>
      <Stack gap="xs">
        {shares.map((share, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed cannot be the row's identity.
          <Group key={place} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={`Name of share ${place + 1}`}
              flex={1}
              maxLength={100}
              value={share.name}
              onChange={(event) => change(place, { name: event.currentTarget.value })}
            />
            <NumberInput
              aria-label={`Percent of share ${place + 1}`}
              suffix=" %"
              w={92}
              min={0}
              max={100}
              value={share.percent}
              onChange={(percent) => typeof percent === "number" && change(place, { percent })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove the share ${share.name}`}
              disabled={shares.length === SHARES_MIN}
              onClick={() => put(shares.filter((_, at) => at !== place))}
            >
              <X size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<Plus size={15} aria-hidden />}
          disabled={shares.length === SHARES_MAX}
          onClick={() => put([...shares, { name: freeName(shares), percent: Math.max(0, 100 - sum) }])}
        >
          Add a share
        </Button>
        <Button size="xs" variant="subtle" onClick={() => put(evenly(shares))}>
          Share evenly
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {sum === 100 ? "Together 100 %." : `Together ${sum} %; they must be 100.`} Who comes again goes the same way.
      </Text>
      <WinnerFields step={step} onChange={onChange} />
    </Stack>
  );
}

/** `C` after `A` and `B`. */
function freeName(shares: readonly Share[]): string {
  const letters = [..."ABCDEFGH"];
  return letters.find((letter) => shares.every(({ name }) => name !== letter)) ?? `Share ${shares.length + 1}`;
}

/** Whole percents that are a hundred together: 34, 33, 33. */
function evenly(shares: readonly Share[]): readonly Share[] {
  const each = Math.floor(100 / shares.length);
  const left = 100 - each * shares.length;
  return shares.map((share, place) => ({ ...share, percent: each + (place < left ? 1 : 0) }));
}
