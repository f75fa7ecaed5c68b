import { BOUNCE_RATE_MAX, COMPLAINT_RATE_MAX, type DeliveryRate } from "@beckon/contract";
import { Alert, SimpleGrid, Stack, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { Panel } from "../../ui/Panel.tsx";

interface DeliveryRatesProps {
  readonly rates: { readonly day: DeliveryRate; readonly week: DeliveryRate };
}

/** Below so many mails a share says nothing. */
const ENOUGH = 50;

/** How much of the mail comes back: what mailbox providers judge a sender by. */
export function DeliveryRates({ rates }: DeliveryRatesProps) {
  const warning = warningOf(rates.week) ?? warningOf(rates.day);
  return (
    <Panel title="How your mail is received" lead="Mailbox providers refuse senders above 2 % of bounces or 0.1 % of complaints.">
      <Stack>
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <Rate label="Bounced, 24 hours" part={rates.day.bounced} of={rates.day.sent} limit={BOUNCE_RATE_MAX} />
          <Rate label="Complained, 24 hours" part={rates.day.complained} of={rates.day.sent} limit={COMPLAINT_RATE_MAX} />
          <Rate label="Bounced, 7 days" part={rates.week.bounced} of={rates.week.sent} limit={BOUNCE_RATE_MAX} />
          <Rate label="Complained, 7 days" part={rates.week.complained} of={rates.week.sent} limit={COMPLAINT_RATE_MAX} />
        </SimpleGrid>
        {warning && (
          <Alert color="yellow" icon={<TriangleAlert size={18} aria-hidden />}>
            <Text size="sm">{warning}</Text>
          </Alert>
        )}
      </Stack>
    </Panel>
  );
}

interface RateProps {
  readonly label: string;
  readonly part: number;
  readonly of: number;
  readonly limit: number;
}

function Rate({ label, part, of, limit }: RateProps) {
  const share = of === 0 ? 0 : part / of;
  const isHigh = of >= ENOUGH && share > limit;
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={650} c={isHigh ? "red" : undefined}>
        {of === 0 ? "–" : `${(100 * share).toFixed(2)} %`}
        {isHigh && (
          <Text span size="sm" fw={600}>
            {" "}
            too high
          </Text>
        )}
      </Text>
      <Text size="xs" c="dimmed">
        {of === 0 ? "no mail sent" : `${part.toLocaleString("en")} of ${of.toLocaleString("en")}`}
      </Text>
    </div>
  );
}

function warningOf({ sent, bounced, complained }: DeliveryRate): string | null {
  if (sent < ENOUGH) return null;
  if (complained / sent > COMPLAINT_RATE_MAX)
    return "Too many people call your mail spam. Send less often, only to people who agreed, and make leaving easy; until then providers may hold back your mail.";
  if (bounced / sent > BOUNCE_RATE_MAX)
    return "Too many addresses do not exist. They are suppressed by themselves; look where they came from, and confirm new addresses before you write to them.";
  return null;
}
