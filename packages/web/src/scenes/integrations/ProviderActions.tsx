import type { Provider, RouteName } from "@beckon/contract";
import { Button, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Ellipsis } from "lucide-react";
import { useNavigate } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { sayDone, sayError } from "../../ui/say.ts";

const STALE: readonly RouteName[] = ["listProviders", "listChannels", "getStatus"];

/** Lets it carry the mail, or no longer; forgets it. */
export function ProviderActions({ provider }: { readonly provider: Provider }) {
  const params = { params: { kind: provider.kind } };
  const navigate = useNavigate();
  const [leaving, leave] = useDisclosure(false);
  const [stopping, stop] = useDisclosure(false);
  const activate = useChange("activateProvider", STALE);
  const deactivate = useChange("deactivateProvider", STALE);
  const disconnect = useChange("disconnectProvider", STALE);
  const may = useMay("providers:write");
  if (!may || !provider.connected || provider.environment) return null;
  const failed = { onError: (error: unknown) => sayError(error) };
  return (
    <>
      {provider.role === "mail" && !provider.active && (
        <Button
          loading={activate.isPending}
          onClick={() => activate.mutate(params, { ...failed, onSuccess: () => sayDone(`${provider.name} carries the mail from now on.`) })}
        >
          Carry the mail
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" aria-label="More to do" px="sm">
            <Ellipsis size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {provider.active && <Menu.Item onClick={stop.open}>Keep mails in the outbox</Menu.Item>}
          <Menu.Item color="red" disabled={provider.active} onClick={leave.open}>
            Disconnect
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmModal
        opened={stopping}
        onClose={stop.close}
        title="Keep mails in the outbox?"
        confirm="Keep them here"
        busy={deactivate.isPending}
        onConfirm={() => deactivate.mutate(params, { ...failed, onSuccess: stop.close })}
      >
        <Text size="sm">Mails are written and shown under Messages, and leave for nobody, until a provider carries them again. They are not sent later.</Text>
      </ConfirmModal>
      <ConfirmModal
        opened={leaving}
        onClose={leave.close}
        title={`Disconnect ${provider.name}?`}
        confirm="Disconnect"
        danger
        busy={disconnect.isPending}
        onConfirm={() => disconnect.mutate(params, { ...failed, onSuccess: () => void navigate("/integrations") })}
      >
        <Text size="sm">Its secrets are forgotten, and what it tells Beckon is refused from now on.</Text>
      </ConfirmModal>
    </>
  );
}
