import { type ComputedAttribute, needsProperty } from "@beckon/core";
import { Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRead } from "../../api/hooks.ts";
import { ProblemList } from "../../drafting/ProblemList.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Person } from "../../ui/Person.tsx";
import { valueText } from "../../ui/valueText.ts";

const TYPING_PAUSE_MS = 500;

/** What it would be for people who did the event lately, asked anew whenever the editing pauses. */
export function ComputedPreview({ document }: { readonly document: ComputedAttribute }) {
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const complete = settled.event !== "" && (!needsProperty(settled.function) || (settled.of ?? "") !== "");
  // A name that is still to come does not keep the values from being seen.
  const shown = { ...settled, name: settled.name || "preview" };
  const preview = useRead("previewComputedAttribute", { body: { document: shown } }, { enabled: complete, keep: true });
  return (
    <Panel title="For people who did it lately">
      {complete ? (
        <Loaded query={preview}>
          {({ sample, problems }) => (
            <Stack gap="sm">
              <ProblemList problems={problems} />
              {sample.length === 0 && problems.length === 0 && (
                <Text size="sm" c="dimmed">
                  Nobody has done it lately, so there is nothing to show yet.
                </Text>
              )}
              {sample.map(({ profile, value }) => (
                <Group key={profile.id} justify="space-between" wrap="nowrap" gap="sm">
                  <Person person={profile} />
                  <Text size="sm" fw={600} ta="right" lineClamp={2} miw="max-content" maw="50%">
                    {value === null ? "none" : valueText(value)}
                  </Text>
                </Group>
              ))}
            </Stack>
          )}
        </Loaded>
      ) : (
        <Text size="sm" c="dimmed">
          Choose an event, and you see what people would have.
        </Text>
      )}
    </Panel>
  );
}
