import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { useMe } from "../../api/me.ts";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { CodeModal } from "./CodeModal.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import { TwoFactorSetup } from "./TwoFactorSetup.tsx";

/** Below this it is time for new ones. */
const FEW = 3;

/** The second factor: on, off, or being set up. */
export function TwoFactor() {
  const state = useMe()?.twoFactor;
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Panel title="Second factor" lead="A code from an app on your phone, asked after the password.">
      {codes ? (
        <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
      ) : state?.on ? (
        <TwoFactorOn left={state.recoveryCodesLeft} onCodes={setCodes} />
      ) : (
        <TwoFactorSetup onDone={setCodes} />
      )}
    </Panel>
  );
}

function TwoFactorOn({ left, onCodes }: { readonly left: number; readonly onCodes: (codes: readonly string[]) => void }) {
  const [renewing, renewal] = useDisclosure(false);
  const [ending, end] = useDisclosure(false);
  const renew = useChange("renewRecoveryCodes", ["getMe"]);
  const endIt = useChange("endTwoFactor", ["getMe"]);
  return (
    <Stack>
      <Text size="sm">It is on. You have {left} of 10 recovery codes left.</Text>
      {left <= FEW && (
        <Alert color="orange">
          <Text size="sm">Make new recovery codes soon: without one you cannot sign in when the phone is gone.</Text>
        </Alert>
      )}
      <Group>
        <Button variant="default" onClick={renewal.open}>
          New recovery codes
        </Button>
        <Button variant="default" onClick={end.open}>
          Do without
        </Button>
      </Group>
      <CodeModal
        opened={renewing}
        title="New recovery codes"
        lead="The old ones end with it."
        confirm="Make new codes"
        change={renew}
        onClose={renewal.close}
        onCode={(code) =>
          renew.mutate(
            { body: { code } },
            {
              onSuccess: ({ recoveryCodes }) => {
                renewal.close();
                onCodes(recoveryCodes);
              },
            },
          )
        }
      />
      <CodeModal
        opened={ending}
        title="Do without a second factor"
        lead="From then on your password alone lets somebody in."
        confirm="Take it off"
        change={endIt}
        onClose={end.close}
        onCode={(code) =>
          endIt.mutate(
            { body: { code } },
            {
              onSuccess: () => {
                end.close();
                sayDone("Your second factor is off.");
              },
            },
          )
        }
      />
    </Stack>
  );
}
