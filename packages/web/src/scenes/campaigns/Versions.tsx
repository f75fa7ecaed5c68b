import type { CampaignDetail, CampaignVersion } from "@beckon/contract";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { Changes } from "./Changes.tsx";
import type { CampaignDraft } from "./editor/useCampaignDraft.ts";

/** Every version that was launched, with what it changed. */
export function Versions({ campaign, draft, readOnly }: { readonly campaign: CampaignDetail; readonly draft: CampaignDraft; readonly readOnly: boolean }) {
  const restore = ({ version, document }: CampaignVersion) => {
    // Its key stays: a launched campaign keeps the one it has.
    draft.replace({ ...document, key: draft.document.key });
    sayDone(`Version ${version} is the draft now. Nothing changes for anybody before you launch it.`);
  };
  const versions = useRead("listVersions", { params: { id: campaign.id } });
  return (
    <Stack gap="lg">
      {campaign.hasDraft && (
        <Panel title="Draft" lead={`Against version ${campaign.version}`}>
          {campaign.launched && <Changes before={campaign.launched} after={draft.document} />}
        </Panel>
      )}
      <Panel flush>
        <Loaded query={versions}>
          {({ items }) =>
            items.map((version, place) => (
              <Version
                key={version.version}
                version={version}
                before={items[place + 1]}
                newest={version.version === campaign.version}
                onRestore={readOnly ? null : () => restore(version)}
              />
            ))
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}

interface VersionProps {
  readonly version: CampaignVersion;
  readonly before: CampaignVersion | undefined;
  readonly newest: boolean;
  readonly onRestore: (() => void) | null;
}

function Version({ version, before, newest, onRestore }: VersionProps) {
  return (
    <Disclosure
      summary={
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
      }
    >
      {() => (
        <Stack gap="sm">
          {before && <Changes before={before.document} after={version.document} />}
          {onRestore && (
            <Group>
              <Button size="xs" variant="default" onClick={onRestore}>
                Take it as the draft
              </Button>
            </Group>
          )}
          <JsonBlock value={version.document} label={`document of version ${version.version}`} />
        </Stack>
      )}
    </Disclosure>
  );
}
