import { CLAUSE_WORDS, type EventTrigger, type GalleryJourney, needsOf } from "@beckon/core";
import { Button, Group, Modal, Stack, Switch, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useRead } from "../../../api/hooks.ts";
import { useMay } from "../../../api/me.ts";
import { EventPicker } from "../../../pickers/EventPicker.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { useEventNames } from "../../events/useEventNames.ts";
import { useCreateJourney } from "../useCreateJourney.ts";
import classes from "./GalleryDialog.module.css";
import { JourneyPicture } from "./JourneyPicture.tsx";
import { Needs } from "./Needs.tsx";
import { missingOf, swapTrigger } from "./swapTrigger.ts";

const PICTURE_HEIGHT = 420;

/** One journey of the gallery before it is taken: its shape, what starts it, and what is there of what it needs. */
export function GalleryDialog({ entry, onClose }: { readonly entry: GalleryJourney; readonly onClose: () => void }) {
  const { segments = [], needs: others = [] } = entry;
  const { trigger } = entry.document;
  const own = trigger.kind === "event" ? (trigger as EventTrigger).event : "";
  const [event, setEvent] = useState(own);
  const [without, setWithout] = useState(false);
  const [publish, setPublish] = useState(true);
  const mayPublish = useMay("segments:publish");
  const { create, busy, error } = useCreateJourney();
  const document = event === "" ? entry.document : swapTrigger(entry.document, event, without);
  const needs = needsOf(document);
  const isSeen = useEventNames().some(({ name }) => name === event);
  const registered = useRead("getRegistryEvent", { params: { name: event } }, { enabled: isSeen }).data;
  const missing =
    isSeen && registered
      ? missingOf(
          needs,
          registered.properties.map(({ name }) => name),
        )
      : undefined;
  const mayDrop = trigger.kind === "event" && (trigger as EventTrigger).where !== undefined && event !== own;
  return (
    <Modal opened onClose={onClose} size="60rem" title={entry.document.name} closeButtonProps={{ "aria-label": "Close" }}>
      <div className={classes.dialog}>
        <div className={classes.picture}>
          <JourneyPicture document={document} height={PICTURE_HEIGHT} named />
        </div>
        <Stack gap="lg" className={classes.words}>
          {error !== null && <ErrorNote error={error} title="The journey was not made" />}
          <Text size="sm">{entry.document.description}</Text>
          <section>
            <Title order={3} size="h4" mb="xs">
              What starts it
            </Title>
            <Stack gap="xs">
              {own === "" && <Text size="sm">When {CLAUSE_WORDS.when(entry.document)}. An event of yours can start it instead:</Text>}
              <EventPicker label={own === "" ? "Or this event" : "Event"} value={event} onChange={setEvent} />
              {own !== "" && event !== own && (
                <Text size="xs" c="dimmed">
                  Made for “{own}”. The steps stay as they are.
                </Text>
              )}
              {mayDrop && (
                <Switch
                  label={`Without the condition “${CLAUSE_WORDS.when(entry.document)}”`}
                  checked={without}
                  onChange={(change) => setWithout(change.currentTarget.checked)}
                />
              )}
            </Stack>
          </section>
          <section>
            <Title order={3} size="h4" mb="xs">
              What it needs
            </Title>
            <Needs needs={needs} missing={missing} segments={segments} others={others} />
            <Text size="xs" c="dimmed" mt="xs">
              What is not there yet keeps nobody from taking it: the checks before the launch name what is still open.
            </Text>
          </section>
          {segments.length > 0 && mayPublish && (
            <Switch
              label={segments.length === 1 ? "Publish its segment at once" : "Publish its segments at once"}
              description="Else the launch asks for it"
              checked={publish}
              onChange={(change) => setPublish(change.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button loading={busy} disabled={own !== "" && event === ""} onClick={() => void create(document, segments, mayPublish && publish)} data-autofocus>
              Take this journey
            </Button>
          </Group>
        </Stack>
      </div>
    </Modal>
  );
}
