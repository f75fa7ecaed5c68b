import { COMPUTED_FUNCTIONS, type ComputedAttribute, type ComputedFunction, needsProperty } from "@beckon/core";
import { Select, Stack, Text, TextInput } from "@mantine/core";
import classes from "../../conditions/ConditionEditor.module.css";
import { ConditionEditor } from "../../conditions/ConditionEditor.tsx";
import { InnerEditorProvider } from "../../conditions/innerEditor.ts";
import { PeriodFields } from "../../conditions/PeriodFields.tsx";
import { ConditionProblemsProvider } from "../../conditions/problems.ts";
import { ConditionScopeProvider } from "../../conditions/scope.ts";
import { AddWhere, WhereFields } from "../../conditions/WhereFields.tsx";
import { EventPicker } from "../../pickers/EventPicker.tsx";
import { useProperties } from "../../pickers/names.ts";
import { PropertyPicker } from "../../pickers/PropertyPicker.tsx";

interface ComputedFormProps {
  readonly document: ComputedAttribute;
  readonly onChange: (document: ComputedAttribute) => void;
  readonly isNew: boolean;
}

const WORDS: { readonly [how in ComputedFunction]: string } = {
  count: "how often",
  sum: "the sum of",
  average: "the average of",
  minimum: "the smallest",
  maximum: "the largest",
  first: "the first",
  last: "the last",
  most_frequent: "the most frequent",
  distinct: "all different",
  days_since_first: "days since the first",
  days_since_last: "days since the last",
};

/** How it is computed, as a sentence that can be changed. */
export function ComputedForm({ document, onChange, isNew }: ComputedFormProps) {
  const { name, event, function: how, of = "", within, where } = document;
  const properties = useProperties(event);
  const set = (part: { readonly [field in keyof ComputedAttribute]?: ComputedAttribute[field] | undefined }) => onChange(written({ ...document, ...part }));
  return (
    <Stack gap="md">
      <TextInput
        label="Name"
        description={
          isNew ? "Small letters, digits and _. Conditions and messages go by it, so it stays." : "It stays, because conditions and messages go by it."
        }
        placeholder="orders_90d"
        maxLength={100}
        maw={340}
        disabled={!isNew}
        value={name}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <div>
        <Text size="sm" fw={500} mb={6}>
          How it is computed
        </Text>
        <div className={classes.rows}>
          <div className={classes.row}>
            <Select
              aria-label="Function"
              w={190}
              allowDeselect={false}
              data={COMPUTED_FUNCTIONS.map((value) => ({ value, label: WORDS[value] }))}
              value={how}
              onChange={(next) => next && set({ function: next as ComputedFunction, ...(needsProperty(next as ComputedFunction) ? {} : { of: undefined }) })}
            />
            {needsProperty(how) && (
              <>
                <PropertyPicker
                  label="Property"
                  inline
                  placeholder="property"
                  width={160}
                  seen={properties}
                  value={of}
                  onChange={(next) => set({ of: next })}
                />
                <span className={classes.about}>of</span>
              </>
            )}
            <EventPicker label="Event" inline value={event} onChange={(next) => set({ event: next })} />
            {how === "count" && <span className={classes.about}>happened</span>}
            <PeriodFields hasDays={false} period={within === undefined ? {} : { within }} onChange={(next) => set({ within: next.within })} />
            {where === undefined && <AddWhere onAdd={(next) => set({ where: next })} />}
          </div>
          <ConditionProblemsProvider value={[]}>
            <ConditionScopeProvider value={{ event, hasProperties: true, hasPerson: false, entryEvent: null }}>
              <InnerEditorProvider value={ConditionEditor}>
                <WhereFields event={event} where={where} onChange={(next) => set({ where: next })} path="" />
              </InnerEditorProvider>
            </ConditionScopeProvider>
          </ConditionProblemsProvider>
        </div>
      </div>
    </Stack>
  );
}

/** Without what was taken out, and in the order in which documents are written. */
function written(parts: { readonly [field in keyof ComputedAttribute]?: ComputedAttribute[field] | undefined }): ComputedAttribute {
  const { name, event, function: how, of, within, where } = parts;
  const all = { name, event, function: how, of, within, where };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as ComputedAttribute;
}
