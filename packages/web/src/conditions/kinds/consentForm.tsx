import type { ConsentCondition } from "@beckon/core";
import { Select } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import classes from "../ConditionEditor.module.css";
import { aboutPerson, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";

export const consentForm: ConditionForm<ConsentCondition> = {
  kind: "consent",
  group: "Who they are",
  offers: [
    { label: "Consent", hint: "who joined or left a topic or a channel", begin: () => ({ kind: "consent", topic: "", is: "subscribed" }) as ConsentCondition },
  ],
  isOffered: aboutPerson,
  Row: ConsentRow,
};

const STATES = [
  { value: "subscribed", label: "has joined" },
  { value: "unsubscribed", label: "has left" },
  { value: "unknown", label: "never said anything about" },
];

function ConsentRow({ condition, onChange }: ConditionRowProps<ConsentCondition>) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const about = condition.topic !== undefined ? `topic:${condition.topic}` : `channel:${condition.channel ?? ""}`;
  const choose = (next: string | null) => {
    if (!next) return;
    const [part, ...name] = next.split(":");
    onChange({ kind: "consent", [part === "topic" ? "topic" : "channel"]: name.join(":"), is: condition.is });
  };
  return (
    <div className={classes.row}>
      <span className={classes.about}>the person</span>
      <Select
        aria-label="State of consent"
        w={190}
        allowDeselect={false}
        data={STATES}
        value={condition.is}
        onChange={(is) => onChange({ ...condition, is: is as ConsentCondition["is"] })}
      />
      <Select
        aria-label="Topic or channel"
        placeholder="topic or channel"
        w={210}
        allowDeselect={false}
        value={about}
        onChange={choose}
        data={[
          { group: "Topics", items: topics.map(({ key, name }) => ({ value: `topic:${key}`, label: name })) },
          { group: "Channels", items: [{ value: "channel:email", label: "Email" }] },
        ]}
      />
    </div>
  );
}
