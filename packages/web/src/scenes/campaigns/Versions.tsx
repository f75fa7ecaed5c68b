import type { CampaignDetail, CampaignVersion } from "@beckon/contract";
import { Badge, Group, List, Stack, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Time } from "../../ui/Time.tsx";

/** Every version that was launched, with what it changed. */
export function Versions({ campaign }: { readonly campaign: CampaignDetail }) {
  const versions = useRead("listVersions", { params: { id: campaign.id } });
  return (
    <Stack gap="lg">
      {campaign.hasDraft && (
        <Panel title="Draft" lead={`Against version ${campaign.version}`}>
          <List size="sm" spacing={4}>
            {campaign.diff.map((difference) => (
              <List.Item key={difference.path}>{difference.sentence}</List.Item>
            ))}
          </List>
        </Panel>
      )}
      <Panel flush>
        <Loaded query={versions}>
          {({ items }) => items.map((version) => <Version key={version.version} version={version} newest={version.version === campaign.version} />)}
        </Loaded>
      </Panel>
    </Stack>
  );
}

function Version({ version, newest }: { readonly version: CampaignVersion; readonly newest: boolean }) {
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
          {version.diff.length > 0 && (
            <List size="sm" spacing={4}>
              {version.diff.map((difference) => (
                <List.Item key={difference.path}>{difference.sentence}</List.Item>
              ))}
            </List>
          )}
          <JsonBlock value={version.document} label={`document of version ${version.version}`} />
        </Stack>
      )}
    </Disclosure>
  );
}
