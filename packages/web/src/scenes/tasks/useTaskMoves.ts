import type { RouteName, Task } from "@beckon/contract";
import { useChange } from "../../api/hooks.ts";
import { sayError } from "../../ui/say.ts";
import { undoable } from "../../ui/undoable.tsx";

export const SHOWS_TASKS: readonly RouteName[] = ["listTasks", "countTasks", "getTask", "getTimeline"];

/** Done, and open again: each takes the other back. */
export function useTaskMoves({ id }: Pick<Task, "id">) {
  const done = useChange("completeTask", SHOWS_TASKS);
  const opened = useChange("reopenTask", SHOWS_TASKS);
  const params = { id };
  const onError = (error: unknown) => sayError(error);
  const complete = (note?: string) =>
    done.mutate(
      { params, body: note === undefined ? {} : { note } },
      { onSuccess: () => undoable("Done. The journey that waits for it goes on.", () => opened.mutateAsync({ params })), onError },
    );
  const reopen = () => opened.mutate({ params }, { onSuccess: () => undoable("Open again.", () => done.mutateAsync({ params, body: {} })), onError });
  return { complete, reopen, busy: done.isPending || opened.isPending };
}
