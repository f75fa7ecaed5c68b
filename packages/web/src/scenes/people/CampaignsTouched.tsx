import type { DecisionItem } from "@beckon/contract";
import { Group, Select, Stack, Text, UnstyledButton } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Time } from "../../ui/Time.tsx";
import classes from "./CampaignsTouched.module.css";

interface CampaignsTouchedProps {
  readonly profileId: string;
  readonly chosen: string;
  readonly onChoose: (campaignId: string | null) => void;
}

const DECISIONS_READ = 200;

/** The campaigns that have decided something about this person, with their last word; any other can be asked too. */
export function CampaignsTouched({ profileId, chosen, onChoose }: CampaignsTouchedProps) {
  const decisions = useRead("getDecisions", { params: { id: profileId }, query: { limit: DECISIONS_READ } });
  const campaigns = useRead("listCampaignNames");
  return (
    <Panel title="Why, or why not" lead="Each campaign's last word about this person. Choose one for the whole story." flush>
      <Loaded query={decisions}>
        {({ items }) => (
          <Stack gap={0}>
            {lastWords(items).map((word) => (
              <LastWord key={word.campaign.id} word={word} chosen={word.campaign.id === chosen} onChoose={onChoose} />
            ))}
          </Stack>
        )}
      </Loaded>
      <Group px="var(--beckon-inset)" py="md">
        <Select
          label="Ask any campaign"
          placeholder="Choose a campaign"
          searchable
          clearable
          w="100%"
          maw={360}
          value={chosen || null}
          onChange={onChoose}
          nothingFoundMessage="No campaign goes by that name"
          clearButtonProps={{ "aria-label": "Choose none" }}
          data={(campaigns.data?.items ?? []).map((campaign) => ({ value: campaign.id, label: campaign.name }))}
        />
      </Group>
    </Panel>
  );
}

/** The newest decision of each campaign; the list comes newest first. */
function lastWords(decisions: readonly DecisionItem[]): readonly DecisionItem[] {
  const newest = new Map<string, DecisionItem>();
  for (const decision of decisions) if (!newest.has(decision.campaign.id)) newest.set(decision.campaign.id, decision);
  return [...newest.values()];
}

function LastWord({ word, chosen, onChoose }: { readonly word: DecisionItem; readonly chosen: boolean; readonly onChoose: (campaignId: string) => void }) {
  return (
    <UnstyledButton className={classes.word} aria-pressed={chosen} onClick={() => onChoose(word.campaign.id)}>
      <span>
        <Text size="sm" fw={600} span>
          {word.campaign.name}
        </Text>
        <Text size="sm" c="dimmed" component="span" display="block">
          {word.sentence}
        </Text>
      </span>
      <Text size="xs" c="dimmed" span>
        <Time at={word.at} />
      </Text>
    </UnstyledButton>
  );
}
