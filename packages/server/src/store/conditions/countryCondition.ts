import type { CountryCondition } from "@beckon/core";
import { reader } from "./reader.ts";

/** What the profile names itself is read by the judge, since it may be a path or no code at all; else where it was last seen. */
export const countryCondition = reader<CountryCondition>("country", ({ in: codes }, parameters) => {
  const wanted = parameters.add(
    codes.map((code) => code.toUpperCase()),
    "text[]",
  );
  return `(case when p.attributes ?| array['country', 'address', 'address.country'] then null
    when p.state ->> 'lastCountry' ~ '^[A-Za-z]{2}$' then upper(p.state ->> 'lastCountry') = any(${wanted}) else false end)`;
});
