import { type CourseDocument, DEFAULT_PRIORITY } from "@beckon/core";
import { Group, NumberInput, Select, Stack, TagsInput } from "@mantine/core";
import { Choice } from "../../../../ui/inputs/Choice.tsx";
import type { Part, PartFormProps } from "../part.ts";

export const standingPart: Part<CourseDocument> = {
  id: "standing",
  lead: () => "and counts as",
  sentence: ({ purpose, topic, tags = [], priority = DEFAULT_PRIORITY, holdout }, topics) =>
    [
      purpose === "transactional" ? "transactional" : "marketing",
      ...(topic ? [`on ${topics.find(({ key }) => key === topic)?.name ?? topic}`] : []),
      `with priority ${priority}`,
      ...(tags.length > 0 ? [`tagged ${tags.join(", ")}`] : []),
      holdout ? `and ${holdout} % held out` : "and nobody held out",
    ].join(" "),
  isSet: ({ purpose, topic, tags, priority, holdout }) => [purpose, topic, tags, priority, holdout].some((value) => value !== undefined),
  paths: ["purpose", "topic", "tags", "priority", "holdout"],
  Form: StandingForm,
};

const PURPOSES = [
  { value: "marketing", label: "Marketing", description: "Needs consent; keeps caps, quiet hours and holdout" },
  { value: "transactional", label: "Transactional", description: "A receipt, a failed payment: ignores caps, quiet hours and holdout" },
] as const;

function StandingForm({ document, change, topics }: PartFormProps<CourseDocument>) {
  return (
    <Stack>
      <Choice
        label="Purpose"
        options={PURPOSES}
        value={document.purpose ?? "marketing"}
        onChange={(purpose) => change({ purpose: purpose === "marketing" ? undefined : purpose })}
      />
      <Group align="flex-start" gap="sm">
        <Select
          label="Topic"
          placeholder="none"
          clearable
          w={220}
          description="Whoever left it gets nothing"
          data={topics.map(({ key, name }) => ({ value: key, label: name }))}
          value={document.topic ?? null}
          onChange={(topic) => change({ topic: topic ?? undefined })}
        />
        <NumberInput
          label="Priority"
          description="0 to 100; the highest goes first"
          w={180}
          min={0}
          max={100}
          allowDecimal={false}
          value={document.priority ?? DEFAULT_PRIORITY}
          onChange={(priority) => typeof priority === "number" && change({ priority: priority === DEFAULT_PRIORITY ? undefined : priority })}
        />
        <NumberInput
          label="Held out"
          description="Share that gets nothing, to compare with"
          suffix=" %"
          w={180}
          min={0}
          max={100}
          value={document.holdout ?? 0}
          onChange={(holdout) => typeof holdout === "number" && change({ holdout: holdout === 0 ? undefined : holdout })}
        />
      </Group>
      <TagsInput
        label="Tags"
        description="Caps can count messages by tag"
        w="100%"
        maw={420}
        maxTags={50}
        value={[...(document.tags ?? [])]}
        onChange={(tags) => change({ tags: tags.length === 0 ? undefined : tags })}
      />
    </Stack>
  );
}
