import { type CampaignLife, CLAUSE_WORDS, type CourseDocument } from "@beckon/core";
import { Group, Select, Stack, TextInput } from "@mantine/core";
import { useRead } from "../../../../api/hooks.ts";
import { Choice } from "../../../../ui/inputs/Choice.tsx";
import { browserTimeZone, timeZones } from "../../../../ui/timeZones.ts";
import type { Part, PartFormProps } from "../part.ts";

export const lifePart: Part<CourseDocument> = {
  id: "life",
  lead: () => "It runs",
  sentence: (document) => CLAUSE_WORDS.life(document) ?? "from its launch until somebody stops it",
  isSet: ({ life }) => life !== undefined,
  paths: ["life"],
  Form: LifeForm,
};

const AT_END = [
  { value: "finish", label: "They still go to the end" },
  { value: "exit", label: "They leave" },
] as const;

function LifeForm({ document, change }: PartFormProps<CourseDocument>) {
  const workspaceZone = useRead("getWorkspace").data?.settings.timeZone;
  const life: CampaignLife = document.life ?? { timeZone: workspaceZone ?? browserTimeZone() };
  const set = (part: Partial<CampaignLife>) => {
    const next = { ...life, ...part };
    change({ life: next.start || next.end ? next : undefined });
  };
  return (
    <Stack>
      <Group align="flex-end">
        <TextInput
          type="datetime-local"
          label="Start"
          description="Empty: at its launch"
          value={life.start ?? ""}
          onChange={(event) => set({ start: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="datetime-local"
          label="End"
          description="Empty: never"
          value={life.end ?? ""}
          onChange={(event) => set({ end: event.currentTarget.value || undefined })}
        />
        <Select
          label="In the zone"
          searchable
          allowDeselect={false}
          w={220}
          data={timeZones()}
          value={life.timeZone}
          onChange={(timeZone) => timeZone && set({ timeZone })}
          disabled={!document.life}
        />
      </Group>
      {life.end && (
        <Choice
          label="People who still wait at the end"
          options={AT_END}
          value={life.atEnd ?? "finish"}
          onChange={(atEnd) => set({ atEnd: atEnd === "exit" ? "exit" : undefined })}
        />
      )}
    </Stack>
  );
}
