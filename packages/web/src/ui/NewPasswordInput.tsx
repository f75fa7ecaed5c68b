import { PASSWORD_MIN } from "@beckon/contract";
import { PasswordInput } from "@mantine/core";

interface NewPasswordInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (password: string) => void;
}

/** A password that is being chosen: says how long it must be while it is too short. */
export function NewPasswordInput({ label, value, onChange }: NewPasswordInputProps) {
  const isTooShort = value.length > 0 && value.length < PASSWORD_MIN;
  return (
    <PasswordInput
      label={label}
      description={`At least ${PASSWORD_MIN} characters, and not one that others would try first`}
      required
      withAsterisk={false}
      minLength={PASSWORD_MIN}
      autoComplete="new-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={isTooShort && `${PASSWORD_MIN - value.length} more to go`}
      visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
    />
  );
}
