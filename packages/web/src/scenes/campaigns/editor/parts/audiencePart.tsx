import { CLAUSE_WORDS } from "@beckon/core";
import { Stack, Switch, Text } from "@mantine/core";
import { ConditionEditor } from "../../../../conditions/ConditionEditor.tsx";
import { ConditionScopeProvider } from "../../../../conditions/scope.ts";
import type { Part, PartFormProps } from "../part.ts";

export const audiencePart: Part = {
  id: "audience",
  lead: () => "for",
  sentence: (document) => CLAUSE_WORDS.audience(document) ?? "everyone",
  isSet: ({ audience }) => audience !== undefined,
  paths: ["audience", "recheckAudience"],
  Form: AudienceForm,
};

function AudienceForm({ document, change }: PartFormProps) {
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Everyone the trigger fires for, unless you name conditions. Judged with the trigger's own changes already applied.
      </Text>
      <ConditionScopeProvider value={{ hasProperties: false, entryEvent: null }}>
        <ConditionEditor label="Only people for whom" value={document.audience} onChange={(audience) => change({ audience })} />
      </ConditionScopeProvider>
      <Switch
        label="Check again when the message is due"
        description="Whoever no longer fits by then gets nothing"
        checked={document.recheckAudience ?? true}
        onChange={(event) => change({ recheckAudience: event.currentTarget.checked ? undefined : false })}
      />
    </Stack>
  );
}
