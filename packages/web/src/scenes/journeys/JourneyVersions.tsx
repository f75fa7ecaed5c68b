import type { JourneyDetail, JourneyVersion } from "@beckon/contract";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import type { JourneyDraft } from "./editor/useJourneyDraft.ts";
import { JourneyChanges } from "./JourneyChanges.tsx";

/** Every version that was launched, with what it changed. */
export function JourneyVersions({ journey, draft, readOnly }: { readonly journey: JourneyDetail; readonly draft: JourneyDraft; readonly readOnly: boolean }) {
  const versions = useRead("listJourneyVersions", { params: { id: journey.id } });
  const restore = ({ version, document }: JourneyVersion) => {
    // Its key stays: a launched journey keeps the one it has.
    draft.replace({ ...document, key: draft.document.key });
    sayDone(`Version ${version} is the draft now. Nothing changes for anybody before you launch it.`);
  };
  return (
    <Stack gap="lg">
      {journey.hasDraft && journey.launched && (
        <Panel title="Draft" lead={`Against version ${journey.version}`}>
          <JourneyChanges before={journey.launched} after={draft.document} />
        </Panel>
      )}
      <Panel flush>
        <Loaded query={versions}>
          {({ items }) =>
            items.map((version, place) => (
              <Disclosure key={version.version} summary={<Summary version={version} newest={version.version === journey.version} />}>
                {() => (
                  <Stack gap="sm">
                    {items[place + 1] && <JourneyChanges before={(items[place + 1] as JourneyVersion).document} after={version.document} />}
                    {!readOnly && (
                      <Group>
                        <Button size="xs" variant="default" onClick={() => restore(version)}>
                          Take it as the draft
                        </Button>
                      </Group>
                    )}
                    <JsonBlock value={version.document} label={`document of version ${version.version}`} />
                  </Stack>
                )}
              </Disclosure>
            ))
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}

function Summary({ version, newest }: { readonly version: JourneyVersion; readonly newest: boolean }) {
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="xs">
        <Text fw={600} size="sm">
          Version {version.version}
        </Text>
        {newest && <Badge color="green">Newest</Badge>}
        {version.inside > 0 && <Badge color="blue">{version.inside} inside</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        {version.publishedBy}, <Time at={version.publishedAt} />
      </Text>
    </Group>
  );
}
