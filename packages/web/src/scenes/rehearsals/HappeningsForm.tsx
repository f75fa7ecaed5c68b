import type { TriggerNode } from "@beckon/core";
import { ActionIcon, Button, Fieldset, Group, JsonInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { EventPicker } from "../../pickers/EventPicker.tsx";
import { SegmentPicker } from "../../pickers/SegmentPicker.tsx";
import { DurationInput } from "../../ui/inputs/DurationInput.tsx";
import { LastProperties } from "./LastProperties.tsx";
import { HAPPENING_KINDS, type HappeningDraft, type HappeningKind, objectOf } from "./testRunForm.ts";

interface HappeningsFormProps {
  readonly happenings: readonly HappeningDraft[];
  readonly change: (happenings: readonly HappeningDraft[]) => void;
  /** Events that the journey hears. */
  readonly heard: readonly string[];
  readonly trigger: TriggerNode;
}

/** What happens, one after the other, each so long after the start. */
export function HappeningsForm({ happenings, change, heard, trigger }: HappeningsFormProps) {
  const add = (name: string) => {
    const key = Math.max(-1, ...happenings.map((one) => one.key)) + 1;
    change([...happenings, { key, after: happenings.length === 0 ? "PT0S" : "PT2H", kind: "event", name, properties: "{}" }]);
  };
  const alter = (key: number, part: Partial<HappeningDraft>) => change(happenings.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600}>
        What happens
      </Text>
      {happenings.length === 0 && <Text size="sm">{emptyText(trigger)}</Text>}
      {happenings.map((happening, place) => (
        <OneHappening
          key={happening.key}
          happening={happening}
          number={place + 1}
          alter={(part) => alter(happening.key, part)}
          remove={() => change(happenings.filter(({ key }) => key !== happening.key))}
        />
      ))}
      <Group gap="xs">
        {heard.map((name) => (
          <Button key={name} size="compact-sm" variant="light" leftSection={<Plus size={14} aria-hidden />} onClick={() => add(name)}>
            {name}
          </Button>
        ))}
        <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => add("")}>
          Something else
        </Button>
      </Group>
    </Stack>
  );
}

function emptyText({ kind }: TriggerNode): string {
  if (kind === "date") return "The date comes by itself: give the person one among the attributes.";
  if (kind.startsWith("message")) return "What starts it is about another message, which this run does not send. Choose another trigger to try the steps.";
  return "Add what lets the person in.";
}

interface OneHappeningProps {
  readonly happening: HappeningDraft;
  readonly number: number;
  readonly alter: (part: Partial<HappeningDraft>) => void;
  readonly remove: () => void;
}

function OneHappening({ happening, number, alter, remove }: OneHappeningProps) {
  const { kind, name, properties, after, attributes } = happening;
  return (
    <Fieldset p="sm" aria-label={`Happening ${number}`}>
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
          <Group gap="xs">
            <Select
              aria-label="What"
              w={190}
              allowDeselect={false}
              data={HAPPENING_KINDS.map((one) => ({ ...one }))}
              value={kind}
              onChange={(next) => next && alter({ kind: next as HappeningKind, name: "" })}
            />
            {kind === "event" ? (
              <EventPicker label="Event" inline value={name} onChange={(next) => alter({ name: next })} />
            ) : kind === "stage" ? (
              <TextInput
                aria-label="Key of the stage"
                placeholder="key of the stage"
                value={name}
                onChange={(event) => alter({ name: event.currentTarget.value })}
              />
            ) : (
              <SegmentPicker label="Segment" inline value={name || null} onChange={(next) => alter({ name: next ?? "" })} />
            )}
          </Group>
          <ActionIcon variant="subtle" color="gray" aria-label={`Take out happening ${number}`} onClick={remove}>
            <X size={16} aria-hidden />
          </ActionIcon>
        </Group>
        <Group gap="xs">
          <DurationInput label="After the start" inline value={after} onChange={(next) => alter({ after: next })} />
          <Text size="sm" c="dimmed">
            after the start
          </Text>
        </Group>
        {kind === "event" && (
          <>
            <JsonInput
              label="Properties"
              autosize
              minRows={1}
              maxRows={8}
              value={properties}
              onChange={(next) => alter({ properties: next })}
              error={objectOf(properties) ? undefined : 'Not a JSON object, for example {"total": 120}'}
            />
            <LastProperties event={name} properties={properties} onTake={(next) => alter({ properties: next })} />
          </>
        )}
        {attributes && (
          <Text size="xs" c="dimmed">
            It also says of the person: {JSON.stringify(attributes)}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}
