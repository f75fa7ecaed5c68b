import type { ContentBlockDetail, ContentBlockUse } from "@beckon/contract";
import { Anchor, Group, List, Text } from "@mantine/core";
import { Link } from "react-router";
import { Panel } from "../../ui/Panel.tsx";
import { CampaignBadge } from "../../ui/StateBadge.tsx";

/** Who names the block. */
export function UsesPanel({ block }: { readonly block: ContentBlockDetail }) {
  return (
    <Panel title="Where it is used">
      {block.uses.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nowhere yet. Write <code>{block.tag}</code> in a message, or choose it there after typing {"{{"}.
        </Text>
      ) : (
        <UsesList block={block} />
      )}
    </Panel>
  );
}

const PLACES: { readonly [kind in ContentBlockUse["kind"]]: string } = { campaign: "/campaigns", journey: "/journeys", content_block: "/content" };

export function UsesList({ block }: { readonly block: ContentBlockDetail }) {
  return (
    <List listStyleType="none" spacing="xs" size="sm">
      {block.uses.map((use) => (
        <List.Item key={use.id}>
          <Group gap="xs">
            <Anchor component={Link} size="sm" to={`${PLACES[use.kind]}/${use.id}`}>
              {use.name}
            </Anchor>
            {use.status && <CampaignBadge status={use.status} />}
            <Text size="xs" c="dimmed">
              {aboutUse(use, block.version)}
            </Text>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}

function aboutUse({ kind, version }: ContentBlockUse, newest: number): string {
  if (kind === "content_block") return "a content block";
  if (version === null) return "in its draft";
  return version === newest ? `sends version ${version}` : `sends version ${version}, not the newest`;
}
