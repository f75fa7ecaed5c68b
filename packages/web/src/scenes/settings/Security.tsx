import type { SecurityRules } from "@beckon/contract";
import { NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay, useMe } from "../../api/me.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { SaveBar } from "./SaveBar.tsx";

export function SecuritySection() {
  const rules = useRead("getSecurity");
  return <Loaded query={rules}>{(data) => <Security key={JSON.stringify(data)} rules={data} />}</Loaded>;
}

/** Rules for all users of the workspace. */
function Security({ rules }: { readonly rules: SecurityRules }) {
  const [draft, setDraft] = useState(rules);
  const save = useChange("updateSecurity", ["getSecurity", "getMe"]);
  const may = useMay("users:write");
  const own = useMe()?.twoFactor.on ?? false;
  const isChanged = draft.requireTwoFactor !== rules.requireTwoFactor || draft.auditDays !== rules.auditDays;
  return (
    <Stack gap="lg">
      <Panel title="Second factor" lead="A code from an app on the phone, asked after the password. A stolen password alone is then worth nothing.">
        <Stack gap="xs">
          <Switch
            label="Ask everybody for a second factor"
            checked={draft.requireTwoFactor}
            disabled={!may}
            onChange={(event) => setDraft({ ...draft, requireTwoFactor: event.currentTarget.checked })}
          />
          <Text size="sm" c="dimmed">
            Whoever has none sets one up at the next page they open, and can do nothing else before.
            {draft.requireTwoFactor && !own && " That includes you."}
          </Text>
        </Stack>
      </Panel>
      <Panel title="Audit log" lead="Who changed what, from where and when.">
        <NumberInput
          label="Keep it for"
          suffix=" days"
          min={30}
          max={3_650}
          maw={220}
          disabled={!may}
          value={draft.auditDays}
          onChange={(days) => setDraft({ ...draft, auditDays: Number(days) })}
        />
      </Panel>
      <SaveBar
        changed={isChanged}
        saving={save.isPending}
        error={save.error}
        mayChange={may}
        onSave={() => save.mutate({ body: draft }, { onSuccess: () => sayDone("The security rules are saved.") })}
      />
    </Stack>
  );
}
