import { describeCap, type FrequencyCap, type Topic } from "@beckon/core";
import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { sentenceCase } from "../sentenceCase.ts";
import classes from "./CapList.module.css";
import { DurationInput } from "./DurationInput.tsx";

interface CapListProps {
  readonly caps: readonly FrequencyCap[];
  readonly topics: readonly Topic[];
  readonly onChange: (caps: readonly FrequencyCap[]) => void;
}

const TWO_A_DAY: FrequencyCap = { max: 2, per: { calendar: "day" } };

/** Frequency caps, each a rule "at most N per period", with the sentence that it says. */
export function CapList({ caps, topics, onChange }: CapListProps) {
  const replace = (index: number, cap: FrequencyCap) => onChange(caps.map((old, at) => (at === index ? cap : old)));
  return (
    <Stack gap="sm">
      {caps.map((cap, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no id, and their order is theirs.
        <fieldset key={index} className={classes.cap}>
          <legend className={classes.legend}>{sentenceCase(describeCap(cap))}</legend>
          <CapFields cap={cap} topics={topics} onChange={(next) => replace(index, next)} />
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes.remove}
            aria-label={`Remove: ${sentenceCase(describeCap(cap))}`}
            onClick={() => onChange(caps.filter((_, at) => at !== index))}
          >
            <X size={16} aria-hidden />
          </ActionIcon>
        </fieldset>
      ))}
      <Group>
        <Button size="xs" variant="default" leftSection={<Plus size={15} aria-hidden />} onClick={() => onChange([...caps, TWO_A_DAY])}>
          Add a cap
        </Button>
      </Group>
      {caps.length === 0 && (
        <Text size="sm" c="dimmed">
          No caps: any number may go to one person.
        </Text>
      )}
    </Stack>
  );
}

function CapFields({
  cap,
  topics,
  onChange,
}: {
  readonly cap: FrequencyCap;
  readonly topics: readonly Topic[];
  readonly onChange: (cap: FrequencyCap) => void;
}) {
  const period = "calendar" in cap.per ? cap.per.calendar : "rolling";
  return (
    <Group gap="sm" align="flex-end">
      <NumberInput
        label="At most"
        w={90}
        min={1}
        max={1_000}
        allowDecimal={false}
        value={cap.max}
        onChange={(max) => typeof max === "number" && max >= 1 && onChange({ ...cap, max })}
      />
      <Select
        label="Per"
        w={190}
        allowDeselect={false}
        value={period}
        onChange={(next) => next && onChange({ ...cap, per: periodOf(next) })}
        data={[
          { value: "day", label: "day by their clock" },
          { value: "week", label: "week by their clock" },
          { value: "month", label: "month by their clock" },
          { value: "rolling", label: "any stretch of …" },
        ]}
      />
      {"rolling" in cap.per && <DurationInput label="Stretch" value={cap.per.rolling} onChange={(rolling) => onChange({ ...cap, per: { rolling } })} />}
      <Select
        label="Counting"
        w={190}
        allowDeselect={false}
        value={cap.topic ?? ""}
        data={[{ value: "", label: "all messages" }, ...topics.map(({ key, name }) => ({ value: key, label: `topic ${name}` }))]}
        onChange={(topic) => onChange({ ...cap, topic: topic || undefined })}
      />
      <Select
        label="What is over it"
        w={170}
        allowDeselect={false}
        value={cap.over ?? "skip"}
        data={[
          { value: "skip", label: "is skipped" },
          { value: "defer", label: "waits for a slot" },
        ]}
        onChange={(over) => onChange({ ...cap, over: over === "defer" ? "defer" : undefined })}
      />
    </Group>
  );
}

function periodOf(word: string): FrequencyCap["per"] {
  return word === "day" || word === "week" || word === "month" ? { calendar: word } : { rolling: "P1D" };
}
