import { PERMISSION_WORDS, PERMISSIONS, type Permission } from "@beckon/contract";
import { Checkbox, MultiSelect, Stack } from "@mantine/core";
import { useMe } from "../../api/me.ts";

/** How long a key works. */
export const LIVES = [
  { value: "0", label: "Until it is revoked" },
  { value: "30", label: "For 30 days" },
  { value: "90", label: "For 90 days" },
  { value: "365", label: "For a year" },
] as const;

/** @returns the end of a life that begins now, or null for none */
export function lifeEnd(days: string): string | null {
  return days === "0" ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
}

interface ScopesInputProps {
  /** Null for everything. */
  readonly value: readonly Permission[] | null;
  readonly onChange: (scopes: readonly Permission[] | null) => void;
}

/** What an API key may do: everything, or some of what the user may. */
export function ScopesInput({ value, onChange }: ScopesInputProps) {
  const own = useMe()?.permissions ?? [];
  return (
    <Stack gap="xs">
      <Checkbox label="Everything" checked={value === null} onChange={(event) => onChange(event.currentTarget.checked ? null : ["profiles:read"])} />
      {value !== null && (
        <MultiSelect
          label="Only this"
          searchable
          required
          withAsterisk={false}
          data={PERMISSIONS.filter((permission) => own.includes(permission)).map((permission) => ({ value: permission, label: PERMISSION_WORDS[permission] }))}
          value={[...value]}
          onChange={(scopes) => onChange(scopes as Permission[])}
          error={value.length === 0 && "Choose at least one"}
        />
      )}
    </Stack>
  );
}
