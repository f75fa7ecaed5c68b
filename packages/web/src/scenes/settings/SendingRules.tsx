import type { WorkspaceSettings } from "@beckon/contract";
import { Group, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { CapList } from "../../ui/inputs/CapList.tsx";
import { TimeOfDayInput } from "../../ui/inputs/TimeOfDayInput.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SaveBar } from "./SaveBar.tsx";
import { useSettings } from "./useSettings.ts";

const NIGHT = { from: "21:00", to: "09:00" };

export function SendingRulesSection() {
  const workspace = useRead("getWorkspace");
  return <Loaded query={workspace}>{(data) => <SendingRules settings={data.settings} />}</Loaded>;
}

/** What protects people from too much, in every campaign at once. Transactional messages are not held by any of it. */
function SendingRules({ settings }: { readonly settings: WorkspaceSettings }) {
  const form = useSettings(settings, ["quietHours", "frequencyCaps", "holdout"]);
  const { quietHours, frequencyCaps, holdout } = form.draft;
  return (
    <Stack gap="lg">
      <Panel title="Quiet hours" lead="No marketing message goes in these hours by the recipient's own clock; it waits until they are over.">
        <Stack>
          <Switch
            label="Keep quiet hours"
            checked={quietHours !== null}
            onChange={(event) => form.change({ quietHours: event.currentTarget.checked ? NIGHT : null })}
          />
          {quietHours && (
            <Group align="flex-end">
              <TimeOfDayInput label="From" value={quietHours.from} onChange={(from) => form.change({ quietHours: { ...quietHours, from } })} />
              <TimeOfDayInput label="To" value={quietHours.to} onChange={(to) => form.change({ quietHours: { ...quietHours, to } })} />
            </Group>
          )}
        </Stack>
      </Panel>
      <Panel title="Frequency caps" lead="How much one person may get from all campaigns together.">
        <CapList caps={frequencyCaps} topics={settings.topics} onChange={(caps) => form.change({ frequencyCaps: [...caps] })} />
      </Panel>
      <Panel title="Holdout" lead="A share of people gets no marketing at all, so that one can see what it brings.">
        <Group gap="xs" align="center">
          <NumberInput
            aria-label="Percent held out"
            suffix=" %"
            min={0}
            max={100}
            w={110}
            value={holdout}
            onChange={(value) => typeof value === "number" && form.change({ holdout: value })}
          />
          <Text size="sm" c="dimmed">
            always the same people, chosen by chance
          </Text>
        </Group>
      </Panel>
      <SaveBar {...form} onSave={form.save} />
    </Stack>
  );
}
