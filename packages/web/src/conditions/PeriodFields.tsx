import type { Period } from "@beckon/core";
import { Select, TextInput } from "@mantine/core";
import { DurationInput } from "../ui/inputs/DurationInput.tsx";
import classes from "./ConditionEditor.module.css";

interface PeriodFieldsProps {
  readonly period: Period;
  /** The whole period: what is not in it is taken out. */
  readonly onChange: (period: Period) => void;
  /** Whether days may be named. Default true. */
  readonly hasDays?: boolean;
}

const EVER = { value: "ever", label: "ever" };
const LATELY = { value: "within", label: "in the last" };
const DAYS = { value: "days", label: "between days" };

/** When it is to have happened: ever, lately, or between two days. */
export function PeriodFields({ period, onChange, hasDays = true }: PeriodFieldsProps) {
  const choice = period.within !== undefined ? "within" : period.from !== undefined || period.until !== undefined ? "days" : "ever";
  const choose = (next: string) => onChange(next === "within" ? { within: "P30D" } : next === "days" ? { from: "" } : {});
  const day = (end: "from" | "until", value: string) => {
    const { within: _none, [end]: _before, ...others } = period;
    onChange({ ...others, ...(value ? { [end]: value } : {}) });
  };
  return (
    <>
      <Select
        aria-label="When"
        w={136}
        allowDeselect={false}
        data={hasDays ? [EVER, LATELY, DAYS] : [EVER, LATELY]}
        value={choice}
        onChange={(next) => next && choose(next)}
      />
      {choice === "within" && <DurationInput label="Window" inline value={period.within ?? "P30D"} onChange={(within) => onChange({ within })} />}
      {choice === "days" && <DayRange from={period.from} until={period.until} onChange={day} />}
    </>
  );
}

interface DayRangeProps {
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly onChange: (end: "from" | "until", day: string) => void;
}

/** Two days, both of which count whole. */
export function DayRange({ from, until, onChange }: DayRangeProps) {
  return (
    <>
      <TextInput aria-label="From" type="date" w={150} value={from ?? ""} onChange={(event) => onChange("from", event.currentTarget.value)} />
      <span className={classes.about}>and</span>
      <TextInput aria-label="Until" type="date" w={150} value={until ?? ""} onChange={(event) => onChange("until", event.currentTarget.value)} />
    </>
  );
}
