import type { Workspace } from "@beckon/contract";
import { Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { DurationInput } from "../../ui/inputs/DurationInput.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { timeZones } from "../../ui/timeZones.ts";
import { SaveBar } from "./SaveBar.tsx";

export function WorkspaceSection() {
  const workspace = useRead("getWorkspace");
  return <Loaded query={workspace}>{(data) => <WorkspaceForm workspace={data} />}</Loaded>;
}

/** Name, zone, sender: what everything else falls back on. */
function WorkspaceForm({ workspace }: { readonly workspace: Workspace }) {
  const { settings } = workspace;
  const kept = {
    name: workspace.name,
    timeZone: settings.timeZone,
    sessionTimeout: settings.sessionTimeout,
    senderName: settings.sender?.name ?? "",
    senderEmail: settings.sender?.email ?? "",
    replyTo: settings.sender?.replyTo ?? "",
  };
  const [form, setForm] = useState(kept);
  const save = useChange("updateWorkspace", ["getWorkspace", "getMe"]);
  const mayChange = useMay("workspace:write");
  const change = (part: Partial<typeof form>) => setForm((now) => ({ ...now, ...part }));
  const sender = form.senderEmail.trim()
    ? { email: form.senderEmail.trim(), name: form.senderName.trim() || undefined, replyTo: form.replyTo.trim() || undefined }
    : null;
  const onSave = () =>
    save.mutate(
      { body: { name: form.name.trim(), settings: { timeZone: form.timeZone, sessionTimeout: form.sessionTimeout, sender } } },
      { onSuccess: () => sayDone("Saved.") },
    );
  return (
    <Stack gap="lg">
      <Panel title="Workspace">
        <Stack maw={440}>
          <TextInput label="Name" value={form.name} maxLength={100} onChange={(event) => change({ name: event.currentTarget.value })} />
          <Select
            label="Time zone"
            description="For people whose own zone is not known, and for the days of reports"
            searchable
            allowDeselect={false}
            data={timeZones()}
            value={form.timeZone}
            onChange={(timeZone) => timeZone && change({ timeZone })}
          />
          <DurationInput
            label="A session ends after"
            description="So long after the last thing somebody did"
            value={form.sessionTimeout}
            onChange={(sessionTimeout) => change({ sessionTimeout })}
          />
        </Stack>
      </Panel>
      <Panel title="Sender" lead="Who mails come from, where a campaign does not say otherwise.">
        <Stack maw={440}>
          <TextInput
            label="Name"
            placeholder="Ann from Shop"
            value={form.senderName}
            maxLength={100}
            onChange={(event) => change({ senderName: event.currentTarget.value })}
          />
          <TextInput
            label="Address"
            type="email"
            placeholder="hello@shop.example"
            value={form.senderEmail}
            onChange={(event) => change({ senderEmail: event.currentTarget.value })}
          />
          <TextInput
            label="Replies go to"
            type="email"
            placeholder="the same address"
            value={form.replyTo}
            onChange={(event) => change({ replyTo: event.currentTarget.value })}
          />
        </Stack>
      </Panel>
      <SaveBar changed={JSON.stringify(form) !== JSON.stringify(kept)} saving={save.isPending} error={save.error} mayChange={mayChange} onSave={onSave} />
    </Stack>
  );
}
