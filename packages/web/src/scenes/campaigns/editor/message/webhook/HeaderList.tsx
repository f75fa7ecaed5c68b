import type { WebhookHeader } from "@beckon/core";
import { ActionIcon, Button, Group, Input, PasswordInput, Stack, TextInput } from "@mantine/core";
import { KeyRound, Plus, X } from "lucide-react";
import { useState } from "react";
import { useChange } from "../../../../../api/hooks.ts";
import { sayError } from "../../../../../ui/say.ts";

interface HeaderListProps {
  readonly url: string;
  readonly headers: readonly WebhookHeader[];
  readonly onChange: (headers: readonly WebhookHeader[]) => void;
}

/** Headers of the request. A secret is sealed before it becomes part of the campaign, and never shown again. */
export function HeaderList({ url, headers, onChange }: HeaderListProps) {
  const put = (index: number, header: WebhookHeader) => onChange(headers.map((each, at) => (at === index ? header : each)));
  return (
    <Input.Wrapper label="Headers" labelElement="div">
      <Stack gap="xs" mt={4}>
        {headers.map((header, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header has no name of its own while it is typed.
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={`Name of header ${index + 1}`}
              w={160}
              value={header.name}
              onChange={(event) => put(index, { ...header, name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Value of header ${index + 1}`}
              flex={1}
              readOnly={"sealed" in header}
              value={"sealed" in header ? "a secret, not shown again" : header.value}
              onChange={(event) => put(index, { name: header.name, value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove header ${index + 1}`}
              onClick={() => onChange(headers.filter((_, at) => at !== index))}
            >
              <X size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => onChange([...headers, { name: "X-Header", value: "" }])}
          >
            Header
          </Button>
          <SecretHeader url={url} onAdd={(header) => onChange([...headers, header])} />
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}

function SecretHeader({ url, onAdd }: { readonly url: string; readonly onAdd: (header: WebhookHeader) => void }) {
  const [value, setValue] = useState<string | null>(null);
  const seal = useChange("sealWebhookSecret");
  if (value === null)
    return (
      <Button size="xs" variant="default" leftSection={<KeyRound size={14} aria-hidden />} onClick={() => setValue("")}>
        Secret header
      </Button>
    );
  const add = () =>
    seal.mutate(
      { body: { url, value } },
      {
        onSuccess: ({ sealed }) => {
          onAdd({ name: "Authorization", sealed });
          setValue(null);
        },
        onError: (error) => sayError(error),
      },
    );
  return (
    <Group gap="xs" wrap="nowrap">
      <PasswordInput
        size="xs"
        w={220}
        aria-label="Secret value"
        placeholder="Bearer ..."
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Button size="xs" disabled={value === ""} loading={seal.isPending} onClick={add}>
        Seal it
      </Button>
    </Group>
  );
}
