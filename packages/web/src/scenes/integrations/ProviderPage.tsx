import type { Provider } from "@beckon/contract";
import { Alert, Code, Stack, Text } from "@mantine/core";
import { CircleCheck, TriangleAlert, Unplug } from "lucide-react";
import { useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Time } from "../../ui/Time.tsx";
import { HookPanel } from "./HookPanel.tsx";
import { ProviderActions } from "./ProviderActions.tsx";
import { ProviderBadge } from "./ProviderCard.tsx";
import { ProviderForm } from "./ProviderForm.tsx";
import { TestMail } from "./TestMail.tsx";

const BACK = { to: "/integrations", label: "Integrations" };

/** One provider: connect it, try it, let it carry the mail, and have it tell what became of it. */
export function ProviderPage() {
  const { kind } = useParams();
  const providers = useRead("listProviders");
  const channels = useRead("listChannels");
  const provider = providers.data?.items.find((each) => each.kind === kind);
  const mail = (provider?.active && channels.data?.items.find((channel) => channel.kind === "email")) || null;
  if (providers.data && !provider) return <Unknown />;
  return (
    <Page
      title={provider?.name ?? "Integration"}
      lead={provider?.does}
      back={BACK}
      badge={provider && <ProviderBadge provider={provider} mail={mail} />}
      actions={provider && <ProviderActions provider={provider} />}
    >
      <Loaded query={providers}>
        {() =>
          provider && (
            <Stack gap="lg">
              {mail && !mail.ok && (
                <Alert color="red" icon={<TriangleAlert size={18} aria-hidden />} title="Mail does not leave">
                  <Text size="sm">
                    {mail.detail} {mail.waiting > 0 && `${mail.waiting.toLocaleString("en")} wait, and leave as soon as it works again.`}
                  </Text>
                </Alert>
              )}
              <Next provider={provider} />
              {provider.environment ? (
                <FromEnvironment setting={provider.environment} />
              ) : (
                <ProviderForm key={provider.connected?.changedAt} provider={provider} />
              )}
              {provider.role === "mail" && provider.connected && <TestMail provider={provider} />}
              {provider.hook && <HookPanel provider={provider} hook={provider.hook} />}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  );
}

function Unknown() {
  return (
    <Page title="No such integration" back={BACK}>
      <EmptyState icon={Unplug} title="Nobody goes by this name">
        The address may be mistyped. All that can be connected stands under Integrations.
      </EmptyState>
    </Page>
  );
}

/** What remains to be done. */
function Next({ provider }: { readonly provider: Provider }) {
  if (provider.role !== "mail" || !provider.connected || provider.active || provider.environment) return null;
  return (
    <Alert color="blue" icon={<CircleCheck size={18} aria-hidden />} title="Connected, and not in use yet">
      <Text size="sm">
        It was connected <Time at={provider.connected.at} />: send yourself a test mail, then let {provider.name} carry the mail with the button above.
      </Text>
    </Alert>
  );
}

function FromEnvironment({ setting }: { readonly setting: string }) {
  return (
    <Alert color="gray" title="Set by the environment">
      <Text size="sm">
        The setting <Code>{setting}</Code> has connected it, and wins over what is chosen here. Take it away and start Beckon again to connect it on this page.
      </Text>
    </Alert>
  );
}
