import type { PlaceCondition } from "@beckon/core";
import { Button, MultiSelect, NumberInput, Select } from "@mantine/core";
import { X } from "lucide-react";
import { useRead } from "../../api/hooks.ts";
import { DurationInput } from "../../ui/inputs/DurationInput.tsx";
import classes from "../ConditionEditor.module.css";
import { aboutPerson, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";

export const placeForm: ConditionForm<PlaceCondition> = {
  kind: "place",
  group: "Who they are",
  offers: [
    {
      label: "At a place",
      hint: "by the last location that an event told",
      begin: () => ({ kind: "place", is: "in", places: [] as string[] }) as PlaceCondition,
    },
  ],
  isOffered: aboutPerson,
  Row: PlaceRow,
};

function PlaceRow({ condition, onChange }: ConditionRowProps<PlaceCondition>) {
  const { metres, within, ...rest } = condition;
  return (
    <div className={classes.row}>
      <span className={classes.about}>the person</span>
      <Select
        aria-label="Was or was not"
        w={190}
        allowDeselect={false}
        data={[
          { value: "in", label: "was last seen at" },
          { value: "not_in", label: "was not last seen at" },
        ]}
        value={condition.is}
        onChange={(is) => is && onChange({ ...condition, is: is as PlaceCondition["is"] })}
      />
      <PlacesSelect value={condition.places} onChange={(places) => onChange({ ...condition, places })} />
      {metres === undefined ? (
        <Button variant="subtle" size="compact-sm" onClick={() => onChange({ ...condition, metres: 500 })}>
          Another distance
        </Button>
      ) : (
        <>
          <NumberInput
            aria-label="Metres"
            suffix=" m"
            w={120}
            min={1}
            max={1_000_000}
            allowDecimal={false}
            clampBehavior="strict"
            value={metres}
            onChange={(next) => typeof next === "number" && onChange({ ...condition, metres: next })}
          />
          <Without label="As near as each place says" onClick={() => onChange({ ...rest, ...(within === undefined ? {} : { within }) })} />
        </>
      )}
      {within === undefined ? (
        <Button variant="subtle" size="compact-sm" onClick={() => onChange({ ...condition, within: "P1D" })}>
          Only lately
        </Button>
      ) : (
        <>
          <span className={classes.about}>in the last</span>
          <DurationInput label="Seen there in the last" inline value={within} onChange={(next) => onChange({ ...condition, within: next })} />
          <Without label="Whenever that was" onClick={() => onChange({ ...rest, ...(metres === undefined ? {} : { metres }) })} />
        </>
      )}
    </div>
  );
}

function Without({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <Button variant="subtle" color="gray" size="compact-sm" leftSection={<X size={14} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}

interface PlacesSelectProps {
  readonly value: readonly string[];
  readonly onChange: (places: readonly string[]) => void;
}

function PlacesSelect({ value, onChange }: PlacesSelectProps) {
  const known = useRead("getWorkspace").data?.settings.places ?? [];
  const options = [
    ...known.map(({ key, name }) => ({ value: key, label: name })),
    ...value.filter((key) => known.every((place) => place.key !== key)).map((key) => ({ value: key, label: key })),
  ];
  return (
    <MultiSelect
      aria-label="Places"
      placeholder={value.length === 0 ? "places" : undefined}
      nothingFoundMessage="No such place; name places under Settings, Places"
      className={classes.many}
      searchable
      hidePickedOptions
      limit={60}
      data={options}
      value={[...value]}
      onChange={onChange}
    />
  );
}
