import type { PeopleView } from "@beckon/contract";
import { ActionIcon, Button, Checkbox, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { Bookmark, Trash2, UsersRound } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import { filterOfText } from "./filters/filterText.ts";
import { SaveAsSegment } from "./SaveAsSegment.tsx";

const PARTS = ["search", "filter", "sort"] as const;

/** Lists under a name: one's own and those shared. Choosing one puts it into the address. */
export function SavedViews() {
  const views = useRead("listPeopleViews").data?.items ?? [];
  const [parameters, setParameters] = useSearchParams();
  const [saving, setSaving] = useState(false);
  const isPlain = PARTS.every((part) => !parameters.get(part));
  const choose = ({ query }: PeopleView) => setParameters(PARTS.flatMap((part) => (query[part] ? [[part, query[part]] as [string, string]] : [])));
  return (
    <>
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <Button variant="default" leftSection={<Bookmark size={16} aria-hidden />}>
            Saved lists
          </Button>
        </Menu.Target>
        <Menu.Dropdown maw={320}>
          {views.length === 0 && <Menu.Label>None yet. Filter the list, then save it.</Menu.Label>}
          {views.map((view) => (
            <ViewLine key={view.id} view={view} onChoose={() => choose(view)} />
          ))}
          <Menu.Divider />
          <Menu.Item disabled={isPlain} onClick={() => setSaving(true)}>
            Save this list …
          </Menu.Item>
          <SaveAsSegment filter={filterOfText(parameters.get("filter") ?? "")} search={parameters.get("search") ?? ""} />
        </Menu.Dropdown>
      </Menu>
      <SaveModal opened={saving} onClose={() => setSaving(false)} parameters={parameters} />
    </>
  );
}

function ViewLine({ view, onChoose }: { readonly view: PeopleView; readonly onChoose: () => void }) {
  const remove = useChange("deletePeopleView", ["listPeopleViews"]);
  return (
    <Group gap={0} wrap="nowrap">
      <Menu.Item onClick={onChoose} rightSection={view.shared ? <UsersRound size={14} aria-label="Shared" /> : undefined}>
        {view.name}
      </Menu.Item>
      {view.mine && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove the saved list ${view.name}`}
          onClick={() =>
            remove.mutate({ params: { id: view.id } }, { onSuccess: () => sayDone(`“${view.name}” is removed.`), onError: (error) => sayError(error) })
          }
        >
          <Trash2 size={14} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}

function SaveModal({ opened, onClose, parameters }: { readonly opened: boolean; readonly onClose: () => void; readonly parameters: URLSearchParams }) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const create = useChange("createPeopleView", ["listPeopleViews"]);
  const save = () => {
    const query = Object.fromEntries(PARTS.flatMap((part) => (parameters.get(part) ? [[part, parameters.get(part)]] : [])));
    create.mutate(
      { body: { name: name.trim(), shared, query } },
      {
        onSuccess: () => {
          sayDone(`“${name.trim()}” is saved.`);
          setName("");
          onClose();
        },
        onError: (error) => sayError(error),
      },
    );
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Save this list" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            placeholder="For example Berlin, no order yet"
            maxLength={100}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Checkbox label="Share it with everybody in the workspace" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending} disabled={name.trim() === ""}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
