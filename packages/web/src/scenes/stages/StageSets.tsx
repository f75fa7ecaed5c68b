import type { StageSetBody } from "@beckon/contract";
import { SimpleGrid, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { Route } from "lucide-react";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import classes from "../../ui/StarterCard.module.css";

/** What the page says before there are stages: what they are for, and two sets to begin with. */
export function StageSets() {
  const may = useMay("segments:write");
  const sets = useRead("listStageSets", {});
  const save = useChange("saveStages", ["getStages"]);
  return (
    <Stack gap="lg">
      <Panel>
        <EmptyState icon={Route} title="See where people are on their way">
          Stages are ordered rules. Everybody is in the first that fits, moves the moment something changes, forth and back, and the move can start a campaign.
          {may ? " Take a set to begin with; everything in it can be changed, and nothing happens before you publish it." : ""}
        </EmptyState>
      </Panel>
      {save.error !== null && <ErrorNote error={save.error} title="The stages were not saved" />}
      <Loaded query={sets}>
        {({ items }) => (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {items.map((set) => (
              <UnstyledButton
                key={set.key}
                className={classes.starter}
                disabled={!may || save.isPending}
                onClick={() => save.mutate({ body: { stages: set.stages } })}
              >
                <SetCard set={set} />
              </UnstyledButton>
            ))}
          </SimpleGrid>
        )}
      </Loaded>
    </Stack>
  );
}

function SetCard({ set: { name, description, stages } }: { readonly set: StageSetBody }) {
  return (
    <>
      <Title order={2} size="h3">
        {name}
      </Title>
      <Text size="sm" c="dimmed">
        {description}
      </Text>
      {stages.map((stage) => (
        <Text key={stage.key} size="sm" mt="xs">
          <Text span inherit fw={600}>
            {stage.name}.
          </Text>{" "}
          {stage.description}
        </Text>
      ))}
    </>
  );
}
