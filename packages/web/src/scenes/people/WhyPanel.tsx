import type { Why } from "@beckon/contract";
import { Anchor, Group, List, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { CircleDot, Clock, type LucideIcon, MailCheck, Minus, X } from "lucide-react";
import { Link, useLocation } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { FindingMark } from "../../ui/FindingMark.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Time } from "../../ui/Time.tsx";

interface WhyPanelProps {
  readonly profileId: string;
  readonly campaignId: string;
}

const LOOKS: { readonly [state in Why["state"]]: { readonly icon: LucideIcon; readonly color: string } } = {
  never_triggered: { icon: Minus, color: "gray" },
  not_entered: { icon: X, color: "gray" },
  waiting: { icon: Clock, color: "blue" },
  held: { icon: Clock, color: "yellow" },
  sending: { icon: CircleDot, color: "blue" },
  sent: { icon: MailCheck, color: "green" },
  would_have_been_sent: { icon: Minus, color: "gray" },
  skipped: { icon: X, color: "gray" },
  exited: { icon: X, color: "gray" },
  failed: { icon: X, color: "red" },
  unknown: { icon: CircleDot, color: "orange" },
};

/** The whole answer: the verdict in a sentence, each step that led there, and what would happen now. */
export function WhyPanel({ profileId, campaignId }: WhyPanelProps) {
  const why = useRead("getWhy", { params: { id: profileId }, query: { campaignId } });
  return (
    <Panel>
      <Loaded query={why}>
        {(answer) => (
          <Stack gap="lg">
            <Verdict answer={answer} />
            {answer.steps.length > 0 && <Steps answer={answer} />}
            <Now answer={answer} />
          </Stack>
        )}
      </Loaded>
    </Panel>
  );
}

function Verdict({ answer }: { readonly answer: Why }) {
  const { icon: Icon, color } = LOOKS[answer.state];
  const message = answer.sendId && `/messages/${answer.sendId}`;
  const { pathname } = useLocation();
  return (
    <Group wrap="nowrap" align="flex-start">
      <ThemeIcon size={36} radius="xl" variant="light" color={color}>
        <Icon size={20} aria-hidden />
      </ThemeIcon>
      <Stack gap={2}>
        <Text size="xs" c="dimmed">
          <Anchor component={Link} to={`/campaigns/${answer.campaign.id}`} size="xs">
            {answer.campaign.name}
          </Anchor>
        </Text>
        <Title order={2} size="h3" data-testid="verdict">
          {answer.verdict}
        </Title>
        {message && message !== pathname && (
          <Anchor component={Link} to={message} size="sm">
            See the message
          </Anchor>
        )}
      </Stack>
    </Group>
  );
}

function Steps({ answer }: { readonly answer: Why }) {
  return (
    <div>
      <Title order={3} size="h4" mb={4}>
        Step by step
      </Title>
      {answer.steps.map((step) => (
        <Disclosure
          key={step.id}
          summary={
            <Group justify="space-between" wrap="nowrap" gap="sm">
              <Text size="sm" style={{ minWidth: 0, overflowWrap: "anywhere" }}>
                {step.sentence}
              </Text>
              <Text size="xs" c="dimmed" style={{ flex: "none" }}>
                <Time at={step.at} />
              </Text>
            </Group>
          }
        >
          {() => <JsonBlock value={step.facts} label="facts of this step" />}
        </Disclosure>
      ))}
    </div>
  );
}

function Now({ answer }: { readonly answer: Why }) {
  return (
    <div>
      <Title order={3} size="h4" mb={4}>
        If it happened now
      </Title>
      <Text size="sm" mb="xs">
        {answer.now.sentence}
      </Text>
      <List spacing={6} size="sm" center>
        {answer.now.findings.map((finding) => (
          <List.Item key={`${finding.about} ${finding.sentence}`} icon={<FindingMark holds={finding.holds} />}>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {finding.sentence}
            </Text>
          </List.Item>
        ))}
      </List>
    </div>
  );
}
