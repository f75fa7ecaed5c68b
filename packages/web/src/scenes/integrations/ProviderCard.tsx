import type { ChannelState, Provider } from "@beckon/contract";
import { Badge, Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { Time } from "../../ui/Time.tsx";
import classes from "./ProviderCard.module.css";

interface ProviderCardProps {
  readonly provider: Provider;
  /** How mail is doing, on the card of who carries it. */
  readonly mail: ChannelState | null;
}

/** One provider: what it is for and how it is. The whole card leads to its page. */
export function ProviderCard({ provider, mail }: ProviderCardProps) {
  return (
    <Link to={`/integrations/${provider.kind}`} className={classes.card} data-active={provider.active || undefined}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text fw={650}>{provider.name}</Text>
        <ProviderBadge provider={provider} mail={mail} />
      </Group>
      <Text size="sm" c="dimmed">
        {provider.does}
      </Text>
      <Text size="xs" c="dimmed" component="div" className={classes.foot}>
        <ProviderLine provider={provider} mail={mail} />
      </Text>
    </Link>
  );
}

export function ProviderBadge({ provider, mail }: ProviderCardProps) {
  if (mail && !mail.ok) return <Badge color="red">Does not work</Badge>;
  if (provider.active) return <Badge color="green">Carries your mail</Badge>;
  if (provider.environment) return <Badge color="green">Connected</Badge>;
  return provider.connected ? <Badge color="blue">Connected</Badge> : <Badge color="gray">Not connected</Badge>;
}

function ProviderLine({ provider, mail }: ProviderCardProps) {
  if (mail && !mail.ok) return <>{mail.detail}</>;
  if (provider.environment) return <>Set by {provider.environment}</>;
  if (!provider.connected) return null;
  return (
    <>
      Connected <Time at={provider.connected.at} /> by {provider.connected.by}
      {provider.hook?.lastAt && (
        <>
          . Last report <Time at={provider.hook.lastAt} />
        </>
      )}
    </>
  );
}

/** A card that leads elsewhere. */
export function LinkCard({ to, name, does }: { readonly to: string; readonly name: string; readonly does: string }) {
  return (
    <Link to={to} className={classes.card}>
      <Text fw={650}>{name}</Text>
      <Text size="sm" c="dimmed">
        {does}
      </Text>
    </Link>
  );
}
