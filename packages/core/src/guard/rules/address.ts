import { type GuardRule, skip } from "../question.ts";

export const address: GuardRule = ({ campaign, address: known }) => (known ? null : skip("no_address", { channel: campaign.document.message.channel }));
