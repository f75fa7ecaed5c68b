import { isSampleAddress, isSampleCampaign } from "@beckon/core";
import { Badge } from "@mantine/core";

interface SampleBadgeProps {
  readonly person?: { readonly email: string | null };
  readonly campaign?: { readonly key: string };
}

/** Marks what belongs to the sample shop; nothing beside what is real. */
export function SampleBadge({ person, campaign }: SampleBadgeProps) {
  const isSample = (person?.email && isSampleAddress(person.email)) || (campaign && isSampleCampaign(campaign.key));
  if (!isSample) return null;
  return (
    <Badge color="yellow" size="sm">
      Sample
    </Badge>
  );
}
