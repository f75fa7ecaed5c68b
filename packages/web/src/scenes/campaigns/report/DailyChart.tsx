import type { CampaignReport } from "@beckon/contract";
import { Group, Text } from "@mantine/core";
import classes from "./Figure.module.css";

const HEIGHT = 100;
const SLOT = 10;

/** Entered and sent per day as bars; said in words for those who do not see them. */
export function DailyChart({ days }: { readonly days: CampaignReport["daily"] }) {
  if (days.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing has happened yet.
      </Text>
    );
  const most = Math.max(1, ...days.map((day) => Math.max(day.entered, day.sent)));
  const tall = (count: number) => (HEIGHT * count) / most;
  return (
    <>
      <Group gap="lg" mb="xs">
        <Text size="xs" c="dimmed">
          <span className={classes.key} data-kind="entered" />
          Entered
        </Text>
        <Text size="xs" c="dimmed">
          <span className={classes.key} />
          Sent
        </Text>
        <Text size="xs" c="dimmed">
          Most on one day: {most.toLocaleString("en")}
        </Text>
      </Group>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${Math.max(days.length, 14) * SLOT} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={days.map((day) => `${day.date}: ${day.entered} entered, ${day.sent} sent`).join("; ")}
      >
        {days.map((day, index) => (
          <g key={day.date}>
            <title>{`${day.date}: ${day.entered} entered, ${day.sent} sent`}</title>
            <rect className={classes.bar} data-kind="entered" x={index * SLOT + 1} width={SLOT - 2} y={HEIGHT - tall(day.entered)} height={tall(day.entered)} />
            <rect className={classes.bar} x={index * SLOT + 3} width={SLOT - 6} y={HEIGHT - tall(day.sent)} height={tall(day.sent)} />
          </g>
        ))}
      </svg>
      <div className={classes.axis}>
        <span>{days[0]?.date}</span>
        {days.length > 1 && <span>{days.at(-1)?.date}</span>}
      </div>
    </>
  );
}
