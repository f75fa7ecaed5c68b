import { CLAUSE_WORDS, type GalleryJourney } from "@beckon/core";
import { Text, Title, UnstyledButton } from "@mantine/core";
import starter from "../../../ui/StarterCard.module.css";
import classes from "./GalleryCard.module.css";
import { JourneyPicture } from "./JourneyPicture.tsx";

const PICTURE_HEIGHT = 132;

/** One journey of the gallery: what it is for, what starts it, and its shape. */
export function GalleryCard({ entry: { document }, onOpen }: { readonly entry: GalleryJourney; readonly onOpen: () => void }) {
  const messages = document.steps.filter(({ kind }) => kind === "send").length;
  const steps = document.steps.length;
  return (
    <UnstyledButton className={`${starter.starter} ${classes.card}`} onClick={onOpen}>
      <span className={classes.words}>
        <Title order={3} size="h4">
          {document.name}
        </Title>
        <Text size="sm" c="dimmed">
          {document.description}
        </Text>
        <Text size="sm" mt="xs">
          When {CLAUSE_WORDS.when(document)}
        </Text>
        <Text size="xs" c="dimmed" mt="xs">
          {steps} {steps === 1 ? "step" : "steps"}, {messages} {messages === 1 ? "message" : "messages"}
        </Text>
      </span>
      <span className={classes.picture}>
        <JourneyPicture document={document} height={PICTURE_HEIGHT} />
      </span>
    </UnstyledButton>
  );
}
