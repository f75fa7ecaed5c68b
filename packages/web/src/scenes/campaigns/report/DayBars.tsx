import { civilOf, parseDay } from "@beckon/core";
import { Group, Text } from "@mantine/core";
import classes from "./Figure.module.css";

const HEIGHT = 100;
const SLOT = 10;
/** Fewer would be beams. */
const SLOTS_MIN = 14;

/** One bar a day, with the first and the last day below. A table must say the same to those who do not see bars. */
export function DayBars({ days }: { readonly days: readonly { readonly date: string; readonly value: number }[] }) {
  const most = Math.max(1, ...days.map(({ value }) => value));
  const tall = (value: number) => (HEIGHT * value) / most;
  return (
    <>
      <svg className={classes.chart} viewBox={`0 0 ${Math.max(days.length, SLOTS_MIN) * SLOT} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map(({ date, value }, index) => (
          <g key={date}>
            <title>{`${dayText(date)}: ${value}`}</title>
            <rect className={classes.slot} x={index * SLOT} width={SLOT} y={0} height={HEIGHT} />
            <rect className={classes.bar} x={index * SLOT + 1} width={SLOT - 2} y={HEIGHT - tall(value)} height={tall(value)} />
          </g>
        ))}
      </svg>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {dayText(days[0]?.date ?? "")}
        </Text>
        {days.length > 1 && (
          <Text size="xs" c="dimmed">
            {dayText(days.at(-1)?.date ?? "")}
          </Text>
        )}
      </Group>
    </>
  );
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `3 Nov` */
export function dayText(date: string): string {
  const number = parseDay(date);
  if (number === null) return date;
  const { day, month } = civilOf(number);
  return `${day} ${MONTHS[month - 1]}`;
}
