import type { CampaignStatus, SendState } from "@beckon/core";
import { Badge } from "@mantine/core";
import { campaignLook, sendLook } from "./states.ts";

export function CampaignBadge({ status }: { readonly status: CampaignStatus }) {
  const { label, color } = campaignLook(status);
  return <Badge color={color}>{label}</Badge>;
}

export function SendBadge({ state }: { readonly state: SendState }) {
  const { label, color } = sendLook(state);
  return <Badge color={color}>{label}</Badge>;
}
