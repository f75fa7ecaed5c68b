import type { DidEvent, SessionEndedTrigger, TriggerNode } from "@beckon/core";
import { ActionIcon, Button, Group, Stack, TagsInput, Text } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { ConditionEditor } from "../../../../../conditions/ConditionEditor.tsx";
import { ConditionScopeProvider } from "../../../../../conditions/scope.ts";
import { EventPicker } from "../../../../../pickers/EventPicker.tsx";
import { useEventNames } from "../../../../events/useEventNames.ts";
import type { TriggerFormProps } from "./triggerForm.ts";

/** They left, having done this and not that. */
export function SessionEndedForm({ trigger, onChange }: TriggerFormProps<SessionEndedTrigger>) {
  const names = useEventNames().map((event) => event.name);
  const did = trigger.did ?? [];
  const set = (part: Partial<SessionEndedTrigger>) => onChange({ ...trigger, ...part } as TriggerNode);
  const replace = (index: number, event: DidEvent) => set({ did: did.map((old, at) => (at === index ? event : old)) });
  return (
    <>
      <Text size="sm">A session ends after a while without anything happening (30 minutes, unless the settings say otherwise).</Text>
      {did.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed cannot be the row's identity.
        <Stack key={index} gap="xs">
          <Group align="flex-start" gap="xs" wrap="nowrap">
            <EventPicker label={index === 0 ? "In which they did" : "and"} value={event.event} onChange={(name) => replace(index, { ...event, event: name })} />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              mt={24}
              aria-label={`Remove the event ${event.event}`}
              onClick={() => set({ did: did.filter((_, at) => at !== index) })}
            >
              <X size={16} aria-hidden />
            </ActionIcon>
          </Group>
          <ConditionScopeProvider value={{ event: event.event, hasProperties: true, entryEvent: null }}>
            <ConditionEditor label="Only where" value={event.where} onChange={(where) => replace(index, { ...event, where })} />
          </ConditionScopeProvider>
        </Stack>
      ))}
      <Group>
        <Button size="xs" variant="default" leftSection={<Plus size={15} aria-hidden />} onClick={() => set({ did: [...did, { event: "" }] })}>
          An event they did
        </Button>
      </Group>
      <TagsInput
        label="And did not do"
        placeholder="for example Order Completed"
        w="100%"
        maw={420}
        data={names}
        value={[...(trigger.without ?? [])]}
        onChange={(without) => set({ without })}
      />
    </>
  );
}
