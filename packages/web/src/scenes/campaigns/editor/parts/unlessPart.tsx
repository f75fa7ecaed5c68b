import { CLAUSE_WORDS, type ConditionNode, type CourseDocument, type ExceptionEvent, type PropertyCondition } from "@beckon/core";
import { ActionIcon, Button, Group, Paper, Stack, Switch, Text } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { ConditionEditor } from "../../../../conditions/ConditionEditor.tsx";
import { ConditionScopeProvider } from "../../../../conditions/scope.ts";
import { EventPicker } from "../../../../pickers/EventPicker.tsx";
import { useProperties } from "../../../../pickers/names.ts";
import { PropertyPicker } from "../../../../pickers/PropertyPicker.tsx";
import type { Part, PartFormProps } from "../part.ts";
import { entryEventOf } from "./triggers/triggerChoices.ts";

export const unlessPart: Part<CourseDocument> = {
  id: "unless",
  lead: ({ unless = [] }) => (unless.length > 0 ? "unless" : "and"),
  sentence: (document) => CLAUSE_WORDS.unless(document) ?? "let nothing call it off",
  isSet: ({ unless = [] }) => unless.length > 0,
  paths: ["unless"],
  Form: UnlessForm,
};

function UnlessForm({ document, change }: PartFormProps<CourseDocument>) {
  const unless = document.unless ?? [];
  const set = (next: readonly ExceptionEvent[]) => change({ unless: next.length === 0 ? undefined : next });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Each of these events ends it at once while somebody waits, and once more at the last moment before a message goes.
      </Text>
      {unless.map((exception, index) => (
        <Exception
          // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed cannot be the row's identity.
          key={index}
          exception={exception}
          entryEvent={entryEventOf(document.trigger)}
          onChange={(next) => set(unless.map((old, at) => (at === index ? next : old)))}
          onRemove={() => set(unless.filter((_, at) => at !== index))}
        />
      ))}
      <Group>
        <Button size="xs" variant="default" leftSection={<Plus size={15} aria-hidden />} onClick={() => set([...unless, { event: "" }])}>
          Add an event
        </Button>
      </Group>
    </Stack>
  );
}

interface ExceptionProps {
  readonly exception: ExceptionEvent;
  readonly entryEvent: string;
  readonly onChange: (exception: ExceptionEvent) => void;
  readonly onRemove: () => void;
}

function Exception({ exception, entryEvent, onChange, onRemove }: ExceptionProps) {
  const match = matchedProperty(exception.where);
  const simple = exception.where === undefined || match !== null;
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        <Group align="flex-start" gap="xs" wrap="nowrap">
          <EventPicker label="They do" value={exception.event} onChange={(event) => onChange({ ...exception, event })} />
          <ActionIcon variant="subtle" color="gray" size="lg" mt={24} aria-label={`Remove the exception ${exception.event}`} onClick={onRemove}>
            <X size={16} aria-hidden />
          </ActionIcon>
        </Group>
        {simple && <SameAsEntry property={match} event={exception.event} entryEvent={entryEvent} onChange={(where) => onChange({ ...exception, where })} />}
        <ConditionScopeProvider value={{ event: exception.event, hasProperties: true, entryEvent }}>
          {match === null && <ConditionEditor label="Only where" value={exception.where} onChange={(where) => onChange({ ...exception, where })} />}
        </ConditionScopeProvider>
      </Stack>
    </Paper>
  );
}

/** The commonest match by far: the same cart, order or product as the event that started it. */
function SameAsEntry({
  property,
  event,
  entryEvent,
  onChange,
}: {
  readonly property: string | null;
  readonly event: string;
  readonly entryEvent: string;
  readonly onChange: (where: ConditionNode | undefined) => void;
}) {
  const here = useProperties(event);
  const there = useProperties(entryEvent);
  const common = here.length === 0 ? there : here.filter(({ name }) => there.some((property) => property.name === name));
  const guess = (common.find(({ name }) => /(^|_)id$/i.test(name)) ?? common[0])?.name ?? "";
  return (
    <Group gap="sm" align="flex-end">
      <Switch
        label="Only about the same thing as the event that started it"
        checked={property !== null}
        onChange={(change) => onChange(change.currentTarget.checked ? sameAs(guess) : undefined)}
      />
      {property !== null && (
        <PropertyPicker
          label="Property that must be the same"
          inline
          placeholder="cart_id"
          width={200}
          seen={common.length > 0 ? common : there}
          value={property}
          onChange={(name) => onChange(sameAs(name))}
        />
      )}
    </Group>
  );
}

function sameAs(name: string): ConditionNode {
  return { kind: "property", name, op: "equals", value: { from: "entry", name } } satisfies PropertyCondition as ConditionNode;
}

/** `cart_id` where the condition is just "cart_id is the cart_id of the event that started it", else null. */
function matchedProperty(where: ConditionNode | undefined): string | null {
  if (where?.kind !== "property") return null;
  const { name, op, value } = where as PropertyCondition;
  return op === "equals" && typeof value === "object" && value !== null && "from" in value && value.from === "entry" && value.name === name ? name : null;
}
