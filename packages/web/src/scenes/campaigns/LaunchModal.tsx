import type { CampaignDetail, Problem } from "@beckon/contract";
import { describeCampaign, type JsonObject } from "@beckon/core";
import { Alert, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useRead } from "../../api/hooks.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Choice } from "../../ui/inputs/Choice.tsx";
import { Changes } from "./Changes.tsx";
import type { CampaignDraft } from "./editor/useCampaignDraft.ts";
import { LaunchProblems } from "./LaunchProblems.tsx";
import { leftoversIn } from "./leftovers.ts";
import { useLaunch } from "./useLaunch.ts";

interface LaunchModalProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly campaign: CampaignDetail;
  readonly draft: CampaignDraft;
  readonly problems: readonly Problem[];
}

/** The last look before it reaches people: the whole campaign in sentences, and what is wrong with it. */
export function LaunchModal({ opened, onClose, campaign, draft, problems }: LaunchModalProps) {
  const [inside, setInside] = useState<PeopleInside>("finish");
  const launch = useLaunch({
    draft,
    launch: () => api("launchCampaign", { params: { id: campaign.id }, query: { inside } }),
    read: "getCampaign",
    stale: ["listCampaigns", "listVersions", "getReport"],
    onDone: onClose,
  });
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = [...leftoversIn(draft.document.message), ...problems.filter(({ severity }) => severity === "warning")];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={campaign.version > 0 ? `Launch version ${campaign.version + 1}?` : "Launch this campaign?"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        {launch.error !== null && <ErrorNote error={launch.error} title="Not launched" />}
        {errors.length > 0 ? <LaunchProblems color="red" title="Mend this first" problems={errors} /> : <Sentences draft={draft} campaign={campaign} />}
        {errors.length === 0 && campaign.version > 0 && <Inside campaignId={campaign.id} value={inside} onChange={setInside} />}
        {errors.length === 0 && <Foreseen document={draft.document} enabled={opened} />}
        {errors.length === 0 && <Sender document={draft.document} />}
        {warnings.length > 0 && <LaunchProblems color="yellow" title="Worth a second look" problems={warnings} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={errors.length > 0} loading={launch.busy} onClick={() => void launch.go()} data-autofocus>
            Launch
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Sentences({ draft, campaign }: { readonly draft: CampaignDraft; readonly campaign: CampaignDetail }) {
  return (
    <Stack gap="xs">
      <Text size="sm">From now on, until it is paused or stopped:</Text>
      <List size="sm" spacing={4}>
        {describeCampaign(draft.document).map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      {campaign.launched && (
        <>
          <Text size="sm" fw={600}>
            What changes against version {campaign.version}
          </Text>
          <Changes before={campaign.launched} after={draft.document} />
        </>
      )}
    </Stack>
  );
}

type PeopleInside = "finish" | "move" | "exit";
const INSIDE = [
  { value: "finish", label: "They finish on their version", description: "They get the message as it was when they entered" },
  { value: "move", label: "They go on by the new version", description: "Its wait counts from when they began to wait; its rules hold from now on" },
  { value: "exit", label: "They leave without the message" },
] as const;

/** Asked only where somebody waits. */
function Inside({
  campaignId,
  value,
  onChange,
}: {
  readonly campaignId: string;
  readonly value: PeopleInside;
  readonly onChange: (value: PeopleInside) => void;
}) {
  const versions = useRead("listVersions", { params: { id: campaignId } }).data?.items ?? [];
  const count = versions.reduce((sum, version) => sum + version.inside, 0);
  if (count === 0) return null;
  const who = count === 1 ? "the one person who waits" : `the ${count.toLocaleString("en")} people who wait`;
  return <Choice label={`What happens to ${who} inside older versions`} options={INSIDE} value={value} onChange={onChange} />;
}

const FORESEEN_DAYS = 30;

/** How many people it would have reached lately, so that nobody launches to far more than they thought. */
function Foreseen({ document, enabled }: { readonly document: CampaignDraft["document"]; readonly enabled: boolean }) {
  const reach = useRead("estimateReach", { body: { document: document as unknown as JsonObject, days: FORESEEN_DAYS } }, { enabled }).data;
  const about = (count: number) => `${reach?.isSample ? "about " : ""}${count.toLocaleString("en")} ${count === 1 ? "person" : "people"}`;
  return (
    <Text size="sm" role="status">
      {reach
        ? `In the last ${FORESEEN_DAYS} days ${about(reach.recipients)} would have got it, of ${about(reach.people)} for whom the trigger was met.`
        : "Reckoning how many people it would have reached lately …"}
    </Text>
  );
}

/** Who the mail comes from, and whether it can leave. */
function Sender({ document: { message } }: { readonly document: CampaignDraft["document"] }) {
  const status = useRead("getStatus").data;
  if (message.channel !== "email" || !status) return null;
  const { mail } = status;
  const ill = status.channels.filter(({ kind, ok }) => kind === "email" && !ok);
  const from = ("from" in message ? message.from?.email : undefined) ?? mail.sender ?? "an address that is not set yet";
  if (mail.carrier !== null && ill.length > 0)
    return (
      <Alert color="red" title="Mail cannot leave right now">
        {ill.map(({ detail }) => detail).join(" ")} What is due waits until it can.
      </Alert>
    );
  return (
    <Text size="sm" c="dimmed">
      From {from}. {mail.carrier === null ? "No provider is chosen: messages are kept and shown here, and reach nobody." : `Carried by ${mail.carrier}.`}
    </Text>
  );
}
