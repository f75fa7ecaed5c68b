import type { Import } from "@beckon/contract";
import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { Info } from "lucide-react";
import { useNavigate, useParams } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { isOpen, JobProgress } from "../jobs/JobProgress.tsx";
import { importLook } from "./importLook.ts";
import { MappingForm } from "./MappingForm.tsx";
import { Outcome } from "./Outcome.tsx";

const REFRESH_MS = 1_500;

/** One file of people, from its columns to its result. */
export function ImportPage() {
  const { id = "" } = useParams();
  const read = useRead("getImport", { params: { id } }, { every: REFRESH_MS });
  const about = read.data;
  return (
    <Page
      title={about?.name ?? "Import"}
      badge={about && <Badge color={importLook(about.state).color}>{importLook(about.state).label}</Badge>}
      back={{ to: "/imports", label: "Imports" }}
      actions={about && <Actions about={about} />}
      width="wide"
    >
      <Loaded query={read} missing={{ noun: "import", to: "/imports", list: "To the imports" }}>
        {(loaded) => <Content about={loaded} />}
      </Loaded>
    </Page>
  );
}

function Content({ about }: { readonly about: Import }) {
  const { job, check, fileKept, sameFileAs } = about;
  if (isOpen(job) && job)
    return (
      <Panel title="People are being taken in" lead="You may leave this page. Messages and events of others go on meanwhile.">
        <JobProgress job={job} />
        <Outcome job={job} />
      </Panel>
    );
  return (
    <Stack gap="lg">
      {sameFileAs && about.state !== "done" && (
        <Alert icon={<Info size={18} aria-hidden />} color="yellow" title="The same file was imported before">
          <Text size="sm">
            {sameFileAs.createdBy} imported it <Time at={sameFileAs.createdAt} />. Taken in again it changes the same people again, and makes nobody twice.
          </Text>
        </Alert>
      )}
      {job && (
        <Panel title={job.state === "done" ? "Result" : job.state === "failed" ? "The import stopped" : "You stopped the import"} lead={job.error ?? undefined}>
          <Outcome job={job} importId={about.id} />
        </Panel>
      )}
      {isOpen(check) && check && (
        <Panel title="The whole file is being read" lead="Nothing is changed yet.">
          <JobProgress job={check} />
        </Panel>
      )}
      {!job && check && !isOpen(check) && (
        <Panel
          title={check.state === "failed" ? "The file cannot be read to its end" : "What the import will do"}
          lead={check.error ?? "Counted over the whole file. Nothing is changed yet."}
        >
          <Outcome job={check} foreseen />
        </Panel>
      )}
      {about.state !== "done" && fileKept && <MappingForm key={JSON.stringify(about.format)} about={about} />}
      {about.state !== "done" && !fileKept && (
        <Panel>
          <EmptyState icon={Info} title="The file is not kept any more">
            Uploaded files are thrown away after a day. Upload it again to go on.
          </EmptyState>
        </Panel>
      )}
    </Stack>
  );
}

function Actions({ about }: { readonly about: Import }) {
  const navigate = useNavigate();
  const stop = useChange("cancelJob", ["getImport", "listJobs"]);
  const discard = useChange("discardImport", ["listImports"]);
  const open = isOpen(about.job) ? about.job : isOpen(about.check) ? about.check : null;
  if (open)
    return (
      <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ params: { id: open.id } }, { onError: (error) => sayError(error) })}>
        Stop
      </Button>
    );
  if (about.job) return null;
  return (
    <Group gap="xs">
      <Button
        variant="default"
        loading={discard.isPending}
        onClick={() => discard.mutate({ params: { id: about.id } }, { onSuccess: () => navigate("/imports"), onError: (error) => sayError(error) })}
      >
        Throw the file away
      </Button>
    </Group>
  );
}
