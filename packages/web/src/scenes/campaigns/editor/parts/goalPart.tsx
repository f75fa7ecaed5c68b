import { CLAUSE_WORDS, type CourseDocument, type Goal } from "@beckon/core";
import { Group, Stack, Switch } from "@mantine/core";
import { ConditionEditor } from "../../../../conditions/ConditionEditor.tsx";
import { ConditionScopeProvider } from "../../../../conditions/scope.ts";
import { EventPicker } from "../../../../pickers/EventPicker.tsx";
import { useProperties } from "../../../../pickers/names.ts";
import { PropertyPicker } from "../../../../pickers/PropertyPicker.tsx";
import { DurationInput } from "../../../../ui/inputs/DurationInput.tsx";
import type { Part, PartFormProps } from "../part.ts";
import { entryEventOf } from "./triggers/triggerChoices.ts";

export const goalPart: Part<CourseDocument> = {
  id: "goal",
  lead: ({ goal }) => (goal ? "with the goal that" : "with"),
  sentence: (document) => {
    const words = CLAUSE_WORDS.goal(document);
    if (words === null) return "no goal: nothing is measured beyond opens and clicks";
    return document.goal?.revenue ? `${words}, counting ${document.goal.revenue}` : words;
  },
  isSet: ({ goal }) => goal !== undefined,
  paths: ["goal"],
  Form: GoalForm,
};

function GoalForm({ document, change }: PartFormProps<CourseDocument>) {
  const { goal } = document;
  const set = (part: Partial<Goal>) => goal && change({ goal: { ...goal, ...part } });
  return (
    <Stack>
      <Switch
        label="Measure whether they do something afterwards"
        checked={goal !== undefined}
        onChange={(event) => change({ goal: event.currentTarget.checked ? { event: document.unless?.[0]?.event ?? "", within: "P7D" } : undefined })}
      />
      {goal && <GoalFields goal={goal} entryEvent={entryEventOf(document.trigger)} set={set} />}
    </Stack>
  );
}

function GoalFields({ goal, entryEvent, set }: { readonly goal: Goal; readonly entryEvent: string; readonly set: (part: Partial<Goal>) => void }) {
  const properties = useProperties(goal.event);
  return (
    <>
      <EventPicker label="They do" value={goal.event} onChange={(event) => set({ event })} />
      <ConditionScopeProvider value={{ event: goal.event, hasProperties: true, entryEvent }}>
        <ConditionEditor label="Only where" value={goal.where} onChange={(where) => set({ where })} />
      </ConditionScopeProvider>
      <DurationInput label="Within, after the send" value={goal.within} onChange={(within) => set({ within })} />
      <Group gap="sm" align="flex-start">
        <PropertyPicker
          label="Property with the amount"
          placeholder="none"
          width={190}
          seen={properties}
          wanted={["number", "integer"]}
          value={goal.revenue ?? ""}
          onChange={(revenue) => set({ revenue: revenue || undefined })}
        />
        <PropertyPicker
          label="Property with the currency"
          placeholder="none"
          width={190}
          seen={properties}
          wanted={["string"]}
          value={goal.currency ?? ""}
          onChange={(currency) => set({ currency: currency || undefined })}
        />
      </Group>
    </>
  );
}
