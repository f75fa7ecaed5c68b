import type { CampaignReport } from "@beckon/contract";
import { decimalsOf } from "@beckon/core";

/** Minor units to what people read: `EUR 1,204.50`; yen have none. */
export function moneyText(revenue: CampaignReport["revenue"]): string {
  return revenue
    .map(({ amount, currency }) => {
      const decimals = decimalsOf(currency);
      return `${currency} ${(amount / 10 ** decimals).toLocaleString("en", { minimumFractionDigits: decimals })}`;
    })
    .join(", ");
}

/** `12.5 %`; a dash where nothing is there to be a share of. */
export function shareText(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toLocaleString("en", { maximumFractionDigits: 1 })} %` : "–";
}
