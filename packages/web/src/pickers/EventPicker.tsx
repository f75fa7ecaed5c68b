import type { RegistryEvent } from "@beckon/contract";
import { Autocomplete, Group, Text } from "@mantine/core";
import { useEventNames } from "../scenes/events/useEventNames.ts";
import { fromNow } from "../ui/time.ts";
import { useNow } from "../ui/useNow.ts";
import { useAllOnOpening } from "./useAllOnOpening.ts";

interface EventPickerProps {
  readonly label: string;
  /** Within a line of words the label is only read out. */
  readonly inline?: boolean;
  readonly value: string;
  readonly onChange: (name: string) => void;
  readonly error?: string;
}

/** An event name: those seen are offered with how often they came; one that is still to come may be typed. */
export function EventPicker({ label, inline, value, onChange, error }: EventPickerProps) {
  const events = useEventNames();
  const now = useNow();
  const opening = useAllOnOpening(onChange);
  const known = events.find((event) => event.name === value);
  const unseen = value !== "" && events.length > 0 && !known;
  return (
    <Autocomplete
      label={inline ? undefined : label}
      aria-label={inline ? label : undefined}
      placeholder={inline ? "event" : "For example Cart Updated"}
      w="100%"
      maw={inline ? 220 : 340}
      comboboxProps={inline ? { width: 320, position: "bottom-start" } : undefined}
      value={value}
      {...opening}
      data={events.map((event) => event.name)}
      limit={50}
      maxLength={200}
      error={error}
      inputWrapperOrder={inline ? ["input", "description", "error"] : undefined}
      description={
        known
          ? inline
            ? undefined
            : `Seen ${timesAndWhen(known, now)}`
          : unseen
            ? inline
              ? "Never seen yet"
              : "Never seen yet; names are compared exactly"
            : undefined
      }
      renderOption={({ option }) => (
        <Group justify="space-between" w="100%" gap="sm" wrap="nowrap">
          <Text size="sm">{option.value}</Text>
          <Seen event={events.find((event) => event.name === option.value)} now={now} />
        </Group>
      )}
    />
  );
}

function Seen({ event, now }: { readonly event: RegistryEvent | undefined; readonly now: number }) {
  return (
    event && (
      <Text size="xs" c="dimmed">
        {timesAndWhen(event, now)}
      </Text>
    )
  );
}

function timesAndWhen({ count, lastSeenAt }: RegistryEvent, now: number): string {
  return `${count === 1 ? "once" : `${count.toLocaleString("en")} times`}, last ${fromNow(Date.parse(lastSeenAt), now)}`;
}
