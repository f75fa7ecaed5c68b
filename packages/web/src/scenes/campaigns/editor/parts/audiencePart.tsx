import { CLAUSE_WORDS, type CourseDocument } from "@beckon/core";
import { Stack, Switch, Text } from "@mantine/core";
import { ConditionEditor } from "../../../../conditions/ConditionEditor.tsx";
import { ConditionScopeProvider } from "../../../../conditions/scope.ts";
import { SegmentPicker } from "../../../../pickers/SegmentPicker.tsx";
import { SegmentsPicker } from "../../../../pickers/SegmentsPicker.tsx";
import type { Part, PartFormProps } from "../part.ts";
import { type AudienceSegments, audienceOf, segmentsOfAudience } from "./audienceSegments.ts";

export const audiencePart: Part<CourseDocument> = {
  id: "audience",
  lead: () => "for",
  sentence: (document) => CLAUSE_WORDS.audience(document) ?? "everyone",
  isSet: ({ audience }) => audience !== undefined,
  paths: ["audience", "recheckAudience"],
  Form: AudienceForm,
};

function AudienceForm({ document, change }: PartFormProps<CourseDocument>) {
  const segments = segmentsOfAudience(document.audience);
  const set = (part: Partial<AudienceSegments>) => change({ audience: audienceOf({ ...segments, ...part }) });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Everyone the trigger fires for, unless you name conditions. Judged with the trigger's own changes already applied.
      </Text>
      <SegmentPicker label="Only people in the segment" placeholder="everybody" clearable value={segments.within} onChange={(within) => set({ within })} />
      <SegmentsPicker
        label="Leave out people in"
        description="Lists of those who must never get it, for example"
        value={segments.without}
        onChange={(without) => set({ without })}
      />
      <ConditionScopeProvider value={{ hasProperties: false, entryEvent: null }}>
        <ConditionEditor label="And only people for whom" value={segments.rest} onChange={(rest) => set({ rest })} />
      </ConditionScopeProvider>
      <Text size="xs" c="dimmed">
        What somebody did before is asked in a segment: it is kept ready for every event.
      </Text>
      <Switch
        label="Check again when a message is due"
        description="Whoever no longer fits by then gets nothing"
        checked={document.recheckAudience ?? true}
        onChange={(event) => change({ recheckAudience: event.currentTarget.checked ? undefined : false })}
      />
    </Stack>
  );
}
