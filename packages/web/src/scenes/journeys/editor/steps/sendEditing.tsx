import type { CampaignDocument, JourneyDocument, SendStep } from "@beckon/core";
import { stepKindOf, stepTitle } from "@beckon/core";
import { Select, Stack } from "@mantine/core";
import { Mail } from "lucide-react";
import { useRead } from "../../../../api/hooks.ts";
import { Disclosure } from "../../../../ui/Disclosure.tsx";
import { PreviewPane } from "../../../campaigns/editor/PreviewPane.tsx";
import { atMostPart } from "../../../campaigns/editor/parts/atMostPart.tsx";
import { betweenPart } from "../../../campaigns/editor/parts/betweenPart.tsx";
import { sendPart } from "../../../campaigns/editor/parts/sendPart.tsx";
import { starterMail } from "../../../campaigns/starterMail.ts";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const sendEditing: StepEditing<SendStep> = {
  kind: "send",
  icon: Mail,
  tone: "sea",
  idBase: "send",
  blank: () => ({
    kind: "send",
    message: {
      channel: "email",
      subject: 'Hello {{ profile.first_name | default: "there" }}',
      body: starterMail('Hello {{ profile.first_name | default: "there" }}', "Write here what you want to say.", "Go to the shop", "https://shop.example/"),
    },
  }),
  Form: SendForm,
};

/** The step's message as the campaign that it is: so its parts, its preview and its test are the campaign's. */
function SendForm({ journey, step, onChange }: StepFormProps<SendStep>) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const document = messageOf(step, journey);
  const change = (part: object) => onChange(withoutUndefined({ ...step, ...part }));
  const parts = { document, change, topics };
  return (
    <Stack>
      <sendPart.Form {...parts} />
      <div>
        <Disclosure summary="When it may go: hours and quiet hours">{() => <betweenPart.Form {...parts} />}</Disclosure>
        <Disclosure summary="How often: frequency caps">{() => <atMostPart.Form {...parts} />}</Disclosure>
        <Disclosure summary="Purpose, topic, and who was not sent to">
          {() => <Standing journey={journey} step={step} change={change} topics={topics} />}
        </Disclosure>
      </div>
      <PreviewPane document={document} />
    </Stack>
  );
}

const PURPOSES = [
  { value: "marketing", label: "Marketing" },
  { value: "transactional", label: "Transactional" },
];

interface StandingProps {
  readonly journey: JourneyDocument;
  readonly step: SendStep;
  readonly change: (part: { readonly [name in keyof SendStep]?: SendStep[name] | undefined }) => void;
  readonly topics: readonly { readonly key: string; readonly name: string }[];
}

function Standing({ journey, step, change, topics }: StandingProps) {
  const others = journey.steps.filter(({ id }) => id !== step.id);
  return (
    <Stack>
      <Select
        label="Purpose"
        placeholder={`as the journey: ${journey.purpose ?? "marketing"}`}
        clearable
        data={PURPOSES}
        value={step.purpose ?? null}
        onChange={(purpose) => change({ purpose: (purpose ?? undefined) as SendStep["purpose"] | undefined })}
      />
      <Select
        label="Topic"
        placeholder={`as the journey: ${topics.find(({ key }) => key === journey.topic)?.name ?? "none"}`}
        clearable
        data={topics.map(({ key, name }) => ({ value: key, label: name }))}
        value={step.topic ?? null}
        onChange={(topic) => change({ topic: topic ?? undefined })}
      />
      <Select
        label="People to whom it was not sent"
        description="For want of consent, over a cap, held out ..."
        placeholder="go on as all others"
        clearable
        data={others.map((other) => ({ value: other.id, label: `go to “${stepTitle(other)}”` }))}
        value={step.unsent ?? null}
        onChange={(unsent) => change({ unsent: unsent ?? undefined })}
      />
    </Stack>
  );
}

function messageOf(step: SendStep, journey: JourneyDocument): CampaignDocument {
  const message = stepKindOf(step).message?.(step, journey);
  if (!message) throw new Error("A step that sends has a message.");
  // A campaign of a person's own making has a plain key; the step's is only for files and reports.
  return { ...message, key: journey.key };
}

function withoutUndefined(step: SendStep): SendStep {
  return Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined)) as unknown as SendStep;
}
