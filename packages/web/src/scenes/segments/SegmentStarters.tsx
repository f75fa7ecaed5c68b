import { Button, Group, SimpleGrid, Stack, Text, TextInput, Title, UnstyledButton } from "@mantine/core";
import { ListPlus } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "../../conditions/sentenceOf.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { keyOf } from "../../ui/keyOf.ts";
import { Panel } from "../../ui/Panel.tsx";
import classes from "../../ui/StarterCard.module.css";
import { useEventNames } from "../events/useEventNames.ts";
import { blankSegment, SEGMENT_STARTERS } from "./segmentStarters.ts";
import { useCreateSegment } from "./useCreateSegment.ts";

/** Most shops know it, so that the example speaks of something real. */
const FIRST_EVENT = "Order Completed";
const BLANK_DOES = "You choose the conditions; how many they fit is shown as you go.";

/** Ready segments to begin with, and an empty one; a press makes it and opens the builder. */
export function SegmentStarters() {
  const { create, busy, error } = useCreateSegment();
  const names = useEventNames().map(({ name }) => name);
  const event = names.includes(FIRST_EVENT) ? FIRST_EVENT : (names[0] ?? FIRST_EVENT);
  const starters = [...SEGMENT_STARTERS, { title: "From nothing", does: BLANK_DOES, document: blankSegment(event) }];
  return (
    <Stack>
      {error !== null && <ErrorNote error={error} title="The segment was not made" />}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {starters.map(({ title, does, document }) => (
          <UnstyledButton key={title} className={classes.starter} disabled={busy} onClick={() => void create("live", document)}>
            <Title order={2} size="h3">
              {title}
            </Title>
            <Text size="sm" c="dimmed">
              {does}
            </Text>
            <Text size="sm" mt="xs">
              {document.condition && sentenceOf(document.condition)}
            </Text>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

/** A list has a name and no condition. */
export function NewList() {
  const { create, busy, error } = useCreateSegment();
  const [name, setName] = useState("");
  const key = keyOf(name);
  return (
    <Panel title="A list instead" lead="People are put on it one by one, from a file or by the API, and stay until they are taken off.">
      {error !== null && <ErrorNote error={error} title="The list was not made" />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key) void create("list", { key, name: name.trim() });
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            label="Name of the list"
            w={280}
            placeholder="For example Trade fair 2026"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={key === ""} loading={busy} leftSection={<ListPlus size={16} aria-hidden />}>
            Make the list
          </Button>
        </Group>
      </form>
    </Panel>
  );
}
