import { CLAUSE_WORDS } from "@beckon/core";
import { Stack, Text } from "@mantine/core";
import { CapList } from "../../../../ui/inputs/CapList.tsx";
import { Choice } from "../../../../ui/inputs/Choice.tsx";
import type { Part, PartFormProps } from "../part.ts";

export const atMostPart: Part = {
  id: "at-most",
  lead: () => "and",
  sentence: (document) => {
    if (document.frequencyCaps === "override" || document.frequencyCaps === "override_uncounted") return "as often as it comes, over every cap";
    return CLAUSE_WORDS.atMost(document) ?? "as often as the workspace's caps allow";
  },
  isSet: ({ atMost = [], frequencyCaps }) => atMost.length > 0 || frequencyCaps !== undefined,
  paths: ["atMost", "frequencyCaps"],
  Form: AtMostForm,
};

const MODES = [
  { value: "respect", label: "Keep them", description: "The workspace's and those below" },
  { value: "override", label: "Go over them", description: "For what is important; still counts as one for others" },
  { value: "override_uncounted", label: "Go over them and do not count" },
] as const;

function AtMostForm({ document, change, topics }: PartFormProps) {
  const mode = document.frequencyCaps ?? "respect";
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Caps count what a person gets from all campaigns together. How often this one alone may reach them is said below, under “again”.
      </Text>
      <Choice label="Frequency caps" options={MODES} value={mode} onChange={(next) => change({ frequencyCaps: next === "respect" ? undefined : next })} />
      {mode === "respect" && (
        <CapList caps={document.atMost ?? []} topics={topics} onChange={(atMost) => change({ atMost: atMost.length === 0 ? undefined : atMost })} />
      )}
    </Stack>
  );
}
