import type { MessageDetail } from "@beckon/contract";
import { Anchor, Grid, Stack, Text } from "@mantine/core";
import { Mail } from "lucide-react";
import { Link, useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { CodeText } from "../../ui/CodeText.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { type Fact, Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { personName } from "../../ui/personName.ts";
import { SendBadge } from "../../ui/StateBadge.tsx";
import { inWords } from "../../ui/states.ts";
import { WhyPanel } from "../people/WhyPanel.tsx";
import { ContentView } from "./content/ContentView.tsx";
import { StateLadder } from "./StateLadder.tsx";

/** One message: as it looked, how far it got, why it went. */
export function MessagePage() {
  const { id = "" } = useParams();
  const message = useRead("getMessage", { params: { sendId: id } }, { every: 5_000 });
  return (
    <Page
      title={message.data?.subject ?? "Message"}
      back={{ to: "/messages", label: "Messages" }}
      width="wide"
      badge={message.data && <SendBadge state={message.data.state} />}
    >
      <Loaded query={message} missing={{ noun: "message", to: "/messages", list: "To the messages" }}>
        {(detail) => <MessageContent message={detail} />}
      </Loaded>
    </Page>
  );
}

function MessageContent({ message }: { readonly message: MessageDetail }) {
  const { content } = message;
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        {content ? (
          <ContentView content={content} to={message.address} />
        ) : (
          <Panel>
            {message.subject === null ? (
              <EmptyState icon={Mail} title="Not written yet">
                The mail is written at the moment it is handed over. {message.sentence}
              </EmptyState>
            ) : (
              <EmptyState icon={Mail} title={message.subject}>
                How it looked is no longer kept: it is older than Settings, Data retention says.
              </EmptyState>
            )}
          </Panel>
        )}
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack gap="lg">
          <Panel title="How far it got">
            {message.sentence && (
              <Text size="sm" mb="sm">
                {message.sentence}
              </Text>
            )}
            <StateLadder ladder={message.ladder} />
          </Panel>
          {message.answers.length > 0 && (
            <Panel title="Answers">
              <Stack gap="sm">
                {message.answers.map(({ attempt, status, ms, detail, body }) => (
                  <Stack key={attempt} gap={2}>
                    <Text size="sm">
                      Attempt {attempt}: {status ?? "no answer"} after {Math.round(ms)} ms. {detail}
                    </Text>
                    {body && <CodeText label={`Answer to attempt ${attempt}`}>{body}</CodeText>}
                  </Stack>
                ))}
              </Stack>
            </Panel>
          )}
          <Panel title="Details">
            <Facts facts={factsOf(message)} />
          </Panel>
          {message.campaign && <WhyPanel profileId={message.profile.id} campaignId={message.campaign.id} />}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function factsOf(message: MessageDetail): readonly Fact[] {
  return [
    {
      name: "To",
      value: (
        <Anchor component={Link} to={`/people/${message.profile.id}`} size="sm">
          {personName(message.profile)}
        </Anchor>
      ),
    },
    { name: "Address", value: message.address },
    {
      name: "Campaign",
      value: message.campaign ? (
        <Anchor component={Link} to={`/campaigns/${message.campaign.id}`} size="sm">
          {message.campaign.name}
        </Anchor>
      ) : (
        "deleted"
      ),
    },
    { name: "Version", value: message.version },
    { name: "Lane", value: inWords(message.lane) },
    { name: "Priority", value: message.priority },
    { name: "Topic", value: message.topic ?? "none" },
    ...(message.tags.length > 0 ? [{ name: "Tags", value: message.tags.join(", ") }] : []),
    { name: "Attempts", value: message.attempts },
    ...(message.providerId ? [{ name: "Mail server's id", value: message.providerId }] : []),
    ...(message.holdout ? [{ name: "Arm", value: "Holdout: computed to the end, not sent" }] : []),
  ];
}
