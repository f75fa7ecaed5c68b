import { Text, UnstyledButton } from "@mantine/core";
import { Panel } from "../../../ui/Panel.tsx";
import { reasonName } from "../../../ui/reasonName.ts";
import classes from "./Figure.module.css";

interface ReasonsProps {
  readonly title: string;
  readonly outcome: string;
  readonly counts: { readonly [reason: string]: number };
  /** What to say where nobody is concerned. */
  readonly none: string;
  readonly shown: string;
  readonly show: (outcome: string) => void;
}

/** Every no with its name, most frequent first; each opens the people it was said to. */
export function Reasons({ title, outcome, counts, none, shown, show }: ReasonsProps) {
  const reasons = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  return (
    <Panel title={title}>
      {reasons.length === 0 && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      {reasons.map(([reason, count]) => {
        const key = `${outcome}:${reason}`;
        return (
          <UnstyledButton key={reason} className={classes.reason} aria-pressed={shown === key} onClick={() => show(key)}>
            <span>{reasonName(reason)}</span>
            <strong>{count.toLocaleString("en")}</strong>
          </UnstyledButton>
        );
      })}
    </Panel>
  );
}
