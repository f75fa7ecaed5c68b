import type { AttributeCondition } from "@beckon/core";
import { textOfFilter } from "../people/filters/filterText.ts";

const is = (name: string, value: string | number): AttributeCondition => ({ kind: "attribute", name, op: "equals", value });
const peopleWho = (...filter: AttributeCondition[]) => `/people?filter=${encodeURIComponent(textOfFilter(filter) ?? "")}`;

/** Where the people of a group are listed. */
export function peopleOfGroup(key: string): string {
  return peopleWho(is("rfm_group", key));
}

/** Where the people of a field of the map are listed. */
export function peopleOfField(recency: number, frequency: number): string {
  return peopleWho(is("rfm_recency", recency), is("rfm_frequency", frequency));
}

/** What each of them bought in all, on average. */
export function averageText({ people, value }: { readonly people: number; readonly value: number }): string {
  if (people === 0) return "-";
  const average = value / people;
  return average.toLocaleString("en", { maximumFractionDigits: average < 100 ? 2 : 0 });
}
