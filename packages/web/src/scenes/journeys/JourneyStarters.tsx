import type { GalleryJourney } from "@beckon/core";
import { GALLERY } from "@beckon/core/gallery";
import { SimpleGrid, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import classes from "../../ui/StarterCard.module.css";
import { BLANK_JOURNEY } from "./blankJourney.ts";
import { GalleryCard } from "./gallery/GalleryCard.tsx";
import { GalleryDialog } from "./gallery/GalleryDialog.tsx";
import { useCreateJourney } from "./useCreateJourney.ts";

const GROUPS = [...new Set(GALLERY.map(({ group }) => group))];

/** An empty journey, and the gallery by what it is for; a press shows what a journey does and needs before it is taken. */
export function JourneyStarters() {
  const { create, busy, error } = useCreateJourney();
  const [opened, setOpened] = useState<GalleryJourney | null>(null);
  return (
    <Stack gap="xl">
      {error !== null && <ErrorNote error={error} title="The journey was not made" />}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <UnstyledButton className={classes.starter} disabled={busy} onClick={() => void create(BLANK_JOURNEY)}>
          <Title order={2} size="h3">
            From nothing
          </Title>
          <Text size="sm" c="dimmed">
            A trigger and one mail; you draw the rest.
          </Text>
        </UnstyledButton>
      </SimpleGrid>
      {GROUPS.map((group) => (
        <section key={group} aria-label={group}>
          <Title order={2} size="h3" mb="sm">
            {group}
          </Title>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {GALLERY.filter((entry) => entry.group === group).map((entry) => (
              <GalleryCard key={entry.document.key} entry={entry} onOpen={() => setOpened(entry)} />
            ))}
          </SimpleGrid>
        </section>
      ))}
      {opened && <GalleryDialog key={opened.document.key} entry={opened} onClose={() => setOpened(null)} />}
    </Stack>
  );
}
