import type { ProfileDetail } from "@beckon/contract";
import type { ConsentState } from "@beckon/core";
import { Alert, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { inWords } from "../../ui/states.ts";
import { ConsentHistory } from "./ConsentHistory.tsx";

const CHANNELS = [{ key: "email", name: "Email" }];

/** What the person agreed to, per channel and topic. A change is an event of the profile, so pending messages notice it at once. */
export function ConsentPanel({ profile }: { readonly profile: ProfileDetail }) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const change = useChange("changeConsent", ["getProfile", "getTimeline", "getConsentHistory"]);
  const may = useMay("profiles:write");
  const set = (part: "channels" | "topics", key: string, name: string) => (state: ConsentState) =>
    change.mutate(
      { params: { id: profile.id }, body: { [part]: { [key]: state } } },
      { onSuccess: () => sayDone(`${name}: ${state}.`), onError: (error) => sayError(error) },
    );
  const row = (part: "channels" | "topics", key: string, name: string, assumed: string) => (
    <ConsentRow
      key={`${part} ${key}`}
      name={name}
      state={profile.consent[part][key]}
      assumed={assumed}
      disabled={!may || change.isPending}
      onChange={set(part, key, name)}
    />
  );
  return (
    <Panel title="Consent">
      <Stack gap="sm">
        {profile.suppressions.map((suppression) => (
          <Alert key={suppression.channel} color="red" p="xs">
            <Text size="sm">
              {suppression.address} is never used: {inWords(suppression.reason).toLowerCase()}.
            </Text>
          </Alert>
        ))}
        {CHANNELS.map(({ key, name }) => row("channels", key, name, "never said anything: allowed"))}
        {topics.map((topic) => row("topics", topic.key, topic.name, topic.consent === "opt_in" ? "never joined: not allowed" : "never left: allowed"))}
        <ConsentHistory profileId={profile.id} />
      </Stack>
    </Panel>
  );
}

interface ConsentRowProps {
  readonly name: string;
  readonly state: ConsentState | undefined;
  /** What holds while the person has said nothing. */
  readonly assumed: string;
  readonly disabled: boolean;
  readonly onChange: (state: ConsentState) => void;
}

function ConsentRow({ name, state, assumed, disabled, onChange }: ConsentRowProps) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <Stack gap={0}>
        <Text size="sm">{name}</Text>
        {!state && (
          <Text size="xs" c="dimmed">
            {assumed}
          </Text>
        )}
      </Stack>
      <SegmentedControl
        size="xs"
        aria-label={`Consent for ${name}`}
        disabled={disabled}
        value={state ?? ""}
        onChange={(value) => onChange(value as ConsentState)}
        data={[
          { value: "subscribed", label: "Yes" },
          { value: "unsubscribed", label: "No" },
        ]}
      />
    </Group>
  );
}
