import type { TaskCounts } from "@beckon/contract";
import { SegmentedControl } from "@mantine/core";
import { ClipboardCheck } from "lucide-react";
import { useList, useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { TaskDrawer } from "./TaskDrawer.tsx";
import classes from "./TaskLine.module.css";
import { TaskLine } from "./TaskLine.tsx";

const REFRESH_MS = 10_000;

interface View {
  readonly value: string;
  readonly label: string;
  readonly count?: keyof TaskCounts;
  readonly query: { readonly state: "open" | "done"; readonly assignee?: string; readonly overdue?: boolean };
  readonly none: string;
}

const VIEWS: readonly [View, ...View[]] = [
  { value: "open", label: "Open", count: "open", query: { state: "open" }, none: "Everything is done." },
  { value: "mine", label: "Mine", count: "mine", query: { state: "open", assignee: "me" }, none: "Nothing waits for you." },
  { value: "nobodys", label: "Nobody's", count: "unassigned", query: { state: "open", assignee: "nobody" }, none: "Every open task has somebody." },
  { value: "late", label: "Late", count: "overdue", query: { state: "open", overdue: true }, none: "Nothing is late." },
  { value: "done", label: "Done", query: { state: "done" }, none: "Nothing was done so far." },
];

/** What journeys ask of colleagues, the most pressing first. */
export function TasksPage() {
  const [show, setShow] = useParameter("show");
  const [opened, setOpened] = useParameter("task");
  const view = VIEWS.find(({ value }) => value === show) ?? VIEWS[0];
  const counts = useRead("countTasks", {}, { every: REFRESH_MS }).data;
  const tasks = useList("listTasks", { query: view.query }, { keep: true, every: REFRESH_MS });
  const data = VIEWS.map(({ value, label, count }) => ({ value, label: count && counts ? `${label} ${counts[count].toLocaleString("en")}` : label }));
  return (
    <Page title="Tasks" lead="What journeys ask somebody of the team to do for a person. Done here, the journey goes on.">
      <SegmentedControl aria-label="Which tasks" mb="md" maw="100%" style={{ overflowX: "auto" }} data={data} value={view.value} onChange={setShow} />
      <Panel flush>
        <Loaded query={tasks}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={ClipboardCheck} title={view.none}>
                A journey makes a task by its step “Task for a colleague”: call somebody whose payment failed twice, thank who wrote a review.
              </EmptyState>
            ) : (
              <>
                <ul className={classes.list} aria-label="Tasks">
                  {items.map((task) => (
                    <TaskLine key={task.id} task={task} onOpen={() => setOpened(task.id)} />
                  ))}
                </ul>
                <MoreButton list={tasks} />
              </>
            )
          }
        </Loaded>
      </Panel>
      <TaskDrawer id={opened || null} onClose={() => setOpened(null)} />
    </Page>
  );
}
