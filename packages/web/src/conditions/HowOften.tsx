import type { Count } from "@beckon/core";
import { NumberInput, Select } from "@mantine/core";
import classes from "./ConditionEditor.module.css";

interface HowOftenProps {
  /** At least once, where left out. */
  readonly count: Count | undefined;
  readonly onChange: (count: Count | undefined) => void;
  /** How once and never are said here; `verb` stands before the numbers: `did at least`. */
  readonly words: { readonly once: string; readonly never: string; readonly verb?: string };
}

export function isNever(count: Count | undefined): boolean {
  return count !== undefined && count.op !== "at_least" && count.value === 0;
}

type Choice = "once" | "never" | Count["op"];

/** How many times, in words; a number only where one is asked for. */
export function HowOften({ count, onChange, words }: HowOftenProps) {
  const choice: Choice = count === undefined ? "once" : isNever(count) ? "never" : count.op;
  const verb = words.verb ? `${words.verb} ` : "";
  const choose = (next: Choice) => {
    if (next === "once") onChange(undefined);
    else if (next === "never") onChange({ op: "at_most", value: 0 });
    else onChange({ op: next, value: Math.max(count?.value ?? 0, 2) });
  };
  return (
    <>
      <Select
        aria-label="How often"
        w={150}
        allowDeselect={false}
        value={choice}
        onChange={(next) => next && choose(next as Choice)}
        data={[
          { value: "once", label: words.once },
          { value: "never", label: words.never },
          { value: "at_least", label: `${verb}at least` },
          { value: "at_most", label: `${verb}at most` },
          { value: "exactly", label: `${verb}exactly` },
        ]}
      />
      {count !== undefined && choice !== "never" && (
        <>
          <NumberInput
            aria-label="Times"
            w={76}
            min={count.op === "at_least" ? 1 : 0}
            max={1_000_000}
            allowDecimal={false}
            value={count.value}
            onChange={(value) => typeof value === "number" && onChange({ ...count, value })}
          />
          <span className={classes.about}>times</span>
        </>
      )}
    </>
  );
}
