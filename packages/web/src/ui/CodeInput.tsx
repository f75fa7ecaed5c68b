import { TextInput } from "@mantine/core";

interface CodeInputProps {
  readonly value: string;
  readonly onChange: (code: string) => void;
  /** While the second factor is set up there are no recovery codes yet. */
  readonly appOnly?: boolean;
}

/** Six digits of an authenticator app, or a recovery code. */
export function CodeInput({ value, onChange, appOnly = false }: CodeInputProps) {
  return (
    <TextInput
      label="Code"
      description={`Six digits of your authenticator app${appOnly ? "" : ", or a recovery code"}`}
      required
      withAsterisk={false}
      autoComplete="one-time-code"
      minLength={6}
      maxLength={40}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-autofocus
      autoFocus
    />
  );
}
