import type { WorkspaceSettings } from "@beckon/contract";
import type { Topic } from "@beckon/core";
import { ActionIcon, Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useRead } from "../../api/hooks.ts";
import { keyOf } from "../../ui/keyOf.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { undoable } from "../../ui/undoable.tsx";
import { ConfirmationPanel } from "./ConfirmationPanel.tsx";
import { SaveBar } from "./SaveBar.tsx";
import classes from "./Topics.module.css";
import { TopicTranslations } from "./TopicTranslations.tsx";
import { useSettings } from "./useSettings.ts";

export function TopicsSection() {
  const workspace = useRead("getWorkspace");
  return <Loaded query={workspace}>{(data) => <Topics settings={data.settings} />}</Loaded>;
}

const CONSENTS: { readonly value: Topic["consent"]; readonly label: string }[] = [
  { value: "opt_out", label: "until they leave it" },
  { value: "opt_in", label: "only after they joined" },
  { value: "double_opt_in", label: "once they confirmed by mail" },
];

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
            <Group key={index} gap="sm" align="flex-end" wrap="wrap" className={classes.topic}>
              <TextInput
                label="Name"
                flex="1 1 11rem"
                maxLength={100}
                value={topic.name}
                onChange={(event) => {
                  const name = event.currentTarget.value;
                  replace(index, { ...topic, name, key: known.has(topic.key) ? topic.key : keyOf(name) });
                }}
              />
              <TextInput
                label="Key"
                flex="1 1 9rem"
                value={topic.key}
                readOnly={known.has(topic.key)}
                onChange={(event) => replace(index, { ...topic, key: event.currentTarget.value })}
              />
              <TextInput
                label="Description"
                placeholder="What comes, and how often"
                flex="1 1 100%"
                maxLength={300}
                value={topic.description ?? ""}
                onChange={(event) => replace(index, { ...topic, description: event.currentTarget.value || undefined })}
              />
              <Select
                label="Allowed"
                flex="1 1 13rem"
                allowDeselect={false}
                value={topic.consent}
                data={CONSENTS}
                onChange={(consent) => consent && replace(index, { ...topic, consent: consent as Topic["consent"] })}
              />
              <TopicTranslations
                topic={topic}
                languages={settings.languages.slice(1)}
                onChange={(translations) => replace(index, { ...topic, translations })}
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
      {topics.some(({ consent }) => consent === "double_opt_in") && <ConfirmationPanel />}
      <SaveBar {...form} onSave={form.save} />
    </Stack>
  );
}
