import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api } from "../../api/client.ts";
import { useChange } from "../../api/hooks.ts";
import { sayDone, sayError } from "../../ui/say.ts";

const TRIES = 20;
const TRY_AGAIN_MS = 150;

/** Makes a profile by hand. Who is known by the address or id already is opened instead. */
export function NewPersonModal({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [fields, setFields] = useState({ name: "", email: "", phone: "", userId: "" });
  const navigate = useNavigate();
  const create = useChange("createProfile", ["listProfiles", "countProfiles"]);
  const field = (key: keyof typeof fields) => ({
    value: fields[key],
    maxLength: 200,
    onChange: (event: { currentTarget: { value: string } }) => setFields({ ...fields, [key]: event.currentTarget.value }),
  });
  const isNamed = [fields.email, fields.phone, fields.userId].some((value) => value.trim() !== "");
  const submit = () => {
    const { name, ...names } = fields;
    const given = Object.fromEntries(Object.entries(names).filter(([, value]) => value.trim() !== ""));
    create.mutate(
      { body: { ...given, ...(name.trim() ? { attributes: { name: name.trim() } } : {}) } },
      {
        onSuccess: async ({ id }) => {
          await untilThere(id);
          sayDone("The person is there.");
          onClose();
          navigate(`/people/${id}`);
        },
        onError: (error) => sayError(error),
      },
    );
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Add a person" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isNamed) submit();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            Give at least an email, a phone number or a user id. Somebody known by one of them already is opened instead of made twice.
          </Text>
          <TextInput label="Name" {...field("name")} data-autofocus />
          <TextInput label="Email" type="email" {...field("email")} />
          <TextInput label="Phone" {...field("phone")} />
          <TextInput label="User id" description="As your shop or app calls them" {...field("userId")} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending} disabled={!isNamed}>
              Add person
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The worker needs a moment to write what was accepted. */
async function untilThere(id: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const isThere = await api("getProfile", { params: { id } }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}
