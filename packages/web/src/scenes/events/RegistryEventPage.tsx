import type { RegistryEventDetail } from "@beckon/contract";
import { Anchor, Grid, Stack, Text } from "@mantine/core";
import { Link, useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { Facts } from "../../ui/Facts.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Time } from "../../ui/Time.tsx";
import { PropertyTable } from "./PropertyTable.tsx";
import { SchemaForm } from "./SchemaForm.tsx";

/** One event name: what it carries, a sample, and the shape it must have. */
export function RegistryEventPage() {
  const { name = "" } = useParams();
  const event = useRead("getRegistryEvent", { params: { name } });
  return (
    <Page title={name} back={{ to: "/events?tab=registry", label: "Registry" }} width="wide">
      <Loaded query={event}>{(detail) => <EventDefinition key={detail.name} event={detail} />}</Loaded>
    </Page>
  );
}

function EventDefinition({ event }: { readonly event: RegistryEventDetail }) {
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="lg">
          <Panel title="Properties" flush>
            {event.properties.length === 0 ? (
              <Text size="sm" c="dimmed" px="var(--beckon-inset)" pb="lg">
                This event carries none.
              </Text>
            ) : (
              <PropertyTable label="Properties" properties={event.properties} />
            )}
          </Panel>
          <SchemaForm event={event} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack gap="lg">
          <Panel title="Seen">
            <Facts
              facts={[
                { name: "Times", value: event.count.toLocaleString("en") },
                { name: "First", value: <Time at={event.firstSeenAt} /> },
                { name: "Last", value: <Time at={event.lastSeenAt} /> },
                { name: "Broke the schema", value: event.violations.toLocaleString("en") },
              ]}
            />
            <Anchor component={Link} to={`/events?name=${encodeURIComponent(event.name)}`} size="sm" mt="sm" display="inline-block">
              Watch it live
            </Anchor>
          </Panel>
          <Panel title="Last sample">
            <JsonBlock value={event.lastSample} label="last sample" />
          </Panel>
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
