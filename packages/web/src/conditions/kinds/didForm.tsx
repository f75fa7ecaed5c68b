import type { DidCondition, Period, Sum } from "@beckon/core";
import { ActionIcon, NumberInput, Select } from "@mantine/core";
import { X } from "lucide-react";
import { EventPicker } from "../../pickers/EventPicker.tsx";
import { useProperties } from "../../pickers/names.ts";
import { PropertyPicker } from "../../pickers/PropertyPicker.tsx";
import classes from "../ConditionEditor.module.css";
import { aboutPast, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";
import { HowOften } from "../HowOften.tsx";
import { PeriodFields } from "../PeriodFields.tsx";
import { AddPart, AddWhere, WhereFields } from "../WhereFields.tsx";

export const didForm: ConditionForm<DidCondition> = {
  kind: "did",
  group: "What they did",
  offers: [
    { label: "Did something", hint: "an event, so many times, in a time", begin: () => ({ kind: "did", event: "" }) as DidCondition },
    {
      label: "Did not do something",
      hint: "never, or not in a time",
      begin: () => ({ kind: "did", event: "", count: { op: "at_most", value: 0 } }) as DidCondition,
    },
    {
      label: "In total",
      hint: "a property added up, such as what they spent",
      begin: () => ({ kind: "did", event: "", sum: { property: "", op: "at_least", value: 100 } }) as DidCondition,
    },
  ],
  isOffered: aboutPast,
  Row: DidRow,
};

const WORDS = { once: "did", never: "did not do", verb: "did" };

function DidRow({ condition, onChange, path }: ConditionRowProps<DidCondition>) {
  const { event, where, count, sum, within, from, until } = condition;
  const set = (part: Partial<DidCondition>) => onChange(written({ ...condition, ...part }));
  const period: Period = { within, from, until };
  return (
    <div className={classes.rows}>
      <div className={classes.row}>
        <HowOften count={count} words={WORDS} onChange={(next) => set({ count: next })} />
        <EventPicker label="Event" inline value={event} onChange={(name) => set({ event: name })} />
        <PeriodFields period={period} onChange={(next) => set({ within: undefined, from: undefined, until: undefined, ...next })} />
        {where === undefined && <AddWhere onAdd={(next) => set({ where: next })} />}
        {sum === undefined && <AddPart label="in total …" onAdd={() => set({ sum: { property: "", op: "at_least", value: 100 } })} />}
      </div>
      {sum !== undefined && <SumFields event={event} sum={sum} onChange={(next) => set({ sum: next })} />}
      <WhereFields event={event} where={where} onChange={(next) => set({ where: next })} path={path} />
    </div>
  );
}

const SUMS: readonly { readonly value: Sum["op"]; readonly label: string }[] = [
  { value: "at_least", label: "at least" },
  { value: "greater_than", label: "more than" },
  { value: "at_most", label: "at most" },
  { value: "less_than", label: "less than" },
];

function SumFields({ event, sum, onChange }: { readonly event: string; readonly sum: Sum; readonly onChange: (sum: Sum | undefined) => void }) {
  const properties = useProperties(event);
  return (
    <div className={classes.row}>
      <span className={classes.about}>with</span>
      <PropertyPicker
        label="Property to add up"
        inline
        placeholder="property"
        width={140}
        seen={properties}
        wanted={["number", "integer"]}
        value={sum.property}
        onChange={(property) => onChange({ ...sum, property })}
      />
      <Select
        aria-label="In total"
        w={110}
        allowDeselect={false}
        data={SUMS}
        value={sum.op}
        onChange={(op) => op && onChange({ ...sum, op: op as Sum["op"] })}
      />
      <NumberInput aria-label="Total" w={110} value={sum.value} onChange={(value) => typeof value === "number" && onChange({ ...sum, value })} />
      <span className={classes.about}>in total</span>
      <ActionIcon variant="subtle" color="gray" aria-label="Do not ask for a total" onClick={() => onChange(undefined)}>
        <X size={14} aria-hidden />
      </ActionIcon>
    </div>
  );
}

/** Without what was taken out, and in the order in which documents are written. */
function written({ event, count, sum, within, from, until, where }: DidCondition): DidCondition {
  const parts = { kind: "did", event, count, sum, within, from, until, where };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as unknown as DidCondition;
}
