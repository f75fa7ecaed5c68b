import { CLAUSE_WORDS, type CourseDocument, type EventTrigger, type SessionStartedTrigger, type TriggerNode } from "@beckon/core";
import { Select, Stack } from "@mantine/core";
import { ConditionEditor } from "../../../../conditions/ConditionEditor.tsx";
import { ConditionScopeProvider } from "../../../../conditions/scope.ts";
import { EventPicker } from "../../../../pickers/EventPicker.tsx";
import type { Part, PartFormProps } from "../part.ts";
import { AttributeChangedForm } from "./triggers/AttributeChangedForm.tsx";
import { DateForm } from "./triggers/DateForm.tsx";
import { MessageForm } from "./triggers/MessageForm.tsx";
import { SegmentForm } from "./triggers/SegmentForm.tsx";
import { SessionEndedForm } from "./triggers/SessionEndedForm.tsx";
import { StageChangedForm } from "./triggers/StageChangedForm.tsx";
import { newTrigger, TRIGGER_CHOICES } from "./triggers/triggerChoices.ts";
import type { TriggerFormProps } from "./triggers/triggerForm.ts";

export const whenPart: Part<CourseDocument> = {
  id: "when",
  lead: () => "When",
  sentence: (document) => CLAUSE_WORDS.when(document) ?? "…",
  isSet: () => true,
  paths: ["trigger"],
  Form: WhenForm,
};

function WhenForm({ document, change }: PartFormProps<CourseDocument>) {
  const { trigger } = document;
  const set = (next: TriggerNode) => change({ trigger: next });
  return (
    <Stack>
      <Select
        label="What starts it"
        w="100%"
        maw={340}
        allowDeselect={false}
        data={TRIGGER_CHOICES}
        value={trigger.kind}
        onChange={(kind) => kind && kind !== trigger.kind && set(newTrigger(kind))}
      />
      <KindForm trigger={trigger} onChange={set} />
    </Stack>
  );
}

function KindForm({ trigger, onChange }: TriggerFormProps<TriggerNode>) {
  switch (trigger.kind) {
    case "event":
      return <EventForm trigger={trigger as EventTrigger} onChange={onChange} />;
    case "attribute_changed":
      return <AttributeChangedForm trigger={trigger as never} onChange={onChange} />;
    case "date":
      return <DateForm trigger={trigger as never} onChange={onChange} />;
    case "session_started":
      return <SessionStartedForm trigger={trigger as SessionStartedTrigger} onChange={onChange} />;
    case "session_ended":
      return <SessionEndedForm trigger={trigger as never} onChange={onChange} />;
    case "segment_entered":
    case "segment_left":
      return <SegmentForm trigger={trigger as never} onChange={onChange} />;
    case "stage_changed":
      return <StageChangedForm trigger={trigger as never} onChange={onChange} />;
    case "message":
    case "message_ignored":
      return <MessageForm trigger={trigger as never} onChange={onChange} />;
    default:
      return null;
  }
}

function EventForm({ trigger, onChange }: TriggerFormProps<EventTrigger>) {
  return (
    <>
      <EventPicker label="Event" value={trigger.event} onChange={(event) => onChange({ ...trigger, event } as TriggerNode)} />
      <ConditionScopeProvider value={{ event: trigger.event, hasProperties: true, entryEvent: null }}>
        <ConditionEditor label="Only where" value={trigger.where} onChange={(where) => onChange({ ...trigger, where } as TriggerNode)} />
      </ConditionScopeProvider>
    </>
  );
}

function SessionStartedForm({ trigger, onChange }: TriggerFormProps<SessionStartedTrigger>) {
  return (
    <ConditionScopeProvider value={{ hasProperties: true, entryEvent: null }}>
      <ConditionEditor
        label="Only where the event that opened the session"
        value={trigger.where}
        onChange={(where) => onChange({ ...trigger, where } as TriggerNode)}
      />
    </ConditionScopeProvider>
  );
}
