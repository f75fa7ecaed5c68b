import type { ContentBlockDetail } from "@beckon/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { api } from "../../api/client.ts";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayError } from "../../ui/say.ts";
import { fullTime } from "../../ui/time.ts";
import { undoable } from "../../ui/undoable.tsx";
import type { BlockDraft } from "./useBlockDraft.ts";

/** What was published before, to go back to. */
export function VersionsPanel({ block, draft, readOnly }: { readonly block: ContentBlockDetail; readonly draft: BlockDraft; readonly readOnly: boolean }) {
  const versions = useRead("listContentBlockVersions", { params: { id: block.id } });
  const goBack = async (version: number) => {
    const { document } = draft;
    try {
      draft.take(await api("takeContentBlockVersion", { params: { id: block.id, version } }));
    } catch (error) {
      return sayError(error);
    }
    undoable(`The draft says what version ${version} said.`, async () =>
      draft.take(await api("saveContentBlock", { params: { id: block.id }, body: { document } })),
    );
  };
  return (
    <Panel title="Versions">
      <Loaded query={versions}>
        {({ items }) => (
          <Stack gap="xs">
            {items.map(({ version, publishedAt, publishedBy }) => (
              <Group key={version} justify="space-between" wrap="nowrap">
                <Text size="sm">
                  Version {version}
                  <Text span size="xs" c="dimmed">
                    {" "}
                    {fullTime(Date.parse(publishedAt))}, {publishedBy}
                  </Text>
                </Text>
                {!readOnly && (version !== block.version || block.hasDraft) && (
                  <Button size="compact-xs" variant="default" onClick={() => void goBack(version)} aria-label={`Go back to version ${version}`}>
                    Go back to it
                  </Button>
                )}
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Panel>
  );
}
