import type { SendState } from "@beckon/core";
import { Alert, Anchor, Button, Group, Select, Text } from "@mantine/core";
import { Inbox, Mail } from "lucide-react";
import { Link } from "react-router";
import { useList, useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SEND_STATES, sendLook } from "../../ui/states.ts";
import { useParameter } from "../../ui/useParameter.ts";
import { MessageTable } from "./MessageTable.tsx";

const REFRESH_MS = 5_000;

export function MessagesPage() {
  const [state, setState] = useParameter("state");
  const [campaignId, setCampaignId] = useParameter("campaign");
  const campaigns = useRead("listCampaignNames");
  const messages = useList(
    "listMessages",
    { query: { state: (state || undefined) as SendState | undefined, campaignId: campaignId || undefined } },
    { every: REFRESH_MS, keep: true },
  );
  const filtered = state !== "" || campaignId !== "";
  return (
    <Page title="Messages" lead="Every message that was decided: as it looked, how far it got, and why.">
      <OutboxNote />
      <Group mb="md" gap="sm">
        <Select
          aria-label="State"
          placeholder="Any state"
          clearable
          w={180}
          value={state || null}
          onChange={setState}
          data={SEND_STATES.map((value) => ({ value, label: sendLook(value).label }))}
        />
        <Select
          aria-label="Campaign"
          placeholder="Any campaign"
          clearable
          searchable
          w={240}
          value={campaignId || null}
          onChange={setCampaignId}
          data={(campaigns.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Group>
      <Panel flush>
        <Loaded query={messages}>
          {(items) =>
            items.length === 0 ? (
              <NoMessages filtered={filtered} />
            ) : (
              <>
                <MessageTable items={items} withPerson />
                <MoreButton list={messages} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function NoMessages({ filtered }: { readonly filtered: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={Mail} title="No message fits">
        Choose another state or campaign.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Mail}
      title="No messages yet"
      action={
        <Button component={Link} to="/campaigns">
          To the campaigns
        </Button>
      }
    >
      A live campaign decides a message when its trigger comes and its wait is over. Each one appears here, whether it was sent or not.
    </EmptyState>
  );
}

/** Says so where mails stay here, because nobody should wait for one in vain. */
function OutboxNote() {
  const status = useRead("getStatus");
  if (status.data?.mail.carrier !== null) return null;
  return (
    <Alert icon={<Inbox size={18} aria-hidden />} color="blue" mb="md">
      <Text size="sm">
        Nobody carries your mail yet: mails stay here, as they would look, and reach no one. To send them for real, choose a provider under{" "}
        <Anchor component={Link} to="/integrations" size="sm">
          Integrations
        </Anchor>
        .
      </Text>
    </Alert>
  );
}
