import { useState } from "react";
import { useList } from "../../api/hooks.ts";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { TaskDrawer } from "./TaskDrawer.tsx";
import classes from "./TaskLine.module.css";
import { TaskLine } from "./TaskLine.tsx";

const REFRESH_MS = 5_000;

/** What colleagues are asked to do for this person, and what was done. Nothing is shown where there never was any. */
export function PersonTasks({ profileId }: { readonly profileId: string }) {
  const tasks = useList("listTasks", { query: { profileId, limit: 10 } }, { every: REFRESH_MS });
  const [opened, setOpened] = useState<string | null>(null);
  const items = tasks.data ?? [];
  if (items.length === 0) return null;
  const open = items.filter(({ state }) => state === "open").length;
  return (
    <Panel title="Tasks" lead={open === 0 ? "All done." : `${open} open.`}>
      <div className={classes.narrow}>
        <ul className={classes.list} aria-label="Tasks for this person">
          {items.map((task) => (
            <TaskLine key={task.id} task={task} withPerson={false} onOpen={() => setOpened(task.id)} />
          ))}
        </ul>
        <MoreButton list={tasks} />
      </div>
      <TaskDrawer id={opened} onClose={() => setOpened(null)} />
    </Panel>
  );
}
