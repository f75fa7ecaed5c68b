import classes from "./Sparkline.module.css";

const WIDTH = 100;
const HEIGHT = 30;

interface SparklineProps {
  /** Read out instead of the picture. */
  readonly label: string;
  readonly values: readonly number[];
}

/** The course of a figure at a glance. */
export function Sparkline({ label, values }: SparklineProps) {
  const highest = Math.max(1, ...values);
  const points = values.map((value, place) => `${(place * WIDTH) / Math.max(1, values.length - 1)},${HEIGHT - (value * HEIGHT) / highest}`).join(" ");
  return (
    <svg className={classes.line} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <polyline
        points={points}
        fill="none"
        stroke="var(--mantine-primary-color-filled)"
        strokeWidth="2"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
