/** `1 person`, `1,240 people`, `more than 10,000 people`. */
export function sizeText({ people, exact }: { readonly people: number; readonly exact: boolean }): string {
  return `${exact ? "" : "more than "}${peopleText(people)}`;
}

export function peopleText(people: number): string {
  return `${people.toLocaleString("en")} ${people === 1 ? "person" : "people"}`;
}
