import type { Task } from "@beckon/contract";
import { Anchor, Badge, Button, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { Check, RotateCcw } from "lucide-react";
import { Link } from "react-router";
import { useMay } from "../../api/me.ts";
import { personName } from "../../ui/personName.ts";
import { Time } from "../../ui/Time.tsx";
import classes from "./TaskLine.module.css";
import { useTaskMoves } from "./useTaskMoves.ts";

interface TaskLineProps {
  readonly task: Task;
  /** Left out on the person's own page. */
  readonly withPerson?: boolean;
  readonly onOpen: () => void;
}

/** One task: what to do for whom until when, and that it is done. */
export function TaskLine({ task, withPerson = true, onOpen }: TaskLineProps) {
  const may = useMay("tasks:write");
  const { complete, reopen, busy } = useTaskMoves(task);
  const isOpen = task.state === "open";
  return (
    <li className={classes.line}>
      <Stack gap={2} miw={0} flex={1}>
        <UnstyledButton className={classes.title} data-done={!isOpen || undefined} onClick={onOpen}>
          {task.title}
        </UnstyledButton>
        <Group gap="xs">
          {withPerson && (
            <Anchor component={Link} to={`/people/${task.profile.id}`} size="sm">
              {personName(task.profile)}
            </Anchor>
          )}
          {task.overdue && <Badge color="red">Late</Badge>}
          <Text size="sm" c="dimmed" component="span">
            <When task={task} />
            {isOpen && ` · ${task.assignee ?? "nobody has it yet"}`}
          </Text>
        </Group>
      </Stack>
      {may && (
        <Button
          variant="default"
          size="compact-sm"
          flex="none"
          loading={busy}
          leftSection={isOpen ? <Check size={14} aria-hidden /> : <RotateCcw size={14} aria-hidden />}
          aria-label={`${isOpen ? "Done" : "Open again"}: ${task.title}`}
          onClick={() => (isOpen ? complete() : reopen())}
        >
          {isOpen ? "Done" : "Open again"}
        </Button>
      )}
    </li>
  );
}

function When({ task: { state, dueAt, createdAt, doneAt, doneBy } }: { readonly task: Task }) {
  if (state === "done")
    return (
      <>
        done {doneAt && <Time at={doneAt} />}
        {doneBy && ` by ${doneBy}`}
      </>
    );
  return dueAt ? (
    <>
      due <Time at={dueAt} />
    </>
  ) : (
    <>
      asked for <Time at={createdAt} />
    </>
  );
}
