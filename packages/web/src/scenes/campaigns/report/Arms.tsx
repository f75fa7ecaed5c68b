import type { CampaignReport } from "@beckon/contract";
import { decimalsOf } from "@beckon/core";
import { SimpleGrid, Text } from "@mantine/core";
import { Facts } from "../../../ui/Facts.tsx";
import { Panel } from "../../../ui/Panel.tsx";

type Arm = CampaignReport["arms"]["sent"];

/** Those who got the mail beside those who were held out: what the campaign really brings. */
export function Arms({ report }: { readonly report: CampaignReport }) {
  const { sent, holdout } = report.arms;
  if (sent.people === 0 && holdout.people === 0) return null;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
      <Panel title="Got the message">
        <ArmFacts arm={sent} />
      </Panel>
      {holdout.people > 0 && (
        <Panel title="Held out" lead="Would have got it, and did not">
          <ArmFacts arm={holdout} />
        </Panel>
      )}
    </SimpleGrid>
  );
}

function ArmFacts({ arm }: { readonly arm: Arm }) {
  const share = arm.people > 0 ? ` (${((100 * arm.converted) / arm.people).toFixed(1)} %)` : "";
  return (
    <Facts
      facts={[
        { name: "People", value: arm.people.toLocaleString("en") },
        { name: "Reached the goal", value: `${arm.converted.toLocaleString("en")}${share}` },
        {
          name: "Revenue",
          value:
            arm.revenue.length === 0 ? (
              <Text span size="sm" c="dimmed">
                none
              </Text>
            ) : (
              arm.revenue.map(money).join(", ")
            ),
        },
      ]}
    />
  );
}

/** Minor units to what people read: `EUR 1,204.50`; yen have none. */
function money({ amount, currency }: Arm["revenue"][number]): string {
  const decimals = decimalsOf(currency);
  return `${currency} ${(amount / 10 ** decimals).toLocaleString("en", { minimumFractionDigits: decimals })}`;
}
