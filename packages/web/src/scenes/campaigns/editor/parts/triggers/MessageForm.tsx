import type { MessageIgnoredTrigger, MessageTrigger, TriggerNode } from "@beckon/core";
import { Select, TextInput } from "@mantine/core";
import { useRead } from "../../../../../api/hooks.ts";
import { DurationInput } from "../../../../../ui/inputs/DurationInput.tsx";
import type { TriggerFormProps } from "./triggerForm.ts";

const DID = [
  { value: "opened", label: "is opened" },
  { value: "clicked", label: "is clicked" },
  { value: "sent", label: "is sent" },
  { value: "delivered", label: "is delivered" },
  { value: "bounced", label: "bounces" },
  { value: "complained", label: "is reported as spam" },
  { value: "unsubscribed", label: "is used to unsubscribe" },
];
const NOT = [
  { value: "opened", label: "is not opened" },
  { value: "clicked", label: "is not clicked" },
];

/** Engagement with an earlier message, or its absence. */
export function MessageForm({ trigger, onChange }: TriggerFormProps<MessageTrigger | MessageIgnoredTrigger>) {
  const campaigns = useRead("listCampaignNames").data?.items ?? [];
  const set = (part: object) => onChange({ ...trigger, ...part } as TriggerNode);
  return (
    <>
      <Select
        label="A message of"
        placeholder="any campaign"
        clearable
        searchable
        w="100%"
        maw={340}
        data={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
        value={trigger.campaign ?? null}
        onChange={(campaign) => set({ campaign: campaign ?? undefined })}
      />
      {trigger.kind === "message" ? (
        <Select label="What happens" w={260} allowDeselect={false} data={DID} value={trigger.did} onChange={(did) => set({ did })} />
      ) : (
        <Select label="What does not happen" w={260} allowDeselect={false} data={NOT} value={trigger.not} onChange={(not) => set({ not })} />
      )}
      {trigger.kind === "message" && trigger.did === "clicked" && (
        <TextInput
          label="On a link whose address contains"
          placeholder="any link"
          w="100%"
          maw={340}
          maxLength={500}
          value={trigger.link ?? ""}
          onChange={(event) => set({ link: event.currentTarget.value || undefined })}
        />
      )}
      {trigger.kind === "message_ignored" && <DurationInput label="Within" value={trigger.after} onChange={(after) => set({ after })} />}
    </>
  );
}
