import { type CampaignDocument, CLAUSE_WORDS, DEFAULT_EXPIRE_AFTER, describeDuration } from "@beckon/core";
import { Group, Stack, Switch } from "@mantine/core";
import { Choice } from "../../../../ui/inputs/Choice.tsx";
import { DurationInput } from "../../../../ui/inputs/DurationInput.tsx";
import { TimeOfDayInput } from "../../../../ui/inputs/TimeOfDayInput.tsx";
import { WeekdaysInput } from "../../../../ui/inputs/WeekdaysInput.tsx";
import type { Part, PartFormProps } from "../part.ts";

export const betweenPart: Part = {
  id: "between",
  lead: ({ sendWindow }) => (sendWindow ? "only" : "at"),
  sentence: (document) => [CLAUSE_WORDS.between(document) ?? "any time of day", ...quietText(document)].join("; "),
  isSet: ({ sendWindow, quietHours }) => sendWindow !== undefined || quietHours !== undefined,
  paths: ["sendWindow", "quietHours", "expireAfter"],
  Form: BetweenForm,
};

function quietText({ quietHours }: CampaignDocument): string[] {
  if (quietHours === "ignore") return ["also in quiet hours"];
  return quietHours === "skip" ? ["not at all in quiet hours"] : [];
}

const OUTSIDE = [
  { value: "hold", label: "Wait for the next opening" },
  { value: "skip", label: "Do not send it" },
] as const;
const QUIET = [
  { value: "hold", label: "Wait until they are over" },
  { value: "skip", label: "Do not send it" },
  { value: "ignore", label: "Send it all the same", description: "For what cannot wait" },
] as const;

function BetweenForm({ document, change }: PartFormProps) {
  const { sendWindow } = document;
  return (
    <Stack>
      <Switch
        label="Only at certain hours, by the recipient's clock"
        checked={sendWindow !== undefined}
        onChange={(event) => change({ sendWindow: event.currentTarget.checked ? { from: "09:00", to: "21:00" } : undefined })}
      />
      {sendWindow && (
        <>
          <Group>
            <TimeOfDayInput label="From" value={sendWindow.from} onChange={(from) => change({ sendWindow: { ...sendWindow, from } })} />
            <TimeOfDayInput label="To" value={sendWindow.to} onChange={(to) => change({ sendWindow: { ...sendWindow, to } })} />
          </Group>
          <WeekdaysInput label="On" value={sendWindow.weekdays} onChange={(weekdays) => change({ sendWindow: { ...sendWindow, weekdays } })} />
          <Choice
            label="Outside these hours"
            options={OUTSIDE}
            value={sendWindow.outside ?? "hold"}
            onChange={(outside) => change({ sendWindow: { ...sendWindow, outside: outside === "skip" ? "skip" : undefined } })}
          />
        </>
      )}
      <Choice
        label="In the workspace's quiet hours"
        options={QUIET}
        value={document.quietHours ?? "hold"}
        onChange={(quietHours) => change({ quietHours: quietHours === "hold" ? undefined : quietHours })}
      />
      <DurationInput
        label="Give up a held message after"
        description={`Counted from when its wait was over; ${describeDuration(DEFAULT_EXPIRE_AFTER)} unless you say otherwise`}
        value={document.expireAfter ?? DEFAULT_EXPIRE_AFTER}
        onChange={(expireAfter) => change({ expireAfter: expireAfter === DEFAULT_EXPIRE_AFTER ? undefined : expireAfter })}
      />
    </Stack>
  );
}
