import { Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import classes from "./Figure.module.css";

interface FigureProps {
  readonly label: string;
  readonly value: number;
  /** The number that it is a share of. */
  readonly of?: number;
  /** Words below the number, in place of its share. */
  readonly note?: string | undefined;
  readonly active?: boolean;
  /** Absent where there is no list of people behind it. */
  readonly onOpen?: () => void;
}

/** One number, with its share; a button where people stand behind it. */
export function Figure({ label, value, of, note, active, onOpen }: FigureProps) {
  const share = of && of > 0 && value > 0 ? `${((100 * value) / of).toLocaleString("en", { maximumFractionDigits: 1 })} %` : "";
  const content = (
    <>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <span className={classes.value}>{value.toLocaleString("en")}</span>
      <Text size="xs" c="dimmed" mih={18}>
        {[share, note].filter(Boolean).join(" · ")}
      </Text>
    </>
  );
  if (!onOpen || value === 0) return <div className={classes.figure}>{content}</div>;
  return (
    <UnstyledButton className={classes.figure} aria-pressed={active} onClick={onOpen}>
      {content}
      <VisuallyHidden>Show the people</VisuallyHidden>
    </UnstyledButton>
  );
}
