import { Badge, Tabs } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Page } from "../../ui/Page.tsx";
import { useTab } from "../../ui/useTab.ts";
import { DeadLetters } from "./DeadLetters.tsx";
import { LiveEvents } from "./LiveEvents.tsx";
import { Registry } from "./Registry.tsx";

export function EventsPage() {
  const [tab, setTab] = useTab(["live", "registry", "dead-letters"]);
  const open = useRead("getStatus").data?.openDeadLetters ?? 0;
  return (
    <Page title="Events" lead="What your customers do, as it arrives; what each event looks like; and what could not be taken." width="wide">
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="live">Live</Tabs.Tab>
          <Tabs.Tab value="registry">Registry</Tabs.Tab>
          <Tabs.Tab
            value="dead-letters"
            rightSection={
              open > 0 && (
                <Badge color="red" size="sm">
                  {open}
                </Badge>
              )
            }
          >
            Dead letters
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="live">
          <LiveEvents />
        </Tabs.Panel>
        <Tabs.Panel value="registry">
          <Registry />
        </Tabs.Panel>
        <Tabs.Panel value="dead-letters">
          <DeadLetters />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
