import type { Task } from "@beckon/contract";
import { Anchor, Autocomplete, Button, Drawer, Group, Stack, Text, Textarea } from "@mantine/core";
import { Check, RotateCcw } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay, useMe } from "../../api/me.ts";
import { Facts } from "../../ui/Facts.tsx";
import { personName } from "../../ui/personName.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { SHOWS_TASKS, useTaskMoves } from "./useTaskMoves.ts";

/** One task whole: where it comes from, whose it is, and what is written down about it. */
export function TaskDrawer({ id, onClose }: { readonly id: string | null; readonly onClose: () => void }) {
  const task = useRead("getTask", { params: { id: id ?? "" } }, { enabled: id !== null }).data;
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={task?.title ?? "Task"}
      closeButtonProps={{ "aria-label": "Close the task" }}
    >
      {task && id !== null && <Whole key={task.id} task={task} onClose={onClose} />}
    </Drawer>
  );
}

function Whole({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const may = useMay("tasks:write");
  const [note, setNote] = useState(task.note);
  const { complete, reopen, busy } = useTaskMoves(task);
  const change = useChange("changeTask", SHOWS_TASKS);
  const keep = (body: Parameters<typeof change.mutate>[0]["body"], said: string) =>
    change.mutate({ params: { id: task.id }, body }, { onSuccess: () => sayDone(said), onError: (error) => sayError(error) });
  const isOpen = task.state === "open";
  return (
    <Stack>
      {task.notes !== "" && <Text style={{ whiteSpace: "pre-wrap" }}>{task.notes}</Text>}
      <Facts facts={factsOf(task)} />
      {may && isOpen && (
        <Assignee
          key={task.assignee}
          task={task}
          busy={change.isPending}
          onGive={(assignee) => keep({ assignee }, assignee ? `Given to ${assignee}.` : "Nobody has it now.")}
        />
      )}
      <Textarea
        label="What came of it"
        description={isOpen ? "Kept with the task, and told with the event when it is done" : undefined}
        autosize
        minRows={3}
        maxLength={2_000}
        readOnly={!may}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {may && (
        <Group justify="flex-end">
          <Button variant="default" disabled={note === task.note} loading={change.isPending} onClick={() => keep({ note }, "Written down.")}>
            Keep the note
          </Button>
          {isOpen ? (
            <Button
              leftSection={<Check size={16} aria-hidden />}
              loading={busy}
              onClick={() => {
                complete(note);
                onClose();
              }}
            >
              Done
            </Button>
          ) : (
            <Button leftSection={<RotateCcw size={16} aria-hidden />} loading={busy} onClick={() => reopen()}>
              Open again
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

function factsOf({ profile, journey, createdAt, dueAt, doneAt, doneBy, assignee }: Task) {
  const person = (
    <Anchor component={Link} to={`/people/${profile.id}`}>
      {personName(profile)}
    </Anchor>
  );
  const from =
    journey &&
    (journey.id === null ? (
      journey.name
    ) : (
      <Anchor component={Link} to={`/journeys/${journey.id}`}>
        {journey.name}
      </Anchor>
    ));
  return [
    { name: "For", value: person },
    ...(from ? [{ name: "Asked for by", value: from }] : []),
    { name: "Asked for", value: <Time at={createdAt} /> },
    ...(dueAt ? [{ name: "Due", value: <Time at={dueAt} /> }] : []),
    { name: "Whose", value: assignee ?? "Nobody has it yet" },
    ...(doneAt ? [{ name: "Done", value: <Time at={doneAt} /> }] : []),
    ...(doneBy ? [{ name: "Done by", value: doneBy }] : []),
  ];
}

interface AssigneeProps {
  readonly task: Task;
  readonly busy: boolean;
  readonly onGive: (assignee: string | null) => void;
}

/** Names of colleagues are offered to who may see them; an address can be typed by all. */
function Assignee({ task, busy, onGive }: AssigneeProps) {
  const me = useMe()?.user?.email;
  const colleagues = useRead("listUsers", {}, { enabled: useMay("users:read") }).data?.items.map(({ email }) => email) ?? [];
  const [address, setAddress] = useState(task.assignee ?? "");
  return (
    <Group align="flex-end" gap="sm">
      <Autocomplete label="Give it to" placeholder="Mail address of a colleague" flex="1 1 12rem" data={colleagues} value={address} onChange={setAddress} />
      <Button variant="default" loading={busy} disabled={address === (task.assignee ?? "")} onClick={() => onGive(address.trim() || null)}>
        {address === "" ? "Nobody" : "Give"}
      </Button>
      {me && task.assignee !== me.toLowerCase() && (
        <Button variant="default" loading={busy} onClick={() => onGive(me)}>
          Take it
        </Button>
      )}
    </Group>
  );
}
