import { Stack, Text } from "@mantine/core";
import { useList } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { MessageTable } from "../messages/MessageTable.tsx";
import { CampaignsTouched } from "./CampaignsTouched.tsx";
import { WhyPanel } from "./WhyPanel.tsx";

/** For the question of every support agent: why did she (not) get it? */
export function MessagesAndWhy({ profileId }: { readonly profileId: string }) {
  const [campaignId, setCampaignId] = useParameter("campaign");
  const messages = useList("listMessages", { query: { profileId } });
  return (
    <Stack gap="lg">
      <CampaignsTouched profileId={profileId} chosen={campaignId} onChoose={setCampaignId} />
      {campaignId && <WhyPanel profileId={profileId} campaignId={campaignId} />}
      <Panel title="Messages" flush>
        <Loaded query={messages}>
          {(items) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed" px="var(--beckon-inset)" pb="lg">
                No message has been decided for this person yet.
              </Text>
            ) : (
              <>
                <MessageTable items={items} withPerson={false} />
                <MoreButton list={messages} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}
