import type { Engagement, EngagementCondition } from "@beckon/core";
import { Select } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { DurationInput } from "../../ui/inputs/DurationInput.tsx";
import classes from "../ConditionEditor.module.css";
import { aboutPast, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";
import { HowOften, isNever } from "../HowOften.tsx";
import { PeriodFields } from "../PeriodFields.tsx";

export const engagementForm: ConditionForm<EngagementCondition> = {
  kind: "engagement",
  group: "Messages",
  offers: [
    {
      label: "Did something with a message",
      hint: "got, opened, clicked or ignored one",
      begin: () => ({ kind: "engagement", message: "opened", within: "P30D" }) as EngagementCondition,
    },
    {
      label: "Was not sent a message",
      hint: "so that nobody gets too many",
      begin: () => ({ kind: "engagement", message: "sent", count: { op: "at_most", value: 0 }, within: "P7D" }) as EngagementCondition,
    },
  ],
  isOffered: aboutPast,
  Row: EngagementRow,
};

const MESSAGES: { readonly [message in Engagement]: readonly [did: string, never: string] } = {
  sent: ["was sent a message", "was not sent a message"],
  delivered: ["got a message", "got no message"],
  opened: ["opened a message", "opened no message"],
  clicked: ["clicked in a message", "clicked in no message"],
  ignored: ["ignored a message", "ignored no message"],
};

const WORDS = { once: "at least once", never: "at all (never)" };

function EngagementRow({ condition, onChange }: ConditionRowProps<EngagementCondition>) {
  const campaigns = useRead("listCampaignNames").data?.items ?? [];
  const set = (part: Partial<EngagementCondition>) => onChange(written({ ...condition, ...part }));
  return (
    <div className={classes.row}>
      <Select
        aria-label="What happened"
        w={232}
        allowDeselect={false}
        data={Object.entries(MESSAGES).map(([value, words]) => ({ value, label: words[isNever(condition.count) ? 1 : 0] }))}
        value={condition.message}
        onChange={(message) => message && set({ message: message as Engagement, after: undefined })}
      />
      {condition.message === "ignored" && (
        <>
          <span className={classes.about}>for</span>
          <DurationInput label="Ignored for" inline value={condition.after ?? "P3D"} onChange={(after) => set({ after })} />
        </>
      )}
      <HowOften count={condition.count} words={WORDS} onChange={(count) => set({ count })} />
      <PeriodFields period={{ within: condition.within }} hasDays={false} onChange={({ within }) => set({ within })} />
      <Select
        aria-label="Campaign"
        placeholder="of any campaign"
        w={190}
        clearable
        searchable
        data={campaigns.map(({ id, name }) => ({ value: id, label: `of ${name}` }))}
        value={condition.campaign ?? null}
        onChange={(campaign) => set({ campaign: campaign ?? undefined })}
      />
      <Select
        aria-label="Channel"
        placeholder="by any channel"
        w={170}
        clearable
        data={[
          { value: "email", label: "by email" },
          { value: "webhook", label: "by webhook" },
        ]}
        value={condition.channel ?? null}
        onChange={(channel) => set({ channel: channel ?? undefined })}
      />
    </div>
  );
}

/** Without what was taken out. */
function written({ message, count, within, campaign, channel, after }: EngagementCondition): EngagementCondition {
  const parts = { kind: "engagement", message, count, within, campaign, channel, after };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as unknown as EngagementCondition;
}
