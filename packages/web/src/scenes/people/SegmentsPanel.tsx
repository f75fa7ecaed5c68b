import type { ProfileSegment } from "@beckon/contract";
import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { SegmentPicker } from "../../pickers/SegmentPicker.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Time } from "../../ui/Time.tsx";
import { SegmentWhy } from "./SegmentWhy.tsx";

const REFRESH_MS = 5_000;

/** The segments and lists somebody is in, each with the reason; and why they are, or are not, in any other. */
export function SegmentsPanel({ profileId }: { readonly profileId: string }) {
  const may = useMay("segments:read");
  const segments = useRead("listProfileSegments", { params: { id: profileId } }, { every: REFRESH_MS });
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <Panel title="Segments" lead="Where they are in now, and why." flush>
      <Loaded query={segments}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed" px="var(--beckon-inset)" pb="md">
              In none now.
            </Text>
          ) : (
            items.map((segment) => (
              <Disclosure key={segment.id} summary={<SegmentLine segment={segment} />}>
                {() => (
                  <Stack gap="sm">
                    {may && <SegmentWhy profileId={profileId} segmentId={segment.id} kind={segment.kind} />}
                    <Anchor component={Link} to={`/segments/${segment.id}`} size="sm">
                      Open the segment
                    </Anchor>
                  </Stack>
                )}
              </Disclosure>
            ))
          )
        }
      </Loaded>
      {may && (
        <Stack gap="sm" px="var(--beckon-inset)" pb="lg" pt="md">
          <SegmentPicker label="Why in, or why not?" placeholder="any segment" by="id" clearable value={asked} onChange={setAsked} />
          {asked !== null && <SegmentWhy profileId={profileId} segmentId={asked} kind="live" />}
        </Stack>
      )}
    </Panel>
  );
}

function SegmentLine({ segment }: { readonly segment: ProfileSegment }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm" fw={600}>
        {segment.name}
      </Text>
      <Text size="xs" c="dimmed">
        since <Time at={segment.since} />
        {segment.until !== null && (
          <>
            , until <Time at={segment.until} /> if nothing happens
          </>
        )}
      </Text>
    </Group>
  );
}
