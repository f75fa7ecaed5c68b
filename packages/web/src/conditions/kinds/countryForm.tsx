import type { CountryCondition } from "@beckon/core";
import { MultiSelect } from "@mantine/core";
import classes from "../ConditionEditor.module.css";
import { aboutPerson, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";

export const countryForm: ConditionForm<CountryCondition> = {
  kind: "country",
  group: "Who they are",
  offers: [{ label: "Country", hint: "where they live, or were last seen", begin: () => ({ kind: "country", in: [] as string[] }) as CountryCondition }],
  isOffered: aboutPerson,
  Row: CountryRow,
};

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** Have a name and are no country. */
const NO_COUNTRY = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

let countries: { readonly value: string; readonly label: string }[] | undefined;

/** Every two letters that name a country, by the names that the browser knows. */
function allCountries() {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  countries ??= LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .filter((code) => !NO_COUNTRY.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
    .flatMap((code) => {
      const label = names.of(code);
      return label === undefined ? [] : [{ value: code, label }];
    })
    .sort((a, b) => a.label.localeCompare(b.label));
  return countries;
}

function CountryRow({ condition, onChange }: ConditionRowProps<CountryCondition>) {
  return (
    <div className={classes.row}>
      <span className={classes.about}>the person is in</span>
      <MultiSelect
        aria-label="Countries"
        placeholder={condition.in.length === 0 ? "countries" : undefined}
        className={classes.many}
        searchable
        hidePickedOptions
        limit={60}
        data={allCountries()}
        value={condition.in.map((code) => code.toUpperCase())}
        onChange={(codes) => onChange({ kind: "country", in: codes })}
      />
    </div>
  );
}
