import { type Job, routes, urlOf } from "@beckon/contract";
import { Button } from "@mantine/core";
import { Download } from "lucide-react";
import { bytesText } from "../../ui/bytesText.ts";

/** Fetches what a job made. */
export function JobFileLink({ job, label }: { readonly job: Job; readonly label?: string }) {
  if (!job.file) return null;
  return (
    <Button
      component="a"
      href={urlOf(routes.getJobFile, { params: { id: job.id } })}
      download={job.file.name}
      size="compact-sm"
      variant="default"
      leftSection={<Download size={14} aria-hidden />}
    >
      {label ?? "Download"} ({bytesText(job.file.bytes)})
    </Button>
  );
}
