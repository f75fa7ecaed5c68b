import type { Overview } from "@beckon/contract";
import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import { Panel } from "../../ui/Panel.tsx";

/** Drafts that could not be launched as they are. */
export function Drafts({ drafts }: { readonly drafts: Overview["drafts"] }) {
  if (drafts.length === 0) return null;
  return (
    <Panel title="Drafts to finish" lead="What keeps them from being launched.">
      <Stack gap="sm">
        {drafts.map(({ id, name, problems, first }) => (
          <Stack key={id} gap={0}>
            <Anchor component={Link} to={`/campaigns/${id}?tab=editor`} size="sm">
              {name}
            </Anchor>
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {first} {problems > 1 && `And ${problems - 1} more.`}
            </Text>
          </Stack>
        ))}
      </Stack>
    </Panel>
  );
}
