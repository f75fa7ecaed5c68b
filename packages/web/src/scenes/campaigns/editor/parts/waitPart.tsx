import { type CampaignDocument, CLAUSE_WORDS } from "@beckon/core";
import type { Part, PartFormProps } from "../part.ts";
import { DelayForm } from "./delays/DelayForm.tsx";
import { entryEventOf } from "./triggers/triggerChoices.ts";

export const waitPart: Part = {
  id: "wait",
  lead: (document) => (waits(document) ? "wait" : "do"),
  sentence: (document) => CLAUSE_WORDS.wait(document) ?? "not wait",
  isSet: waits,
  paths: ["delay"],
  Form: WaitForm,
};

function waits({ delay }: CampaignDocument): boolean {
  return delay !== undefined && delay.kind !== "none";
}

function WaitForm({ document, change }: PartFormProps) {
  const { delay, trigger } = document;
  return (
    <DelayForm
      delay={delay ?? { kind: "none" }}
      entryEvent={entryEventOf(trigger)}
      onChange={(next) => change({ delay: next.kind === "none" ? undefined : next })}
      mayBeNone
      leaving="do not send"
    />
  );
}
