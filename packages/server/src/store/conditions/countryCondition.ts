import type { CountryCondition } from "@beckon/core";
import { reader } from "./reader.ts";

/** The country that the profile names, else where it was last seen; what is no code of two letters is passed over. */
export const countryCondition = reader<CountryCondition>("country", ({ in: codes }, parameters) => {
  const wanted = parameters.add(
    codes.map((code) => code.toUpperCase()),
    "text[]",
  );
  return `coalesce(upper(coalesce(${codeAt("p.attributes -> 'country'")}, ${codeAt(ADDRESS)}, ${codeAt("p.state -> 'lastCountry'")})) = any(${wanted}), false)`;
});

/** A key of that name wins over the path. */
const ADDRESS = "case when p.attributes ? 'address.country' then p.attributes -> 'address.country' else p.attributes #> '{address,country}' end";

function codeAt(value: string): string {
  return `(select case when jsonb_typeof(v) = 'string' and v #>> '{}' ~ '^[A-Za-z]{2}$' then v #>> '{}' end from (select ${value} as v) as one)`;
}
