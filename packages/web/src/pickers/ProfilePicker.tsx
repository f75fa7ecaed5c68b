import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useRead } from "../api/hooks.ts";
import { personName } from "../ui/personName.ts";

interface ProfilePickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | null;
  readonly onChange: (profileId: string | null) => void;
}

const OFFERED = 20;
const SEPARATOR = " · ";

/** A person, found by typing. */
export function ProfilePicker({ label, placeholder, value, onChange }: ProfilePickerProps) {
  const [typed, setTyped] = useState("");
  // The field shows whom one chose; that text is no search.
  const [search] = useDebouncedValue(typed.includes(SEPARATOR) ? "" : typed, 200);
  const found = useRead("listProfiles", { query: { search: search || undefined, limit: OFFERED } }, { keep: true });
  const people = found.data?.items ?? [];
  const chosen = useRead("getProfile", { params: { id: value ?? "" } }, { enabled: value !== null && !people.some(({ id }) => id === value) });
  const options = [...people, ...(chosen.data && chosen.data.id === value && !people.some(({ id }) => id === value) ? [chosen.data] : [])];
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      clearButtonProps={{ "aria-label": "Choose nobody" }}
      data={options.map((person) => ({ value: person.id, label: labelOf(person) }))}
      filter={({ options: all }) => all}
      nothingFoundMessage="Nobody is found"
    />
  );
}

function labelOf(person: { readonly id: string; readonly name: string | null; readonly email: string | null }): string {
  const name = personName(person);
  return person.email && person.email !== name ? `${name}${SEPARATOR}${person.email}` : name;
}
