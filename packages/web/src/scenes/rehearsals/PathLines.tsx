import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./PathLines.module.css";

export interface PathLine {
  readonly key: string;
  /** When, in words. */
  readonly when: ReactNode;
  readonly kind: "happening" | "decision" | "message";
  readonly title: string;
  readonly sentence: string;
  readonly more?: ReactNode;
}

/** What happened to one person, in order. */
export function PathLines({ lines, label }: { readonly lines: readonly PathLine[]; readonly label: string }) {
  return (
    <ol className={classes.lines} aria-label={label}>
      {lines.map(({ key, when, kind, title, sentence, more }) => (
        <li key={key} className={classes.line} data-kind={kind}>
          <Text size="xs" c="dimmed">
            {when}
          </Text>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {sentence}
          </Text>
          {more}
        </li>
      ))}
    </ol>
  );
}
