import { formatInstant } from "../../time/instant.ts";
import { type GuardRule, skip } from "../question.ts";

/** An address that bounced or complained is not used, for any purpose; a new address of the same person is. */
export const suppression: GuardRule = ({ campaign, profile, address }) => {
  const { channel } = campaign.document.message;
  const suppressed = Object.hasOwn(profile.suppressed, channel) ? profile.suppressed[channel] : undefined;
  if (suppressed === undefined || address === null || suppressed.address.toLowerCase() !== address.toLowerCase()) return null;
  return skip("suppressed", { address, because: suppressed.reason, since: formatInstant(suppressed.at) });
};
