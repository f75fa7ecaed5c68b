import type { ChannelState, Provider } from "@beckon/contract";
import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { DeliveryRates } from "./DeliveryRates.tsx";
import { LinkCard, ProviderCard } from "./ProviderCard.tsx";

const GROUPS: readonly { readonly role: Provider["role"]; readonly title: string; readonly lead: string }[] = [
  { role: "mail", title: "Mail goes out by", lead: "Connect as many as you like; one of them carries the mail." },
  {
    role: "bounces",
    title: "Mail comes back by",
    lead: "Providers tell of bounces by themselves. With a mail server of your own, the mails that come back do.",
  },
  { role: "source", title: "Events come in from", lead: "What your customers do, as it happens." },
];

/** Everything outside that Beckon works with, and how it is. */
export function IntegrationsPage() {
  const providers = useRead("listProviders");
  const channels = useRead("listChannels");
  const mail = channels.data?.items.find((channel) => channel.kind === "email") ?? null;
  return (
    <Page title="Integrations" lead="Who carries your mail, who tells Beckon what became of it, and where events come from." width="wide">
      <Loaded query={providers}>
        {({ items, rates }) => (
          <Stack gap="xl">
            <DeliveryRates rates={rates} />
            {GROUPS.map((group) => (
              <Group key={group.role} {...group} providers={items.filter((provider) => provider.role === group.role)} mail={mail} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

interface GroupProps {
  readonly role: Provider["role"];
  readonly title: string;
  readonly lead: string;
  readonly providers: readonly Provider[];
  readonly mail: ChannelState | null;
}

function Group({ role, title, lead, providers, mail }: GroupProps) {
  return (
    <section aria-label={title}>
      <Stack gap={2} mb="md">
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">
          {lead}
        </Text>
      </Stack>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {providers.map((provider) => (
          <ProviderCard key={provider.kind} provider={provider} mail={provider.active ? mail : null} />
        ))}
        {role === "mail" && (
          <LinkCard to="/integrations/domain" name="Sending domain" does="Shows which DNS records your domain needs, and looks up whether they are there." />
        )}
        {role === "source" && (
          <LinkCard to="/connect" name="Segment" does="Anything that speaks Segment's protocol: websites, servers, apps. The snippets are under Connect." />
        )}
      </SimpleGrid>
    </section>
  );
}
