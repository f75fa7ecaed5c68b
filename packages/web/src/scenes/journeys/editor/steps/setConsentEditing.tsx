import type { SetConsentStep } from "@beckon/core";
import { Select, Stack, Text } from "@mantine/core";
import { BellRing } from "lucide-react";
import { useRead } from "../../../../api/hooks.ts";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const setConsentEditing: StepEditing<SetConsentStep> = {
  kind: "set_consent",
  icon: BellRing,
  tone: "sea",
  idBase: "consent",
  blank: () => ({ kind: "set_consent", channels: { email: "unsubscribed" } }),
  Form: SetConsentForm,
};

type Said = NonNullable<SetConsentStep["topics"]>;

const CHANNELS = [{ key: "email", name: "Email" }];
const CHOICES = [
  { value: "as_it_is", label: "as it is" },
  { value: "subscribed", label: "subscribe" },
  { value: "unsubscribed", label: "unsubscribe" },
];

function SetConsentForm({ step, onChange }: StepFormProps<SetConsentStep>) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const set = (part: { readonly channels?: Said | undefined; readonly topics?: Said | undefined }) => onChange({ ...step, ...part } as SetConsentStep);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        What is left as it is stays as the person chose it.
      </Text>
      <SaidFields label="Channel" offered={CHANNELS} said={step.channels} onChange={(channels) => set({ channels })} />
      {topics.length > 0 && <SaidFields label="Topic" offered={topics} said={step.topics} onChange={(next) => set({ topics: next })} />}
    </Stack>
  );
}

interface SaidFieldsProps {
  readonly label: string;
  readonly offered: readonly { readonly key: string; readonly name: string }[];
  readonly said: Said | undefined;
  readonly onChange: (said: Said | undefined) => void;
}

/** One choice for each that is offered, and for each that is named already. */
function SaidFields({ label, offered, said = {}, onChange }: SaidFieldsProps) {
  const others = Object.keys(said).filter((key) => offered.every((each) => each.key !== key));
  const choose = (key: string, state: string | null) => {
    const { [key]: _before, ...rest } = said;
    const next = state === "subscribed" || state === "unsubscribed" ? { ...rest, [key]: state } : rest;
    onChange(Object.keys(next).length === 0 ? undefined : (next as Said));
  };
  return [...offered, ...others.map((key) => ({ key, name: key }))].map(({ key, name }) => (
    <Select
      key={key}
      label={`${label}: ${name}`}
      w="100%"
      maw={280}
      allowDeselect={false}
      data={CHOICES}
      value={said[key] ?? "as_it_is"}
      onChange={(state) => choose(key, state)}
    />
  ));
}
