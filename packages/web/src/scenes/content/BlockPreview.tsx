import type { ContentBlock } from "@beckon/core";
import { Alert, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useRead } from "../../api/hooks.ts";
import { ProfilePicker } from "../../pickers/ProfilePicker.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonLines } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { ContentView } from "../messages/content/ContentView.tsx";

const TYPING_PAUSE_MS = 500;

/** The block as it would stand in one person's mail, a moment after every change. */
export function BlockPreview({ document, language }: { readonly document: ContentBlock; readonly language: string | null }) {
  const [profileId, setProfileId] = useState<string | null>(null);
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const complete = settled.source !== "" && /^[A-Za-z][\w-]*$/.test(settled.name);
  const request = { document: settled, profileId: profileId ?? undefined, locale: language ?? undefined };
  const preview = useRead("previewContentBlock", { body: request }, { keep: true, enabled: complete });
  return (
    <Panel title="Preview">
      <Stack gap="sm">
        <ProfilePicker label="As this person" placeholder="the newest" value={profileId} onChange={setProfileId} />
        {preview.data && preview.data.missing.length > 0 && (
          <Alert color="yellow" p="xs">
            <Text size="sm">Without a value here: {preview.data.missing.join(", ")}. Values of events are there in the messages that an event starts.</Text>
          </Alert>
        )}
        {preview.error ? (
          <ErrorNote error={preview.error} title="No preview" />
        ) : preview.data ? (
          <ContentView content={preview.data.content} to={preview.data.to} />
        ) : complete ? (
          <SkeletonLines lines={6} />
        ) : (
          <Text size="sm" c="dimmed">
            It appears here once the block has a name and a text.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}
