import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { RecoveryCodes } from "../scenes/account/RecoveryCodes.tsx";
import { TwoFactorSetup } from "../scenes/account/TwoFactorSetup.tsx";
import { DoorPage } from "../ui/DoorPage.tsx";

/** Stands before the app where the workspace asks for a second factor and there is none yet. */
export function SecondFactorGate({ onBegin, onDone }: { readonly onBegin: () => void; readonly onDone: () => void }) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const client = useQueryClient();
  return (
    <DoorPage title="Set up a second factor" lead="This workspace asks everybody for one.">
      <Stack>
        {codes ? (
          <RecoveryCodes
            codes={codes}
            onDone={() => {
              onDone();
              void client.invalidateQueries();
            }}
          />
        ) : (
          <>
            <Text size="sm">You need an authenticator app on your phone, for example the one of your password manager.</Text>
            <TwoFactorSetup
              onDone={(made) => {
                // Held here until the codes were kept, although the second factor counts already.
                onBegin();
                setCodes(made);
              }}
            />
          </>
        )}
      </Stack>
    </DoorPage>
  );
}
