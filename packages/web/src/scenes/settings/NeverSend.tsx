import type { WorkspaceSettings } from "@beckon/contract";
import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { SegmentsPicker } from "../../pickers/SegmentsPicker.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SaveBar } from "./SaveBar.tsx";
import { useSettings } from "./useSettings.ts";

export function NeverSendSection() {
  const workspace = useRead("getWorkspace");
  return <Loaded query={workspace}>{(data) => <NeverSend settings={data.settings} />}</Loaded>;
}

/** Segments and lists whose members no campaign writes to. */
function NeverSend({ settings }: { readonly settings: WorkspaceSettings }) {
  const form = useSettings(settings, ["neverSend"]);
  return (
    <Stack gap="lg">
      <Panel
        title="Never send to"
        lead="Whoever is in one of these gets no marketing, whatever a campaign’s audience says. It is asked when a message is decided and once more when it is handed over. Receipts and other transactional messages go."
      >
        <Stack gap="sm">
          <SegmentsPicker
            label="Segments and lists"
            description="For example competitors, staff, or people in a legal dispute."
            value={form.draft.neverSend}
            onChange={(neverSend) => form.change({ neverSend: [...neverSend] })}
          />
          <Text size="sm" c="dimmed">
            To name people one by one, make a list under{" "}
            <Anchor component={Link} to="/segments" inherit>
              Segments
            </Anchor>
            . To stop an address for good, also for receipts, suppress it.
          </Text>
        </Stack>
      </Panel>
      <SaveBar {...form} onSave={form.save} />
    </Stack>
  );
}
