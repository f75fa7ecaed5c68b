import type { Provider, ProviderHookState } from "@beckon/contract";
import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Snippet } from "../../ui/Snippet.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";

/** How the provider tells what became of a mail: the address to paste there, and what has come. */
export function HookPanel({ provider, hook }: { readonly provider: Provider; readonly hook: ProviderHookState }) {
  return (
    <Panel title="Bounces and complaints" lead="Dead addresses and complaints are suppressed by themselves as soon as this is set up.">
      <Stack>
        <List type="ordered" size="sm" spacing="xs" pr="md">
          {hook.steps.map((step) => (
            <List.Item key={step}>{step}</List.Item>
          ))}
        </List>
        <Address provider={provider} hook={hook} />
        {provider.connected && <Facts facts={factsOf(hook)} />}
        {hook.lastRefusal && hook.lastRefusedAt && (
          <Alert color="yellow" icon={<TriangleAlert size={18} aria-hidden />} title={`${hook.refused.toLocaleString("en")} refused`}>
            <Text size="sm">
              Last <Time at={hook.lastRefusedAt} />: {hook.lastRefusal}.
            </Text>
          </Alert>
        )}
      </Stack>
    </Panel>
  );
}

function Address({ provider, hook }: { readonly provider: Provider; readonly hook: ProviderHookState }) {
  const renew = useChange("renewHookSecret", ["listProviders"]);
  const may = useMay("providers:write");
  if (!provider.connected)
    return (
      <Text size="sm" c="dimmed">
        The address appears here once {provider.name} is connected.
      </Text>
    );
  if (hook.url === null)
    return (
      <Text size="sm" c="dimmed">
        The address holds a secret; who may change integrations sees it.
      </Text>
    );
  return (
    <Stack gap="xs">
      <Snippet code={hook.url} label="hook address" />
      {/^https?:\/\/(localhost|127\.|\[::1\])/.test(hook.url) && (
        <Text size="sm" c="dimmed">
          This address is only known to this machine. Give Beckon the one by which the world reaches it (setting BECKON_PUBLIC_URL), so that {provider.name} can
          call.
        </Text>
      )}
      {!hook.isReady && (
        <Text size="sm" c="dimmed">
          Not ready yet: enter the key or secret of the last step above, without which nothing can be believed.
        </Text>
      )}
      {hook.hasSecret && may && (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            loading={renew.isPending}
            onClick={() =>
              renew.mutate(
                { params: { kind: provider.kind } },
                { onSuccess: () => sayDone("The address is new; paste it at the provider."), onError: (error) => sayError(error) },
              )
            }
          >
            Make a new secret
          </Button>
          <Text size="xs" c="dimmed">
            The old address is refused at once.
          </Text>
        </Group>
      )}
    </Stack>
  );
}

function factsOf(hook: ProviderHookState) {
  return [
    { name: "Last report", value: hook.lastAt ? <Time at={hook.lastAt} /> : "none yet" },
    { name: "Reports taken", value: hook.taken.toLocaleString("en") },
    { name: "Of unknown messages", value: hook.unknown.toLocaleString("en") },
  ];
}
