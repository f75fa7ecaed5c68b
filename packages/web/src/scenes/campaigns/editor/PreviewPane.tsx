import type { Preview } from "@beckon/contract";
import type { CampaignDocument, Message } from "@beckon/core";
import { Alert, Button, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { Send, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useRead } from "../../../api/hooks.ts";
import { useMay } from "../../../api/me.ts";
import { eachOnce } from "../../../drafting/eachOnce.ts";
import { ProfilePicker } from "../../../pickers/ProfilePicker.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { SkeletonLines } from "../../../ui/Loaded.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Sentence } from "../../../ui/Sentence.tsx";
import { fullTime } from "../../../ui/time.ts";
import { ContentView } from "../../messages/content/ContentView.tsx";
import { useMessageDesk } from "./message/MessageDesk.tsx";
import { entryEventOf } from "./parts/triggers/triggerChoices.ts";
import { shapeProblem } from "./shapeProblem.ts";
import { TestSendModal } from "./TestSendModal.tsx";

const TYPING_PAUSE_MS = 500;

/** The message as one person would get it because of one event, a moment after every change. */
export function PreviewPane({ document }: { readonly document: CampaignDocument }) {
  const [profileId, setProfileId] = useState<string | null>(null);
  const [eventId, setEventId] = useState<string | null>(null);
  const [testing, test] = useDisclosure(false);
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const entryEvent = entryEventOf(settled.trigger);
  const locale = useShownLocale(settled.message);
  const request = { profileId: profileId ?? undefined, eventId: eventId ?? undefined, locale };
  const complete = shapeProblem(settled) === null;
  const preview = useRead("previewMessage", { body: { document: settled, ...request } }, { keep: true, enabled: complete });
  const mayTest = useMay("messages:test");
  return (
    <Panel
      title="Preview"
      actions={
        mayTest && (
          <Button size="xs" variant="default" leftSection={<Send size={15} aria-hidden />} onClick={test.open}>
            Send a test
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <ProfilePicker
            label="As this person"
            placeholder="who did it last"
            value={profileId}
            onChange={(id) => {
              setProfileId(id);
              setEventId(null);
            }}
          />
          <EventChoice name={entryEvent} profileId={profileId ?? preview.data?.profile?.id ?? null} value={eventId} onChange={setEventId} />
        </SimpleGrid>
        {preview.error ? (
          <ErrorNote error={preview.error} title="No preview" />
        ) : preview.data ? (
          <Shown preview={preview.data} />
        ) : complete ? (
          <SkeletonLines lines={8} />
        ) : (
          <Text size="sm" c="dimmed">
            It appears here once the campaign has what it needs: see what is marked.
          </Text>
        )}
      </Stack>
      <TestSendModal opened={testing} onClose={test.close} request={{ document, ...request }} />
    </Panel>
  );
}

/** The language whose tab is open; where there is only one text, the reader's own decides how dates and numbers are written. */
function useShownLocale(message: Message): string | undefined {
  const { language } = useMessageDesk();
  const languages = useRead("getWorkspace").data?.settings.languages;
  const isTranslated = "translations" in message && Object.keys(message.translations ?? {}).length > 0;
  return isTranslated ? (language ?? languages?.[0]) : undefined;
}

/** Which of their events started it: the newest that fits, unless another is chosen. */
function EventChoice({
  name,
  profileId,
  value,
  onChange,
}: {
  readonly name: string;
  readonly profileId: string | null;
  readonly value: string | null;
  readonly onChange: (eventId: string | null) => void;
}) {
  const events = useRead("listEvents", { query: { name: name || undefined, profileId: profileId ?? undefined, limit: 20 } }, { enabled: profileId !== null });
  const options = (events.data?.items ?? []).map((event) => ({ value: event.id, label: `${event.name}, ${fullTime(Date.parse(event.at))}` }));
  return (
    <Select
      label="After this event"
      placeholder="the newest"
      clearable
      data={options}
      value={value}
      onChange={onChange}
      nothingFoundMessage="No such event yet"
      clearButtonProps={{ "aria-label": "Take the newest" }}
    />
  );
}

function Shown({ preview }: { readonly preview: Preview }) {
  return (
    <Stack gap="sm">
      {preview.aborted && (
        <Alert color="yellow" p="xs">
          <Text size="sm">The template calls this message off: {preview.aborted}</Text>
        </Alert>
      )}
      {preview.missing.length > 0 && (
        <Alert color="yellow" p="xs" icon={<TriangleAlert size={16} aria-hidden />}>
          <Text size="sm">
            Without a value here: {preview.missing.join(", ")}. Give each a default, like <code>{`{{ ${preview.missing[0]} | default: "there" }}`}</code>.
          </Text>
        </Alert>
      )}
      {eachOnce(preview.problems).map((problem) => (
        <Alert key={`${problem.path} ${problem.message}`} color={problem.severity === "error" ? "red" : "yellow"} p="xs">
          <Text size="sm">
            <Sentence text={problem.message} />
          </Text>
        </Alert>
      ))}
      <ContentView content={preview.content} to={preview.to} />
      {preview.event && (
        <Text size="xs" c="dimmed">
          Shown with “{preview.event.name}”{preview.event.id ? "" : ", made up because none has arrived"}.
        </Text>
      )}
    </Stack>
  );
}
