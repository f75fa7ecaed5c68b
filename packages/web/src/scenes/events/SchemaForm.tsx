import type { RegistryEventDetail } from "@beckon/contract";
import { isObject, type JsonObject } from "@beckon/core";
import { Alert, Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { CodeEditor } from "../../ui/CodeEditor.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { schemaFromSamples } from "./schemaFromSamples.ts";

type OnViolation = RegistryEventDetail["onViolation"];

const WHAT_HAPPENS: readonly { readonly value: OnViolation; readonly label: string; readonly description: string }[] = [
  { value: "flag", label: "Take it and flag it", description: "Nothing is lost; the event carries a mark." },
  { value: "quarantine", label: "Quarantine it", description: "It waits among the dead letters until somebody replays it." },
  { value: "reject", label: "Reject it", description: "The sender gets an error that names what is wrong." },
];

/** The shape that an event must have from now on, as JSON Schema, and what becomes of one that has another. */
export function SchemaForm({ event }: { readonly event: RegistryEventDetail }) {
  const [text, setText] = useState(event.schema ? JSON.stringify(event.schema, null, 2) : "");
  const [onViolation, setOnViolation] = useState<OnViolation>(event.onViolation);
  const save = useChange("setEventSchema", ["getRegistryEvent", "listRegistryEvents"]);
  const may = useMay("registry:write");
  const schema = parsed(text);
  const put = (value: JsonObject | null, done: string) =>
    save.mutate({ params: { name: event.name }, body: { schema: value, onViolation } }, { onSuccess: () => sayDone(done) });
  return (
    <Panel title="Schema" lead={event.schema ? "This event's shape is fixed." : "Open: any shape is taken. Fix it to keep the data clean."}>
      <Stack>
        {save.error && <ErrorNote error={save.error} title="The schema is not saved" />}
        <Group>
          <Button size="xs" variant="default" onClick={() => setText(JSON.stringify(schemaFromSamples(event.properties), null, 2))}>
            Write it from what was seen
          </Button>
        </Group>
        <CodeEditor label="JSON Schema" language="json" value={text} onChange={setText} minHeight={180} />
        {schema === "broken" && (
          <Alert color="red" p="xs">
            <Text size="sm">This is not a JSON object yet.</Text>
          </Alert>
        )}
        <Radio.Group label="An event that breaks it" value={onViolation} onChange={(value) => setOnViolation(value as OnViolation)}>
          <Stack gap="xs" mt="xs">
            {WHAT_HAPPENS.map((choice) => (
              <Radio key={choice.value} {...choice} />
            ))}
          </Stack>
        </Radio.Group>
        <Group>
          <Button disabled={!may || !isObject(schema)} loading={save.isPending} onClick={() => isObject(schema) && put(schema, "The schema is fixed.")}>
            Save the schema
          </Button>
          {event.schema && (
            <Button
              variant="default"
              disabled={!may}
              onClick={() => {
                setText("");
                put(null, "Any shape is taken again.");
              }}
            >
              Take any shape again
            </Button>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}

function parsed(text: string): JsonObject | "empty" | "broken" {
  if (text.trim() === "") return "empty";
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : "broken";
  } catch {
    return "broken";
  }
}
