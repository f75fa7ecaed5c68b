import type { CampaignTrial } from "@beckon/contract";
import type { CampaignDocument, JsonObject } from "@beckon/core";
import { Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Check, Minus, X } from "lucide-react";
import { useState } from "react";
import { useRead } from "../../../api/hooks.ts";
import { ProfilePicker } from "../../../pickers/ProfilePicker.tsx";
import { Loaded } from "../../../ui/Loaded.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Time } from "../../../ui/Time.tsx";
import { shapeProblem } from "./shapeProblem.ts";

const TYPING_PAUSE_MS = 700;
const LEADS: { readonly [part in CampaignTrial["clauses"][number]["part"]]: string } = {
  when: "When",
  audience: "for",
  wait: "wait",
  unless: "unless",
  send: "send",
};

/** One person and their last such event, clause by clause: which lets the message through, and which does not. */
export function TryPanel({ document }: { readonly document: CampaignDocument }) {
  const [profileId, setProfileId] = useState<string | null>(null);
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const enabled = profileId !== null && shapeProblem(settled) === null;
  const trial = useRead("tryCampaign", { body: { document: settled as unknown as JsonObject, profileId: profileId ?? "" } }, { enabled, keep: true });
  return (
    <Panel title="Try it with a person" lead="With the last event of theirs that the campaign waits for.">
      <Stack gap="sm">
        <ProfilePicker label="Person" placeholder="Name or mail address" value={profileId} onChange={setProfileId} />
        {enabled && <Loaded query={trial}>{(tried) => <Clauses trial={tried} />}</Loaded>}
      </Stack>
    </Panel>
  );
}

function Clauses({ trial: { event, clauses } }: { readonly trial: CampaignTrial }) {
  const stopped = clauses.find(({ holds }) => holds === false);
  return (
    <Stack gap="xs" data-testid="trial">
      {event && (
        <Text size="sm" c="dimmed">
          “{event.name}”, <Time at={event.at} />
        </Text>
      )}
      <Text size="sm" fw={600} c={stopped ? "var(--mantine-color-error)" : "var(--mantine-color-anchor)"}>
        {stopped ? `No message: “${LEADS[stopped.part].toLowerCase()}” stops it.` : "The message goes."}
      </Text>
      {clauses.map(({ part, holds, sentence }) => (
        <Group key={part} gap="xs" wrap="nowrap" align="flex-start">
          <Mark holds={holds} />
          <Text size="sm">
            <strong>{LEADS[part]}</strong> {sentence}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

function Mark({ holds }: { readonly holds: boolean | null }) {
  // A long sentence beside it must not press it together.
  const size = { size: 16, style: { flex: "none" } };
  if (holds === null) return <Minus {...size} aria-label="Neither" />;
  return holds ? (
    <Check {...size} aria-label="Passes" color="var(--mantine-color-anchor)" />
  ) : (
    <X {...size} aria-label="Fails" color="var(--mantine-color-error)" />
  );
}
