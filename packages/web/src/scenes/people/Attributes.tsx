import type { ProfileDetail } from "@beckon/contract";
import { isObject, type Json, type JsonObject } from "@beckon/core";
import { ActionIcon, Autocomplete, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { Pencil, Plus, X } from "lucide-react";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { useAttributes } from "../../pickers/names.ts";
import { Breakable } from "../../ui/Breakable.tsx";
import { type Fact, Facts } from "../../ui/Facts.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { fullTime } from "../../ui/time.ts";
import { valueText } from "../../ui/valueText.ts";

/** Attributes with their values; who may writes changes each in its place. */
export function Attributes({ profile }: { readonly profile: ProfileDetail }) {
  const may = useMay("profiles:write") && profile.mergedInto === null;
  const [editing, setEditing] = useState<string | null>(null);
  const change = useChange("changeAttributes", ["getProfile", "getTimeline"]);
  const set = (name: string, value: Json) =>
    change.mutate(
      { params: { id: profile.id }, body: { attributes: { [name]: value } } },
      {
        onSuccess: () => {
          sayDone(value === null ? `${name} is removed.` : `${name} is ${valueText(value)}.`);
          setEditing(null);
        },
        onError: (error) => sayError(error),
      },
    );
  const facts = factsOf(profile.attributes, "");
  const computed = new Map(useAttributes().flatMap((attribute) => (attribute.computed === null ? [] : [[attribute.name, attribute.computed] as const])));
  const names = Object.keys(profile.attributes);
  return (
    <Panel
      title="Attributes"
      actions={
        may && (
          <Button variant="subtle" size="compact-sm" leftSection={<Plus size={14} aria-hidden />} onClick={() => setEditing("")}>
            Add
          </Button>
        )
      }
    >
      <Stack gap="sm">
        {editing === "" && <AttributeForm name={null} value={null} taken={names} busy={change.isPending} onSave={set} onClose={() => setEditing(null)} />}
        {facts.length === 0 && editing === null && (
          <Text size="sm" c="dimmed">
            None yet. An <code>identify</code> call sets them.
          </Text>
        )}
        <Facts
          facts={facts.map(
            ({ name, value, raw }): Fact => ({
              name,
              value:
                editing === name ? (
                  <AttributeForm name={name} value={raw} taken={names} busy={change.isPending} onSave={set} onClose={() => setEditing(null)} />
                ) : (
                  <Group gap={4} wrap="nowrap" justify="space-between">
                    <div>
                      <AttributeValue value={value} />
                      {computed.has(name) && <Text size="xs" c="dimmed">{`Computed: ${computed.get(name)}`}</Text>}
                    </div>
                    {may && names.includes(name) && !computed.has(name) && !isObject(raw) && !Array.isArray(raw) && (
                      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Change ${name}`} onClick={() => setEditing(name)}>
                        <Pencil size={13} aria-hidden />
                      </ActionIcon>
                    )}
                  </Group>
                ),
            }),
          )}
        />
      </Stack>
    </Panel>
  );
}

/** `2026-11-16T13:57:59.417Z`: an instant, which people read as a day and an hour. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

function AttributeValue({ value }: { readonly value: string }) {
  const at = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? <Breakable>{value}</Breakable> : <time dateTime={value}>{fullTime(at)}</time>;
}

interface AttributeFormProps {
  /** Null: a new one. */
  readonly name: string | null;
  readonly value: Json;
  readonly taken: readonly string[];
  readonly busy: boolean;
  readonly onSave: (name: string, value: Json) => void;
  readonly onClose: () => void;
}

const TYPES = [
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "Yes or no" },
];

function AttributeForm({ name, value, taken, busy, onSave, onClose }: AttributeFormProps) {
  const known = useAttributes().flatMap((attribute) => (attribute.computed === null ? attribute.name : []));
  const [newName, setNewName] = useState(name ?? "");
  const [type, setType] = useState(typeof value === "number" || typeof value === "boolean" ? typeof value : "string");
  const [text, setText] = useState(value === null ? "" : String(value));
  const parsed = typedValue(text, type);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (newName.trim() !== "" && parsed !== null) onSave(newName.trim(), parsed);
      }}
    >
      <Stack gap="xs">
        {name === null && (
          <Autocomplete
            label="Attribute"
            size="xs"
            maxLength={200}
            data={known.filter((each) => !taken.includes(each))}
            value={newName}
            onChange={setNewName}
            data-autofocus
          />
        )}
        <Group gap="xs" wrap="nowrap" align="flex-end">
          {type === "boolean" ? (
            <Select label="Value" size="xs" data={["true", "false"]} value={text} allowDeselect={false} onChange={(next) => setText(next ?? "")} />
          ) : (
            <TextInput
              label="Value"
              size="xs"
              maxLength={2_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={type === "number" && text !== "" && parsed === null ? "No number" : undefined}
            />
          )}
          <Select
            label="Type"
            size="xs"
            w={104}
            data={TYPES}
            value={type}
            allowDeselect={false}
            onChange={(next) => setType((next ?? "string") as typeof type)}
          />
        </Group>
        <Group gap="xs">
          <Button type="submit" size="compact-xs" loading={busy} disabled={newName.trim() === "" || parsed === null}>
            Save
          </Button>
          <Button variant="default" size="compact-xs" onClick={onClose}>
            Cancel
          </Button>
          {name !== null && (
            <Button variant="subtle" color="red" size="compact-xs" leftSection={<X size={12} aria-hidden />} onClick={() => onSave(name, null)}>
              Remove
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** The value as its type says; null where the text is none of that type. */
function typedValue(text: string, type: string): Json {
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : null;
  if (type === "number") return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
  return text === "" ? null : text;
}

interface AttributeFact {
  readonly name: string;
  readonly value: string;
  readonly raw: Json;
}

/** Nested values under their dotted names, as conditions and templates call them: `address.city`. */
function factsOf(values: JsonObject, path: string): readonly AttributeFact[] {
  return Object.keys(values)
    .sort()
    .flatMap((name) => {
      const raw = values[name] ?? null;
      return isObject(raw) && Object.keys(raw).length > 0 ? factsOf(raw, `${path}${name}.`) : [{ name: `${path}${name}`, value: valueText(raw), raw }];
    });
}
