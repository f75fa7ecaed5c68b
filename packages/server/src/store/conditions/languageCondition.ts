import type { LanguageCondition } from "@beckon/core";
import { reader } from "./reader.ts";

/** What the profile names, else the language it was last seen with. Only letters that are written the same everywhere are compared here. */
export const languageCondition = reader<LanguageCondition>("language", ({ in: tags }, parameters) => {
  const wanted = parameters.add(tags.map(normal), "text[]");
  return `(select case when tag is null then false when octet_length(tag) = length(tag)
      then exists (select from unnest(${wanted}) as one where lower(tag) = one or starts_with(lower(tag), one || '-')) end
    from (select replace(coalesce(${told("locale")}, ${told("language")}, nullif(p.state ->> 'lastLocale', '')), '_', '-') as tag) as found)`;
});

function told(name: string): string {
  return `case when jsonb_typeof(p.attributes -> '${name}') = 'string' then nullif(p.attributes ->> '${name}', '') end`;
}

function normal(tag: string): string {
  return tag.replaceAll("_", "-").toLowerCase();
}
