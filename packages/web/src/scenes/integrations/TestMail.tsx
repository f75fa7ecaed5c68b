import type { Provider } from "@beckon/contract";
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { useMay, useMe } from "../../api/me.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Panel } from "../../ui/Panel.tsx";

/** A mail to oneself, by this provider, whoever carries the others. */
export function TestMail({ provider }: { readonly provider: Provider }) {
  const me = useMe();
  const [to, setTo] = useState(me?.user?.email ?? "");
  const test = useChange("testProvider");
  const may = useMay("providers:write");
  if (!may || provider.environment) return null;
  return (
    <Panel title="Test mail" lead={`Leaves by ${provider.name}, from the sender of the workspace.`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          test.mutate({ params: { kind: provider.kind }, body: { to: to.trim() } });
        }}
      >
        <Stack maw={520}>
          <Group align="flex-end" wrap="nowrap">
            <TextInput
              label="To"
              type="email"
              required
              withAsterisk={false}
              style={{ flex: 1 }}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={test.isPending}>
              Send a test
            </Button>
          </Group>
          {test.error && <ErrorNote error={test.error} title="Not sent" />}
          {test.data && (
            <Alert
              color={test.data.ok ? "green" : "red"}
              title={test.data.ok ? "Sent" : "Not sent"}
              icon={test.data.ok ? <CircleCheck size={18} aria-hidden /> : <TriangleAlert size={18} aria-hidden />}
            >
              <Text size="sm">{test.data.detail}</Text>
            </Alert>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
