import type { Overview } from "@beckon/contract";
import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import { Panel } from "../../ui/Panel.tsx";
import { timeOfDay } from "../../ui/time.ts";
import { useNow } from "../../ui/useNow.ts";

const SHOWN = 5;

/** Who goes on in the next 24 hours, by campaign and journey. */
export function Coming({ coming: { hours, complete } }: { readonly coming: Overview["coming"] }) {
  const campaigns = byCampaign(hours);
  const now = useNow();
  return (
    <Panel title="Next 24 hours" lead="People whose wait ends; each is looked at once more before a message goes.">
      <Stack gap="sm">
        {campaigns.length === 0 && (
          <Text size="sm" c="dimmed">
            Nobody waits for a message or goes on in a journey until then.
          </Text>
        )}
        {campaigns.slice(0, SHOWN).map(({ id, name, to, count, first }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <Stack gap={0} miw={0}>
              <Anchor component={Link} to={to} size="sm" truncate>
                {name}
              </Anchor>
              <Text size="xs" c="dimmed">
                {Date.parse(first) <= now ? "From now on" : `From ${timeOfDay(Date.parse(first))} on`}
              </Text>
            </Stack>
            <Text size="sm" fw={600}>
              {!complete && "at least "}
              {count.toLocaleString("en")}
            </Text>
          </Group>
        ))}
        {campaigns.length > SHOWN && (
          <Text size="xs" c="dimmed">
            And {campaigns.length - SHOWN} more campaigns and journeys.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

/** The most first; `hours` come in the order of time. */
function byCampaign(hours: Overview["coming"]["hours"]) {
  const campaigns = new Map<string, { id: string; name: string; to: string; count: number; first: string }>();
  for (const { campaignId, campaign, isJourney, from, count } of hours) {
    const known = campaigns.get(campaignId);
    if (known) known.count += count;
    else campaigns.set(campaignId, { id: campaignId, name: campaign, to: `/${isJourney ? "journeys" : "campaigns"}/${campaignId}`, count, first: from });
  }
  return [...campaigns.values()].sort((a, b) => b.count - a.count);
}
