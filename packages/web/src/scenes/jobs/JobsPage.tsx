import type { Job } from "@beckon/contract";
import { Button, Group, Text } from "@mantine/core";
import { ListChecks } from "lucide-react";
import { useChange, useList } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { JobFileLink } from "./JobFileLink.tsx";
import { isOpen, JobBadge, JobProgress } from "./JobProgress.tsx";

const REFRESH_MS = 2_000;

/** Imports, exports and deletions: what runs, how far it is, what came of it. */
export function JobsPage() {
  const jobs = useList("listJobs", {}, { every: REFRESH_MS });
  return (
    <Page title="Jobs" lead="Long work such as imports, exports and deletions. It goes on when you leave, and also after a restart.">
      <Panel flush>
        <Loaded query={jobs}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={ListChecks} title="No long work yet">
                An import or an export of people appears here with its progress, and with its file when it is done.
              </EmptyState>
            ) : (
              <>
                <RecordTable label="Jobs" items={items} columns={COLUMNS} id={(job) => job.id} />
                <MoreButton list={jobs} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

const COLUMNS: readonly Column<Job>[] = [
  {
    header: "Work",
    cell: (job) => (
      <div>
        <Text size="sm" fw={600}>
          {job.title}
        </Text>
        <Text size="xs" c="dimmed">
          {job.startedBy}, <Time at={job.createdAt} />
        </Text>
        {job.error && (
          <Text size="xs" mt={4}>
            {job.error}
          </Text>
        )}
      </div>
    ),
  },
  { header: "State", width: "12rem", cell: (job) => (job.state === "running" ? <JobProgress job={job} /> : <JobBadge job={job} />) },
  { header: "Result", width: "16rem", cell: (job) => <JobActions job={job} /> },
];

function JobActions({ job }: { readonly job: Job }) {
  const cancel = useChange("cancelJob", ["listJobs"]);
  return (
    <Group gap="xs">
      <JobFileLink job={job} />
      {isOpen(job) && job.kind !== "erase_person" && (
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          aria-label={`Stop: ${job.title}`}
          onClick={() =>
            cancel.mutate({ params: { id: job.id } }, { onSuccess: () => sayDone("Stopped. What was done stays done."), onError: (error) => sayError(error) })
          }
        >
          Stop
        </Button>
      )}
    </Group>
  );
}
