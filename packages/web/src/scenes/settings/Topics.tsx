import type { WorkspaceSettings } from "@beckon/contract";
import type { Topic } from "@beckon/core";
import { ActionIcon, Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useRead } from "../../api/hooks.ts";
import { keyOf } from "../../ui/keyOf.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { undoable } from "../../ui/undoable.tsx";
import { SaveBar } from "./SaveBar.tsx";
import { useSettings } from "./useSettings.ts";

export function TopicsSection() {
  const workspace = useRead("getWorkspace");
  return <Loaded query={workspace}>{(data) => <Topics settings={data.settings} />}</Loaded>;
}

/** What people can join and leave. */
function Topics({ settings }: { readonly settings: WorkspaceSettings }) {
  const form = useSettings(settings, ["topics"]);
  const { topics } = form.draft;
  const known = new Set(settings.topics.map(({ key }) => key));
  const replace = (index: number, topic: Topic) => form.change({ topics: topics.map((old, at) => (at === index ? topic : old)) });
  return (
    <Stack gap="lg">
      <Panel title="Subscription topics" lead="Each campaign belongs to one, and nobody who left it gets the mail. People choose on the unsubscribe page.">
        <Stack gap="sm">
          {topics.map((topic, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a key that is being typed cannot be the row's identity.
            <Group key={index} gap="sm" align="flex-end" wrap="wrap">
              <TextInput
                label="Name"
                w={220}
                maxLength={100}
                value={topic.name}
                onChange={(event) => {
                  const name = event.currentTarget.value;
                  replace(index, { ...topic, name, key: known.has(topic.key) ? topic.key : keyOf(name) });
                }}
              />
              <TextInput
                label="Key"
                w={170}
                value={topic.key}
                readOnly={known.has(topic.key)}
                onChange={(event) => replace(index, { ...topic, key: event.currentTarget.value })}
              />
              <Select
                label="Allowed"
                w={210}
                allowDeselect={false}
                value={topic.consent}
                data={[
                  { value: "opt_out", label: "until they leave it" },
                  { value: "opt_in", label: "only after they joined" },
                ]}
                onChange={(consent) => replace(index, { ...topic, consent: consent === "opt_in" ? "opt_in" : "opt_out" })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`Remove the topic ${topic.name}`}
                onClick={() => {
                  form.change({ topics: topics.filter((_, at) => at !== index) });
                  undoable(`The topic ${topic.name || topic.key} is taken out; save to make it so.`, () => form.change({ topics }));
                }}
              >
                <X size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<Plus size={15} aria-hidden />}
              onClick={() => form.change({ topics: [...topics, { key: "", name: "", consent: "opt_in" }] })}
            >
              Add a topic
            </Button>
          </Group>
        </Stack>
      </Panel>
      <SaveBar {...form} onSave={form.save} />
    </Stack>
  );
}
