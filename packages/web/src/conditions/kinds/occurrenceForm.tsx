import { type Json, type OccurrenceCondition, OPERATORS, type OperatorName } from "@beckon/core";
import { Select, TextInput } from "@mantine/core";
import { EventPicker } from "../../pickers/EventPicker.tsx";
import { DurationInput } from "../../ui/inputs/DurationInput.tsx";
import classes from "../ConditionEditor.module.css";
import { aboutPast, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";
import { textOf } from "../literal.ts";
import { DayRange } from "../PeriodFields.tsx";
import { AddWhere, WhereFields } from "../WhereFields.tsx";

export const occurrenceForm: ConditionForm<OccurrenceCondition> = {
  kind: "occurrence",
  group: "What they did",
  offers: [
    {
      label: "For the first or last time",
      hint: "when it was that they did it first, or last",
      begin: () => ({ kind: "occurrence", which: "last", event: "", op: "within_last", value: "P30D" }) as OccurrenceCondition,
    },
  ],
  isOffered: aboutPast,
  Row: OccurrenceRow,
};

const OPS: readonly OperatorName[] = ["within_last", "not_within_last", "before", "after", "on_day", "between"];

function OccurrenceRow({ condition, onChange, path }: ConditionRowProps<OccurrenceCondition>) {
  const { which, event, op, where } = condition;
  return (
    <div className={classes.rows}>
      <div className={classes.row}>
        <span className={classes.about}>the</span>
        <Select
          aria-label="Which"
          w={90}
          allowDeselect={false}
          data={["first", "last"]}
          value={which}
          onChange={(next) => next && onChange({ ...condition, which: next as OccurrenceCondition["which"] })}
        />
        <EventPicker label="Event" inline value={event} onChange={(name) => onChange({ ...condition, event: name })} />
        <Select
          aria-label="Comparison"
          w={190}
          allowDeselect={false}
          data={OPS.map((name) => ({ value: name, label: OPERATORS[name].words }))}
          value={op}
          onChange={(next) => next && onChange({ ...condition, op: next as OperatorName, value: firstValue(next as OperatorName, condition) })}
        />
        <WhenFields condition={condition} onChange={(value) => onChange({ ...condition, value })} />
        {where === undefined && <AddWhere onAdd={(next) => onChange({ ...condition, where: next })} />}
      </div>
      <WhereFields event={event} where={where} onChange={(next) => onChange(withWhere(condition, next))} path={path} />
    </div>
  );
}

function WhenFields({ condition: { op, value }, onChange }: { readonly condition: OccurrenceCondition; readonly onChange: (value: Json) => void }) {
  const { takes } = OPERATORS[op];
  if (takes === "duration") return <DurationInput label="Window" inline value={typeof value === "string" ? value : "P30D"} onChange={onChange} />;
  if (takes === "range") {
    const [from, until] = Array.isArray(value) ? value : [];
    return <DayRange from={textOf(from)} until={textOf(until)} onChange={(end, day) => onChange(end === "from" ? [day, until ?? ""] : [from ?? "", day])} />;
  }
  return (
    <TextInput aria-label="Date" type="date" w={150} value={textOf(value as Json | undefined)} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}

/** Keeps the value where the new comparison takes the same kind of thing. */
function firstValue(next: OperatorName, { op, value }: OccurrenceCondition): OccurrenceCondition["value"] {
  const { takes } = OPERATORS[next];
  if (takes === OPERATORS[op].takes) return value;
  return takes === "duration" ? "P30D" : takes === "range" ? ["", ""] : "";
}

function withWhere(condition: OccurrenceCondition, where: OccurrenceCondition["where"]): OccurrenceCondition {
  const { where: _before, ...others } = condition;
  return where === undefined ? others : { ...others, where };
}
