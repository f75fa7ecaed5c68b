import { type GalleryJourney, stepKindOf } from "@beckon/core";
import { GALLERY } from "@beckon/core/gallery";
import { SimpleGrid, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import classes from "../../ui/StarterCard.module.css";
import { BLANK_JOURNEY } from "./blankJourney.ts";
import { useCreateJourney } from "./useCreateJourney.ts";

const GROUPS = [...new Set(GALLERY.map(({ group }) => group))];

/** An empty journey, and the gallery by what it is for; a press makes a draft and opens it. */
export function JourneyStarters() {
  const { create, busy, error } = useCreateJourney();
  return (
    <Stack gap="xl">
      {error !== null && <ErrorNote error={error} title="The journey was not made" />}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
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
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            {GALLERY.filter((entry) => entry.group === group).map((entry) => (
              <StarterCard key={entry.document.key} entry={entry} busy={busy} onChoose={() => void create(entry.document, entry.segments)} />
            ))}
          </SimpleGrid>
        </section>
      ))}
    </Stack>
  );
}

function StarterCard({ entry, busy, onChoose }: { readonly entry: GalleryJourney; readonly busy: boolean; readonly onChoose: () => void }) {
  const { document, segments = [], needs = [] } = entry;
  const asked = [...segments.map(({ name }) => `the segment “${name}”, which is made with it`), ...needs];
  return (
    <UnstyledButton className={classes.starter} disabled={busy} onClick={onChoose}>
      <Title order={3} size="h4">
        {document.name}
      </Title>
      <Text size="sm" c="dimmed">
        {document.description}
      </Text>
      <Text size="sm" mt="xs">
        {shapeOf(document)}
      </Text>
      {asked.length > 0 && (
        <Text size="xs" c="dimmed" mt="xs">
          Needs {asked.join("; ")}.
        </Text>
      )}
    </UnstyledButton>
  );
}

/** `7 steps: 3 × Send, 2 × Wait for, Branch, Exit`. */
function shapeOf({ steps }: GalleryJourney["document"]): string {
  const titles = steps.map((step) => stepKindOf(step).schema.title);
  const kinds = [...new Set(titles)].map((title) => {
    const times = titles.filter((each) => each === title).length;
    return times > 1 ? `${times} × ${title}` : title;
  });
  return `${steps.length} ${steps.length === 1 ? "step" : "steps"}: ${kinds.join(", ")}`;
}
