import { Tabs } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { Keys } from "./Keys.tsx";
import { SendingRules } from "./SendingRules.tsx";
import { StatusPanels } from "./StatusPanels.tsx";
import { Suppressions } from "./Suppressions.tsx";
import { Topics } from "./Topics.tsx";
import { WorkspaceForm } from "./WorkspaceForm.tsx";

export function SettingsPage() {
  const [tab, setTab] = useParameter("tab");
  const workspace = useRead("getWorkspace");
  const mayReadKeys = useMay("keys:read");
  return (
    <Page title="Settings">
      <Tabs value={tab || "workspace"} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="workspace">Workspace</Tabs.Tab>
          <Tabs.Tab value="rules">Sending rules</Tabs.Tab>
          <Tabs.Tab value="topics">Topics</Tabs.Tab>
          {mayReadKeys && <Tabs.Tab value="keys">Keys</Tabs.Tab>}
          <Tabs.Tab value="suppressions">Suppressions</Tabs.Tab>
          <Tabs.Tab value="status">Status</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="workspace">
          <Loaded query={workspace}>{(data) => <WorkspaceForm workspace={data} />}</Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <Loaded query={workspace}>{(data) => <SendingRules settings={data.settings} />}</Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="topics">
          <Loaded query={workspace}>{(data) => <Topics settings={data.settings} />}</Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <Keys />
        </Tabs.Panel>
        <Tabs.Panel value="suppressions">
          <Suppressions />
        </Tabs.Panel>
        <Tabs.Panel value="status">
          <StatusPanels />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
