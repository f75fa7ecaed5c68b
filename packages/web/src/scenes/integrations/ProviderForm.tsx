import type { Provider, ProviderField } from "@beckon/contract";
import { Alert, Button, Group, NumberInput, PasswordInput, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { ApiError } from "../../api/apiError.ts";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";

type Typed = { readonly [key: string]: string };

/** The form of a provider, made from what the server says it needs. Secrets are typed anew or left as they are. */
export function ProviderForm({ provider }: { readonly provider: Provider }) {
  const [typed, setTyped] = useState<Typed>({});
  const save = useChange("connectProvider", ["listProviders", "listChannels", "listKeys"]);
  const check = useChange("checkProvider");
  // What does not work may be kept all the same: a server may be down for a while.
  const [isRefused, setRefused] = useState(false);
  const may = useMay("providers:write");
  const input = { params: { kind: provider.kind }, body: { settings: settingsOf(provider, typed) } };
  const change = (key: string, value: string) => {
    setTyped((now) => ({ ...now, [key]: value }));
    check.reset();
    save.reset();
    setRefused(false);
  };
  const error = save.error ?? check.error;
  const wrongPath = error instanceof ApiError ? error.path : undefined;
  const isNew = provider.connected === null;
  const changed = isNew || Object.keys(typed).length > 0;
  const keep = () => save.mutate(input, { onSuccess: () => sayDone(isNew ? `${provider.name} is connected.` : "Saved.") });
  const checkThenKeep = () => check.mutate(input, { onSuccess: ({ ok }) => (ok ? keep() : setRefused(true)) });
  const asks = provider.role === "mail";
  const does = isNew ? "Connect" : "Save";
  if (provider.fields.length === 0 && !isNew) return null;
  return (
    <Panel title="Connection" {...(isNew ? {} : { lead: "Secrets are sealed and never shown again; leave one empty to keep it." })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (asks && !isRefused) checkThenKeep();
          else keep();
        }}
      >
        <Stack>
          {provider.fields.length === 0 && <Text size="sm">Connecting makes a secret address to which your mail server hands the mails that come back.</Text>}
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" verticalSpacing="md">
            {provider.fields.map((field) => (
              <FieldInput
                key={field.key}
                field={field}
                value={typed[field.key] ?? field.value ?? ""}
                error={wrongPath === `body.settings.${field.key}` ? error?.message : undefined}
                disabled={!may}
                onChange={(value) => change(field.key, value)}
              />
            ))}
          </SimpleGrid>
          {error && !provider.fields.some(({ key }) => wrongPath === `body.settings.${key}`) && (
            <ErrorNote error={error} title={isNew ? "Not connected" : "Not saved"} />
          )}
          {check.data && (
            <Alert
              color={check.data.ok ? "green" : "red"}
              title={isRefused && !check.data.ok ? `Not ${isNew ? "connected" : "saved"} yet: it does not work like this` : undefined}
              icon={check.data.ok ? <CircleCheck size={18} aria-hidden /> : <TriangleAlert size={18} aria-hidden />}
            >
              <Text size="sm">{check.data.detail}</Text>
            </Alert>
          )}
          {may ? (
            <Group>
              <Button type="submit" variant={isRefused ? "default" : "filled"} loading={save.isPending || (check.isPending && !isRefused)} disabled={!changed}>
                {isRefused ? `${does} all the same` : does}
              </Button>
              {asks && (
                <Button variant="default" loading={check.isPending} onClick={() => check.mutate(input)}>
                  Check connection
                </Button>
              )}
            </Group>
          ) : (
            <Text size="sm" c="dimmed">
              Your role may look, but not change this.
            </Text>
          )}
        </Stack>
      </form>
    </Panel>
  );
}

/** Only what was typed; an emptied field takes its value away, an emptied secret stays as it is. */
function settingsOf(provider: Provider, typed: Typed): { readonly [key: string]: string | null } {
  const secret = (key: string) => provider.fields.some((field) => field.key === key && field.kind.endsWith("secret"));
  return Object.fromEntries(
    Object.entries(typed)
      .filter(([key, value]) => value !== "" || !secret(key))
      .map(([key, value]) => [key, value === "" ? null : value]),
  );
}

interface FieldInputProps {
  readonly field: ProviderField;
  readonly value: string;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

function FieldInput({ field, value, error, disabled, onChange }: FieldInputProps) {
  const { label, help, kind, required, isSet, hint } = field;
  const kept = isSet ? (hint ? `Kept; ends with ${hint}` : "Kept") : (field.placeholder ?? undefined);
  const common = {
    label: required ? label : `${label} (optional)`,
    description: help ?? undefined,
    error,
    disabled,
    required: required && !isSet,
    withAsterisk: false,
    autoComplete: "off",
  };
  switch (kind) {
    case "choice":
      return (
        <Select
          {...common}
          data={field.options}
          value={value || (field.options[0]?.value ?? null)}
          allowDeselect={false}
          onChange={(next) => onChange(next ?? "")}
        />
      );
    case "number":
      return (
        <NumberInput
          {...common}
          value={value === "" ? "" : Number(value)}
          placeholder={field.placeholder ?? undefined}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          onChange={(next) => onChange(String(next))}
        />
      );
    case "secret":
      return (
        <PasswordInput {...common} autoComplete="new-password" value={value} placeholder={kept} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    case "long_secret":
      return (
        <Textarea {...common} autosize minRows={2} maxRows={8} value={value} placeholder={kept} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    default:
      return <TextInput {...common} value={value} placeholder={field.placeholder ?? undefined} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
