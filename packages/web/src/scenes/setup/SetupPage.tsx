import { Button, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Navigate } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { ME } from "../../api/me.ts";
import { DoorPage } from "../../ui/DoorPage.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NewPasswordInput } from "../../ui/NewPasswordInput.tsx";
import { browserTimeZone, timeZones } from "../../ui/timeZones.ts";

/** First run: the one page between the first start and the app. */
export function SetupPage() {
  const setup = useRead("getSetup");
  const [made, setMade] = useState(false);
  if (made) return <Navigate to="/connect" replace />;
  // Set up already, by somebody else: the gate knows who is signed in.
  if (setup.data && !setup.data.needed) return <Navigate to="/" replace />;
  return (
    <DoorPage title="Welcome to Beckon" lead="One minute, then you connect your shop or app.">
      <SetupForm onMade={() => setMade(true)} />
    </DoorPage>
  );
}

function SetupForm({ onMade }: { readonly onMade: () => void }) {
  const [form, setForm] = useState({ workspaceName: "", timeZone: browserTimeZone(), name: "", email: "", password: "" });
  const setUp = useChange("setUp");
  const client = useQueryClient();
  const change = (part: Partial<typeof form>) => setForm((now) => ({ ...now, ...part }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setUp.mutate(
          { body: { ...form, email: form.email.trim() } },
          {
            onSuccess: async (me) => {
              client.setQueryData(ME, me);
              onMade();
              await client.invalidateQueries({ queryKey: ["getSetup"] });
            },
          },
        );
      }}
    >
      <Stack>
        {setUp.error && <ErrorNote error={setUp.error} title="Not set up yet" />}
        <TextInput
          label="Name of your company or shop"
          required
          withAsterisk={false}
          maxLength={100}
          autoComplete="organization"
          value={form.workspaceName}
          onChange={(event) => change({ workspaceName: event.currentTarget.value })}
        />
        <Select
          label="Time zone"
          description="Used for people whose own zone is not known"
          data={timeZones()}
          searchable
          allowDeselect={false}
          value={form.timeZone}
          onChange={(timeZone) => timeZone && change({ timeZone })}
          nothingFoundMessage="No such zone"
        />
        <TextInput
          label="Your name"
          required
          withAsterisk={false}
          maxLength={100}
          autoComplete="name"
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Your email"
          type="email"
          required
          withAsterisk={false}
          autoComplete="username"
          value={form.email}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
        <NewPasswordInput label="Password" value={form.password} onChange={(password) => change({ password })} />
        <Button type="submit" size="md" loading={setUp.isPending}>
          Create the workspace
        </Button>
      </Stack>
    </form>
  );
}
